import { addressOf, nodeKey, oz, stos } from "./genesis.ts";
import { prepayMessage } from "./messages.ts";
import type { TestReport } from "./packets.ts";
import { startTestChain, type TestChain } from "./test-chain.ts";

/** The network of the paper's section 3, as the vector `distribute-001` has it. Five nodes, two meta nodes, one validator. */
export function startPaperChain(
  given: Pick<Parameters<typeof startTestChain>[0] & object, "pot" | "register" | "wallets"> = {},
): Promise<TestChain> {
  const meta = (1_311n * stos) / 100n;
  return startTestChain({
    nodes: { a: 30n * stos, b: 30n * stos, c: 30n * stos, d: 30n * stos, e: 30n * stos },
    metas: { m1: meta, m2: meta },
    validators: [
      {
        operator: addressOf("v1"),
        moniker: "v1",
        commission_bp: 100,
        self: `${20n * stos}`,
        delegators: [{ delegator: addressOf("d1"), amount: `${80n * stos}` }],
      },
    ],
    ozoneLimit: 10_000n * oz,
    ...given,
  });
}

/** Buys the 1,100 Ozone that the paper's users consume. */
export async function buyPaperOzone(chain: TestChain): Promise<void> {
  const { code, log } = await chain.send("user", prepayMessage("user", (2_178n * stos) / 100n));
  if (code !== 0) throw new Error(log);
}

export const idOf = (name: string) => nodeKey(name).networkAddress;

/** 500, 300 and 200 Ozone settle of 1,100 bought and consumed; 80 and 20 are carried over. */
export const paperReport: TestReport = {
  epoch: 0,
  settled: [
    [idOf("a"), 500n * oz],
    [idOf("b"), 300n * oz],
    [idOf("c"), 200n * oz],
  ],
  duty: [idOf("m1"), idOf("m2")],
  inboxNumber: 1,
  accountsTotal: 100n * oz,
};
