import { buildTransaction, type Signer } from "@stos/codec";
import {
  type ChainEvent,
  createApplication,
  type LedgerApplication,
  type Misbehaviour,
  memoryStateStore,
  type Network,
  type SentPacket,
  type TxResult,
  type ValidatorUpdate,
  type Vote,
} from "@stos/ledger";
import { type Capabilities, valueNetwork } from "../network.ts";
import { appState, chainId, genesisHash, origin, type TestGenesis, wallet } from "./genesis.ts";
import { type InjectedPacket, packetInjector } from "./injected-packets.ts";

export type TestMessage = Readonly<{ typeUrl: string; value: Uint8Array }>;

/** One transaction of a test, signed by the wallet of that name. Without a fee unless told: only mempools ask for one. */
export type TestTransaction = Readonly<{
  by: string;
  messages: readonly TestMessage[];
  fee?: bigint;
  sequence?: number;
  chain?: string;
  gasLimit?: bigint;
}>;

export type TestBlock = Readonly<{
  /** Seconds since genesis. */
  at?: number;
  transactions?: readonly TestTransaction[];
  packets?: readonly InjectedPacket[];
  /** Of the last commit. */
  votes?: readonly Vote[];
  misbehaviour?: readonly Misbehaviour[];
}>;

export type MadeBlock = Readonly<{
  results: readonly TxResult[];
  /** The code of each packet; 0: handled. */
  packetCodes: readonly number[];
  /** What the block sent to the resource network. */
  sent: readonly SentPacket[];
  events: readonly ChainEvent[];
  validatorUpdates: readonly ValidatorUpdate[];
  height: number;
}>;

/** A value network in memory, block by block. Every block asserts the invariants and that nothing is lost (I1, I5). */
export type TestChain = Readonly<{
  application: LedgerApplication<Capabilities>;
  block(block?: TestBlock): Promise<MadeBlock>;
  /** One message in a block of its own. */
  send(by: string, message: TestMessage): Promise<TxResult>;
  /** One packet in a block of its own: its code, and what was sent. */
  packet(packet: InjectedPacket): Promise<Readonly<{ code: number; sent: readonly SentPacket[] }>>;
  sign(transaction: TestTransaction): Promise<Uint8Array>;
  read<T>(run: (capabilities: Capabilities) => T | Promise<T>): Promise<T>;
  route(path: string, query?: Readonly<Record<string, string>>): Promise<RouteAnswer>;
  /** Seconds since genesis. */
  now(): number;
  /** The number of the newest packet sent. */
  newestPacket(): Promise<number>;
}>;

export type RouteAnswer = Readonly<{ status: number; body: unknown }>;

export async function startTestChain(given: TestGenesis = {}): Promise<TestChain> {
  return chainFrom(appState(given));
}

/** A chain whose genesis is an exported state. */
export async function chainFrom(
  state: Readonly<Record<string, unknown>>,
  startedAt = 0,
): Promise<TestChain> {
  const injector = packetInjector();
  const network: Network<Capabilities> = {
    ...valueNetwork,
    modules: [...valueNetwork.modules, injector.module],
  };
  const application = createApplication({
    network,
    store: await memoryStateStore(network.modules.map(({ name }) => name)),
    chainId,
    genesisHash,
    invariants: "each-block",
  });
  await application.initChain({
    genesis_time: new Date((origin + startedAt) * 1_000).toISOString(),
    chain_id: chainId,
    initial_height: "1",
    consensus_params: {},
    validators: [],
    app_hash: "",
    app_state: state,
  });
  let height = 0;
  let now = startedAt;
  const newestPacket = () => application.read(({ relay }) => relay.state.sent.get() ?? 0);

  async function block(given: TestBlock = {}): Promise<MadeBlock> {
    const { at = now, transactions = [], packets = [], votes = [], misbehaviour = [] } = given;
    const txs = await signAll(application, transactions);
    const before = await newestPacket();
    injector.queue(packets);
    height += 1;
    now = at;
    const { txResults, events, validatorUpdates } = await application.finalizeBlock({
      height,
      time: { seconds: origin + now, nanos: 0 },
      hash: new Uint8Array(32).fill(height % 256),
      proposerAddress: new Uint8Array(20),
      txs,
      lastCommit: { round: 0, votes },
      misbehaviour,
    });
    await application.commit();
    await requireConservation(application);
    return {
      results: txResults,
      packetCodes: injector.failures().map((failure) => failure?.code ?? 0),
      sent: await sentAfter(application, before),
      events,
      validatorUpdates,
      height,
    };
  }

  return {
    application,
    block,
    async send(by, message) {
      const { results } = await block({ transactions: [{ by, messages: [message] }] });
      return the(results[0]);
    },
    async packet(packet) {
      const { packetCodes, sent } = await block({ packets: [packet] });
      return { code: the(packetCodes[0]), sent };
    },
    sign: async (transaction) => the((await signAll(application, [transaction]))[0]),
    read: (run) => application.read(run),
    async route(path, query = {}) {
      const asked = { method: "GET", path, query, height: 0, body: undefined };
      return the(await application.route(asked));
    },
    now: () => now,
    newestPacket,
  };
}

/** Signs in order; each wallet's sequence goes on from its account's. */
async function signAll(
  application: LedgerApplication<Capabilities>,
  transactions: readonly TestTransaction[],
): Promise<readonly Uint8Array[]> {
  const used = new Map<string, number>();
  const signed: Uint8Array[] = [];
  for (const transaction of transactions) {
    const signer = wallet(transaction.by);
    const account = await application.read(({ auth }) => auth.accounts.get(signer.address));
    const next = used.get(signer.address) ?? account?.sequence ?? 0;
    used.set(signer.address, next + 1);
    signed.push(signedBy(signer, { number: account?.number ?? 0, next }, transaction));
  }
  return signed;
}

function signedBy(
  signer: Signer,
  account: Readonly<{ number: number; next: number }>,
  { messages, fee = 0n, sequence, chain = chainId, gasLimit = 10_000_000n }: TestTransaction,
): Uint8Array {
  return buildTransaction({
    messages,
    fee: { amount: fee === 0n ? [] : [{ denom: "wei", amount: `${fee}` }], gasLimit },
    signer,
    sequence: BigInt(sequence ?? account.next),
    accountNumber: BigInt(account.number),
    chainId: chain,
  });
}

async function requireConservation(application: LedgerApplication<Capabilities>): Promise<void> {
  const path = "/stratos/economy/v1/conservation";
  const asked = { method: "GET", path, query: {}, height: 0, body: undefined };
  const { body } = the(await application.route(asked));
  const { difference } = body as { difference: string };
  if (difference !== "0") throw new Error(`not conserved: ${JSON.stringify(body)}`);
}

function sentAfter(
  application: LedgerApplication<Capabilities>,
  number: number,
): Promise<readonly SentPacket[]> {
  return application.read(async ({ relay }) => {
    const sent: SentPacket[] = [];
    for await (const [, packet] of relay.state.outbox.entries({ gte: number + 1 }))
      sent.push(packet);
    return sent;
  });
}

/** What must be there in a test that goes right. */
export function the<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("nothing where something was expected");
  return value;
}
