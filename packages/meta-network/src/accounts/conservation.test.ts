import {
  EpochVoidedSchema,
  encodeMessage,
  MsgCloseSessionSchema,
  MsgCreateBucketSchema,
  MsgDeleteObjectsSchema,
  packMessage,
} from "@stos/codec";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  nodeKey,
  openSession,
  plainManifest,
  putMessage,
  settleMessage,
  signedEntry,
  uploadedSlice,
} from "../testing/test-actors.ts";
import { startTestChain } from "../testing/test-chain.ts";
import { recount } from "./recount.ts";

const operation = fc.record({
  kind: fc.constantFrom("buy", "settle", "epoch", "void", "result", "put", "delete", "close"),
  pick: fc.nat({ max: 1_000 }),
  amount: fc.bigInt({ min: 1n, max: 400_000n }),
});

test("whatever happens, every noz credited stands in exactly one place", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      const chain = await startTestChain();
      const keys = await addNodes(chain, 4);
      let credited = 5_000_000n;
      await buyOzone(chain, "user", credited);
      const session = await openSession(chain, "user", { noz: 1_600_000n, epochs: 3 });
      await chain.send(
        packMessage(MsgCreateBucketSchema, {
          wallet: session.wallet,
          bucket: "files",
          plain: true,
          session: session.id,
        }),
      );

      for (const [number, { kind, pick, amount }] of operations.entries()) {
        const node = nodeKey(pick % 4).networkAddress;
        const key = `key ${pick % 3}`;
        if (kind === "buy") {
          await buyOzone(chain, pick % 2 === 0 ? "user" : "other", amount);
          credited += amount;
        }
        if (kind === "settle")
          await chain.send(
            settleMessage(node, [signedEntry(chain, session, { node, total: amount })]),
          );
        if (kind === "epoch") await chain.closeEpoch();
        if (kind === "void")
          await chain.packet(
            "epoch-voided",
            encodeMessage(EpochVoidedSchema, { epoch: BigInt(pick % 4) }),
          );
        if (kind === "result") await chain.result((pick % 6) + 1, pick % 2);
        if (kind === "put") {
          const slice = uploadedSlice(chain, session, keys, { number, size: (pick % 100) + 1 });
          await chain.send(putMessage(session, key, plainManifest([slice])));
        }
        if (kind === "delete")
          await chain.send(
            packMessage(MsgDeleteObjectsSchema, {
              wallet: session.wallet,
              bucket: "files",
              keys: [key],
              session: session.id,
            }),
          );
        if (kind === "close")
          await chain.send(
            packMessage(MsgCloseSessionSchema, { wallet: session.wallet, session: session.id }),
          );

        await chain.block();
        expect(await recount(chain.capabilities())).toBeUndefined();
        expect(chain.capabilities().books.read().credited).toBe(credited);
      }
    }),
    { numRuns: 25 },
  );
});
