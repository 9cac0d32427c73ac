import { byCodeUnit } from "@stos/economy";
import type { Engine } from "@stos/ledger";
import type { ChainView } from "../issuer/index.ts";

/** Whose turn it is to relay: members in the order of their addresses, one height each. */
export type RelayTurns = Disposable & Readonly<{ isTurnOf(node: string, height: number): boolean }>;

/** Members come and go with packets, so their list is read anew once in so many blocks. */
const refreshBlocks = 64;

export async function followTurns(
  chain: ChainView,
  engine: Pick<Engine, "onBlock">,
): Promise<RelayTurns> {
  const read = () =>
    chain.read(async ({ membership }) =>
      (await membership.all()).map(({ node }) => node).sort(byCodeUnit),
    );
  let members = await read();
  const listening = engine.onBlock(({ height }) => {
    if (height % refreshBlocks !== 0) return;
    void read().then((found) => {
      members = found;
    });
  });

  return {
    isTurnOf: (node, height) => members.length > 0 && members[height % members.length] === node,
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}
