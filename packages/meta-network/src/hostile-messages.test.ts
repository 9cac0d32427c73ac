import {
  MsgCloseSessionSchema,
  MsgDeleteObjectsSchema,
  MsgGrantSchema,
  MsgOpenSessionSchema,
  MsgRevokeGrantSchema,
  packMessage,
} from "@stos/codec";
import { expect, test } from "vitest";
import {
  addNodes,
  buyOzone,
  type OpenedSession,
  openSession,
  settleMessage,
  signedEntry,
} from "./testing/test-actors.ts";
import { startTestChain, type TestMessage, walletOf } from "./testing/test-chain.ts";

const rights = { read: true, write: true, delete: true, buckets: [] };
const grantOf = (key: string, buckets: string[] = []) =>
  packMessage(MsgGrantSchema, {
    wallet: walletOf("user"),
    key,
    nozPerEpoch: "10",
    rights: { ...rights, buckets },
    untilEpoch: 5n,
  });
const deletionOf = ({ wallet, id }: OpenedSession, key: string, bucket = "files") =>
  packMessage(MsgDeleteObjectsSchema, { wallet, bucket, keys: [key], session: id });

/** Every byte field that becomes a key of fixed size, and every text that becomes a part of a key. */
const hostile: readonly (readonly [
  name: string,
  code: string,
  message: (session: OpenedSession) => TestMessage,
])[] = [
  [
    "a session of 5 bytes to close",
    "session-unknown",
    ({ wallet }) => packMessage(MsgCloseSessionSchema, { wallet, session: new Uint8Array(5) }),
  ],
  [
    "a session's key of 31 bytes",
    "message-invalid",
    ({ wallet }) =>
      packMessage(MsgOpenSessionSchema, {
        wallet,
        sessionKey: new Uint8Array(31),
        noz: "1",
        rights,
        epochs: 1,
      }),
  ],
  ["a granted key with a zero character", "message-invalid", () => grantOf("st1\0")],
  [
    "a granted bucket with a zero character",
    "message-invalid",
    () => grantOf(walletOf("b"), ["a\0b"]),
  ],
  [
    "a revoked key with a zero character",
    "grant-unknown",
    ({ wallet }) => packMessage(MsgRevokeGrantSchema, { wallet, key: "a\0b" }),
  ],
  [
    "a deleted key with a zero character",
    "message-invalid",
    (session) => deletionOf(session, "a\0b"),
  ],
  ["an empty deleted key", "message-invalid", (session) => deletionOf(session, "")],
  [
    "a bucket with a zero character",
    "message-invalid",
    (session) => deletionOf(session, "k", "a\0b"),
  ],
  [
    "a deletion in a session of 5 bytes",
    "session-unknown",
    (session) => deletionOf({ ...session, id: new Uint8Array(5) }, "k"),
  ],
];

test.each(hostile)("%s is refused", async (_name, code, message) => {
  const chain = await startTestChain();
  await buyOzone(chain, "user", 10_000_000n);
  const session = await openSession(chain, "user", { noz: 1_000_000n });
  expect((await chain.send(message(session))).code).toBe(code);
});

test("a receipt with a session of 5 bytes, another node's address or no amount is refused alone", async () => {
  const chain = await startTestChain();
  const [key] = await addNodes(chain, 1);
  if (key === undefined) throw new Error("a node");
  const node = key.networkAddress;
  await buyOzone(chain, "user", 10_000_000n);
  const session = await openSession(chain, "user", { noz: 1_000_000n });
  const { allowance, receipt } = signedEntry(chain, session, { node, total: 10n });
  const wrong = [
    { allowance, receipt: { ...receipt, session: new Uint8Array(5) } },
    { allowance, receipt: { ...receipt, node: "a\0b" } },
    { allowance, receipt: { ...receipt, nozTotal: "-1" } },
    { allowance, receipt: { ...receipt, nozTotal: "9".repeat(200) } },
    { allowance, receipt: { ...receipt, signature: new Uint8Array(5) } },
    { allowance: { ...allowance, signature: new Uint8Array() }, receipt },
    { allowance: { ...allowance, session: new Uint8Array() }, receipt },
  ];
  for (const entry of wrong)
    expect((await chain.send(settleMessage(node, [entry]))).code).not.toBe("ok");
  expect((await chain.send(settleMessage(node, [...wrong, { allowance, receipt }]))).code).toBe(
    "ok",
  );
  expect(chain.capabilities().traffic.unsettledOf(node)).toBe(10n);
});
