import {
  applyOperation,
  EconomyError,
  type EconomyState,
  lookUp,
  newEconomy,
  type Operation,
  type OperationOf,
  type Outcome,
  valuesOf,
} from "@stos/economy";
import { noz, sum, wei } from "@stos/units";
import { operatorOf } from "../addresses.ts";
import { freeReward } from "../distribution/delegation-reward.ts";
import { chainView, reducerView } from "./economy-view.ts";
import { addressOf, nodeKey, ownerOf, stos } from "./genesis.ts";
import {
  createMetaNodeMessage,
  createResourceNodeMessage,
  prepayMessage,
  removeResourceNodeMessage,
  sendMessage,
  verifyMessage,
  voteMessage,
} from "./messages.ts";
import { migrationWantedPacket, nodeGonePacket, reportPackets } from "./packets.ts";
import { startTestChain, type TestChain, type TestTransaction } from "./test-chain.ts";

export type ReplayGenesis = Readonly<{
  profile: "literal" | "tracking";
  issued: bigint;
  nodes: Readonly<Record<string, bigint>>;
  metas: Readonly<Record<string, bigint>>;
}>;

/** Time of the history, in seconds; everything but the deposits' day is shorter than the paper's. */
const epochSeconds = 600;
const lockEpochs = 4;
const depositLock = 20 * epochSeconds;
const coolingOff = 6 * epochSeconds;
const ozoneLimit = 10n ** 15n + 7n;

/**
 * The chain and the reducer side by side. The reducer also stands for the resource network: its balances and its
 * unsettled traffic make the reports. Nodes go by their names here and by their addresses in the reducer.
 */
export async function startReplay({ profile, issued, nodes, metas }: ReplayGenesis) {
  const stakers = { operator: addressOf("validator"), delegator: addressOf("delegator") };
  const chain = await startTestChain({
    nodes,
    metas,
    wallets: [...newNodes, ...newMetas].map(ownerOf),
    ozoneLimit,
    validators: [
      {
        operator: stakers.operator,
        moniker: "v",
        commission_bp: 333,
        self: `${7n * stos}`,
        delegators: [{ delegator: stakers.delegator, amount: `${stos + 1n}` }],
      },
    ],
    pot: {
      profile,
      issued: `${issued}`,
      epoch_seconds: epochSeconds,
      reward_lock_epochs: lockEpochs,
    },
    register: {
      deposit_lock_seconds: depositLock,
      cooling_off_seconds: coolingOff,
      resource_node_deposit_min: "1",
      meta_node_deposit_min: "1",
    },
  });
  const ids = (given: Readonly<Record<string, bigint>>) =>
    Object.entries(given).map(([name, deposit]) => ({ id: idOf(name), deposit: wei(deposit) }));
  let state = applyOperation(
    newEconomy({
      profile,
      epochLength: BigInt(epochSeconds),
      rewardLockEpochs: BigInt(lockEpochs),
      depositTerms: { lock: BigInt(depositLock), coolingOff: BigInt(coolingOff) },
    }),
    {
      op: "genesis",
      forSale: noz(ozoneLimit),
      issued: wei(issued),
      nodes: ids(nodes),
      metas: ids(metas),
      validators: [
        {
          id: stakers.operator,
          commissionBp: 333n,
          self: wei(7n * stos),
          delegators: [{ id: stakers.delegator, amount: wei(stos + 1n) }],
        },
      ],
    },
  ).state;
  const operator = operatorOf(stakers.operator);
  const earnerOf = (id: string) =>
    id === stakers.operator || id === stakers.delegator ? operator : walletOf(id);

  return {
    chain,
    state: () => state,
    /** Applies one operation to both. Answers undefined where the reducer refuses it. */
    async apply(operation: Operation): Promise<Outcome | undefined> {
      const applied = accepted(state, operation);
      if (applied === undefined) {
        await requireRefused(chain, state, operation);
        return undefined;
      }
      const before = state;
      state = applied.state;
      const { outcome } = applied;
      await follow(chain, { before, after: state, operation, outcome });
      return outcome;
    },
    onChain: () => chainView(chain),
    inReducer: () => reducerView(state, earnerOf),
    /** What the delegator may withdraw, on the chain and in the reducer. */
    async delegatorFree(): Promise<readonly [chain: bigint, reducer: bigint]> {
      const { delegator } = stakers;
      const free = await chain.read((capabilities) =>
        freeReward(capabilities, { delegator, operator }),
      );
      return [free.amount, lookUp(state.vested, delegator) ?? 0n];
    },
  };
}

/** Names of nodes that may join. */
export const newNodes = ["x1", "x2", "x3"] as const;
export const newMetas = ["y1"] as const;

export function idOf(name: string): string {
  return nodeKey(name).networkAddress;
}

function accepted(state: EconomyState, operation: Operation) {
  try {
    return applyOperation(state, withIds(operation));
  } catch (error) {
    if (error instanceof EconomyError) return undefined;
    throw error;
  }
}

function withIds(operation: Operation): Operation {
  return "node" in operation && typeof operation.node === "string"
    ? { ...operation, node: idOf(operation.node) }
    : operation;
}

/** What the reducer refuses, the chain refuses too, where it is the chain's to refuse. */
async function requireRefused(
  chain: TestChain,
  state: EconomyState,
  operation: Operation,
): Promise<void> {
  const isRegistration = operation.op === "activate" && operation.role === "resource";
  if (operation.op !== "prepay" && operation.op !== "unregister" && !isRegistration) return;
  const transactions = transactionsOf(state, operation);
  const { results } = await chain.block({ transactions });
  if (results.some(({ code }) => code === 0))
    throw new Error(`the chain accepts what the reducer refuses: ${operation.op}`);
}

type Step = Readonly<{
  before: EconomyState;
  after: EconomyState;
  operation: Operation;
  outcome: Outcome;
}>;

async function follow(chain: TestChain, step: Step): Promise<void> {
  const { before, after, operation } = step;
  const transactions = transactionsOf(before, operation);
  const packets = await packetsOf(chain, step);
  const isSeen = operation.op === "advance" || transactions.length + packets.length > 0;
  if (!isSeen) return;

  const made = await chain.block({ at: Number(after.now), transactions, packets });
  const codes = [...made.results.map(({ code }) => code), ...made.packetCodes];
  if (codes.some((code) => code !== 0)) {
    const logs = made.results.map(({ log }) => log).join("; ");
    throw new Error(`the chain refuses ${operation.op}: ${codes.join(" ")} ${logs}`);
  }
}

function transactionsOf(state: EconomyState, operation: Operation): readonly TestTransaction[] {
  switch (operation.op) {
    case "prepay":
      return [{ by: "user", messages: [prepayMessage("user", operation.payment)] }];
    case "gas":
      return [
        {
          by: "user",
          messages: [sendMessage("user", addressOf("user"), 1n)],
          fee: operation.amount,
        },
      ];
    case "unregister":
      return [
        { by: ownerOf(operation.node), messages: [removeResourceNodeMessage(operation.node)] },
      ];
    case "activate":
      return joining(state, operation);
    default:
      return [];
  }
}

function joining(
  state: EconomyState,
  { node, deposit, role }: OperationOf<"activate">,
): readonly TestTransaction[] {
  const by = ownerOf(node);
  if (role === "resource") return [{ by, messages: [createResourceNodeMessage(node, deposit)] }];
  const voters = metaNames.filter((name) => isActive(state, name));
  return [
    { by, messages: [createMetaNodeMessage(node, deposit)] },
    { by: "foundation", messages: [verifyMessage(node)] },
    ...voters.map((voter) => ({ by: ownerOf(voter), messages: [voteMessage(node, voter)] })),
  ];
}

const metaNames = ["m1", "m2", ...newMetas];

function isActive(state: EconomyState, name: string): boolean {
  return lookUp(state.nodes, idOf(name))?.status === "active";
}

async function packetsOf(chain: TestChain, { before, after, operation, outcome }: Step) {
  if (operation.op === "migrate") return [migrationWantedPacket(operation.node, operation.wanted)];
  if (operation.op === "shutdown" && outcome.op === "shutdown") {
    const { isProper: proper, forfeited } = outcome;
    return [nodeGonePacket(operation.node, { proper, forfeited })];
  }
  if (outcome.op !== "epoch") return [];

  const traffic = (id: string) => lookUp(before.traffic, id) ?? noz(0n);
  return reportPackets({
    epoch: await chain.read(({ pot }) => pot.state.nextEpoch.get() ?? 0),
    settled: outcome.settled.map((id) => [id, traffic(id)]),
    duty: metaNames.filter((name) => isActive(before, name)).map(idOf),
    inboxNumber: await chain.newestPacket(),
    accountsTotal: sum([...valuesOf(after.balances), ...valuesOf(after.traffic)]),
  });
}

/** Each node's owner is its beneficiary and owns no other. */
function walletOf(id: string): string {
  const name = [...allNames].find((each) => idOf(each) === id);
  return name === undefined ? id : addressOf(ownerOf(name));
}

const allNames = ["n1", "n2", "n3", ...newNodes, ...metaNames];
