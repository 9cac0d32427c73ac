import type { GenesisDocument } from "../application.ts";
import type { BlockInfo } from "../context.ts";
import type { Network } from "../module.ts";
import { type Branch, branchState, type StateView } from "../state/branch.ts";
import { unlimitedGas } from "../state/gas.ts";
import { type BlockUpdates, blockUpdates } from "./block-updates.ts";
import { openContext } from "./open-context.ts";

/** The block before the first: genesis runs in it. Its hash is 32 zero bytes. */
export function genesisBlock(
  genesis: GenesisDocument,
  identity: Readonly<{ chainId: string; genesisHash: Uint8Array }>,
): BlockInfo {
  if (genesis.chain_id !== identity.chainId) {
    throw new RangeError(`the genesis is of ${genesis.chain_id}, not of ${identity.chainId}`);
  }
  return {
    ...identity,
    height: Number(genesis.initial_height) - 1,
    time: Math.floor(Date.parse(genesis.genesis_time) / 1000),
    hash: new Uint8Array(32),
  };
}

export type InitialState = Readonly<{ state: Branch; updates: BlockUpdates }>;

/** Every module's state of the genesis, in the modules' order, and the validators that they name. */
export async function initialState<C>(
  network: Network<C>,
  genesis: GenesisDocument,
  block: BlockInfo,
  view: StateView,
): Promise<InitialState> {
  const state = branchState(view);
  const updates = blockUpdates();
  const port = { lastCommit: { round: 0, votes: [] }, misbehaviour: [], updates };
  const context = openContext({ block, state, gas: unlimitedGas(), events: [], port });
  for (const module of network.modules) {
    await module.genesis?.init(network.capabilities(context), genesis.app_state[module.name]);
  }
  return { state, updates };
}
