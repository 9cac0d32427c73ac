import { readFileSync } from "node:fs";
import { decodeMessage, OzonePurchasedSchema } from "@stos/codec";
import { parseStos } from "@stos/units";
import { expect, test } from "vitest";
import { addressOf, oz, startBalance, stos } from "../testing/genesis.ts";
import { prepayMessage } from "../testing/messages.ts";
import { startTestChain, the } from "../testing/test-chain.ts";

type Step = Readonly<{ at: number; int: { out?: string } }>;
type Vector = Readonly<{
  id: string;
  ops: readonly Readonly<{
    op: string;
    user?: string;
    x?: string;
    l0?: string;
    nodes?: string[][];
  }>[];
  steps: readonly Step[];
  final: { int: { p: string; l: string; outstanding: string } };
}>;

const file = new URL("../../../../vectors/economy/vectors.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { vectors: readonly Vector[] };

test.each(["prepay-041", "prepay-043", "prepay-049", "prepay-053"])(
  "sells exactly what the vector %s says",
  async (id) => {
    const vector = the(vectors.find((each) => each.id === id));
    const [genesis, ...ops] = vector.ops;
    const deposit = the(parseStos(the(genesis?.nodes?.[0]?.[1])));
    const ozoneLimit = BigInt(the(genesis?.l0)) * oz;
    const chain = await startTestChain({ nodes: { n1: deposit }, ozoneLimit });

    for (const [index, { x = "0" }] of ops.entries()) {
      const payment = the(parseStos(x));
      const { sent } = await chain.block({
        transactions: [{ by: "user", messages: [prepayMessage("user", payment)] }],
      });
      const { noz, beneficiary } = decodeMessage(OzonePurchasedSchema, the(sent[0]).body);
      expect(noz).toBe(vector.steps[index]?.int.out);
      expect(beneficiary).toBe(addressOf("user"));
    }
    const { body } = await chain.route("/stratos/economy/v1/curve");
    const { p, l, outstanding } = vector.final.int;
    expect(body).toMatchObject({ p, l, outstanding, profile: "literal" });
  },
);

test("a purchase is guarded by min_noz and by a deadline in block time", async () => {
  const chain = await startTestChain({ nodes: { n1: 20_000n * stos }, ozoneLimit: 10n ** 6n * oz });
  const codeOf = async (payment: bigint, guards: Parameters<typeof prepayMessage>[2]) => {
    const { code, codespace } = await chain.send("user", prepayMessage("user", payment, guards));
    return `${codespace} ${code}`;
  };
  const deadline = BigInt(1_800_000_000);

  expect(await codeOf(stos, { minNoz: "49997500125" })).toBe("sds 3");
  expect(await codeOf(stos, { deadline: deadline - 1n })).toBe("sds 4");
  expect(await codeOf(1n, {})).toBe("sds 2");
  expect(await codeOf(0n, {})).toBe("sdk 10");
  expect(await codeOf(startBalance + 1n, {})).toBe("sdk 5");
  expect(await codeOf(stos, { minNoz: "many" })).toBe("sdk 10");
  expect(await chain.newestPacket()).toBe(0);
  expect(await codeOf(stos, { minNoz: "49997500124", deadline })).toBe(" 0");
});

test("a beneficiary gets what another pays", async () => {
  const chain = await startTestChain();
  const beneficiary = addressOf("other");
  await chain.send("user", prepayMessage("user", stos, { beneficiary }));
  const { packet } = (await chain.route("/stratos/relay/v1/outbox/1")).body as { packet: string };
  expect(Buffer.from(packet, "base64").includes(beneficiary)).toBe(true);
});

test("the routes quote what a purchase then gives", async () => {
  const chain = await startTestChain();
  const quote = (await chain.route("/stratos/sds/v1/sim_prepay/1stos")).body as { noz: string };
  const ours = (await chain.route(`/stratos/economy/v1/prepay/${stos}`)).body;
  expect(ours).toMatchObject({ noz: quote.noz, price_before: "0.02" });
  expect((await chain.route("/stratos/sds/v1/noz_price")).body).toEqual({
    price: "20000000.000000000000000000",
  });

  await chain.send("user", prepayMessage("user", stos));
  const outstanding = await chain.read(({ pot }) => pot.outstanding());
  expect(`${outstanding}`).toBe(quote.noz);
  expect((await chain.route("/stratos/sds/v1/sim_prepay/ten")).status).toBe(400);
  expect((await chain.route("/stratos/sds/v1/sim_prepay/1.2.3stos")).status).toBe(400);
});
