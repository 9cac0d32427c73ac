import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  accountKeyFromBytes,
  buildTransaction,
  ed25519FromSeed,
  type Signer,
  sha256,
  toBase64,
} from "@stos/codec";
import {
  createApplication,
  createValidatorKey,
  type EmbeddedEngine,
  makeGenesis,
  openEmbeddedEngine,
  openStateStore,
} from "@stos/ledger";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { valueNetwork } from "../src/index.ts";

/**
 * `embedded async 10k accounts`: how many transfers a second the value network commits, from the broadcast of the first
 * to the block of the last. Every account sends once to another; signing isn't measured, verifying is.
 */
const accounts = 10_000;
const rounds = 2;
const inFlightMax = 8_000;
const chainId = "stratos-bench-1";
const stos = 10n ** 18n;
const gasLimit = 200_000n;

const folder = await mkdtemp(join(tmpdir(), "bench-transfers-"));
try {
  const signers = Array.from({ length: accounts }, (_, index) => signerOf(`account ${index}`));
  const { engine, numberOf } = await startChain(signers);
  const transactions = signedTransfers(signers, numberOf);
  const { seconds, cpuMs } = await commitAll(engine, transactions);
  report("embedded async 10k accounts", Math.round(transactions.length / seconds), "tx/s");
  report(
    "embedded async 10k accounts, CPU of all threads",
    Math.round((1_000 * cpuMs) / transactions.length) / 1_000,
    "ms/tx",
  );
  await engine[Symbol.asyncDispose]();
} finally {
  await rm(folder, { recursive: true });
}

function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ bench: "value", name, value, unit }));
}

async function startChain(signers: readonly Signer[]) {
  const key = await createValidatorKey(join(folder, "priv_validator_key.json"));
  const time = new Date();
  const genesis = makeGenesis({
    chainId,
    time,
    validators: [{ publicKey: key.key.publicKey, power: 1, name: "bench" }],
    appState: appState(signers, Math.floor(time.getTime() / 1_000)),
  });
  const store = await openStateStore({
    path: join(folder, "state"),
    modules: valueNetwork.modules.map(({ name }) => name),
  });
  const application = createApplication({
    network: valueNetwork,
    store,
    chainId,
    genesisHash: genesis.hash,
  });
  const blockStore = join(folder, "blocks");
  const engine = await openEmbeddedEngine({
    application,
    genesis,
    keys: [key],
    blockStore,
    mempoolCountMax: 2 * inFlightMax,
  });
  await engine.start(AbortSignal.timeout(60_000));
  await engine.makeBlock();

  const numbers = new Map<string, number>();
  await application.read(async ({ auth }) => {
    for await (const { address, number } of auth.accounts.entries()) numbers.set(address, number);
  });
  const numberOf = (address: string) => {
    const number = numbers.get(address);
    if (number === undefined) throw new Error(`${address} has no account`);
    return BigInt(number);
  };
  return { engine, numberOf };
}

/** Each account's transfers, round after round, to the account after it. */
function signedTransfers(
  signers: readonly Signer[],
  numberOf: (address: string) => bigint,
): readonly Uint8Array[] {
  return Array.from({ length: rounds }, (_, round) =>
    signers.map((signer, index) => {
      const to = signers[(index + 1) % signers.length]?.address ?? signer.address;
      const value = MsgSend.encode({
        fromAddress: signer.address,
        toAddress: to,
        amount: [{ denom: "wei", amount: "1" }],
      }).finish();
      return buildTransaction({
        messages: [{ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value }],
        fee: { amount: [{ denom: "wei", amount: `${gasLimit * 10n ** 9n}` }], gasLimit },
        signer,
        sequence: BigInt(round),
        accountNumber: numberOf(signer.address),
        chainId,
      });
    }),
  ).flat();
}

/**
 * Broadcasts without waiting for checks, and answers the seconds until the last transfer is committed, and the CPU time that the
 * process took for it: the figure that other work on the machine changes least.
 */
async function commitAll(
  engine: EmbeddedEngine,
  transactions: readonly Uint8Array[],
): Promise<Readonly<{ seconds: number; cpuMs: number }>> {
  let committed = 0;
  let wake = () => {};
  engine.onBlock(({ block, results }) => {
    const refused = results.txResults.find(({ code }) => code !== 0);
    if (refused !== undefined) throw new Error(`a transfer was refused: ${refused.log}`);
    committed += block.data.txs.length;
    wake();
  });

  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  for (let sent = 0; committed < transactions.length; ) {
    while (sent < transactions.length && sent - committed < inFlightMax) {
      const transaction = transactions[sent];
      if (transaction !== undefined) await engine.broadcastAsync(transaction);
      sent += 1;
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds: (performance.now() - started) / 1_000, cpuMs: (user + system) / 1_000 };
}

function signerOf(name: string): Signer {
  return accountKeyFromBytes("secp256k1", sha256(new TextEncoder().encode(name)));
}

function appState(signers: readonly Signer[], time: number) {
  const balances = signers.map(({ address }) => ({ address, amount: `${1_000n * stos}` }));
  const node = ed25519FromSeed(sha256(new TextEncoder().encode("node")));
  const owner = signers[0]?.address ?? "";
  return {
    bank: { balances },
    staking: {
      validators: [
        { operator: owner, moniker: "v", commission_bp: 0, self: `${stos}`, delegators: [] },
      ],
    },
    register: {
      parameters: {
        foundation: owner,
        resource_node_registration: true,
        resource_node_deposit_min: `${stos}`,
        meta_node_deposit_min: `${stos}`,
        deposit_lock_seconds: 86_400,
        cooling_off_seconds: 86_400,
        voting_seconds: 86_400,
        approval_numerator: 1,
        approval_denominator: 1,
      },
      nodes: [
        {
          kind: "resource",
          address: node.networkAddress,
          network_key: toBase64(node.publicKey),
          owner,
          beneficiary: owner,
          services: 4,
          moniker: "n",
          deposit: `${stos}`,
        },
      ],
    },
    pot: {
      profile: "tracking",
      epoch_origin: time,
      epoch_seconds: 600,
      reward_lock_epochs: 2_016,
      penalty_seconds: 86_400,
      penalty_bp: 1_000,
      ozone_limit: "1000000000000",
      issued: "0",
    },
    relay: {
      chainId: "stratos-bench-meta-1",
      initialHeight: 1,
      time,
      validatorsHash: "11".repeat(32),
      trustingPeriodSeconds: 86_400,
    },
  };
}
