import {
  accountKeyFromBytes,
  buildTransaction,
  type EncodedAny,
  type Signer,
  sha256,
} from "@stos/codec";
import type { BlockResult, GenesisDocument } from "../application.ts";
import { createApplication, type LedgerApplication } from "../network/create-application.ts";
import { memoryStateStore } from "../store/index.ts";
import type { TestMessage } from "./bank.ts";
import { type TestCapabilities, testFee, testModules, testNetwork } from "./test-network.ts";

export const testChainId = "stratos-test-1";
export const testStart = 1_800_000_000;

export function testSigner(name: string, type: "secp256k1" | "ethsecp256k1" = "secp256k1"): Signer {
  return accountKeyFromBytes(type, sha256(new TextEncoder().encode(name)));
}

export const alice = testSigner("alice");
export const bob = testSigner("bob", "ethsecp256k1");
export const nobody = testSigner("nobody");

/** An application whose blocks a test makes by hand, 1 s apart. */
export type TestChain = Readonly<{
  application: LedgerApplication<TestCapabilities>;
  makeBlock(txs?: readonly Uint8Array[]): Promise<BlockResult>;
  balance(address: string): Promise<bigint>;
}>;

export const testGenesis: GenesisDocument = {
  genesis_time: new Date(testStart * 1000).toISOString(),
  chain_id: testChainId,
  initial_height: "1",
  consensus_params: {},
  validators: [],
  app_hash: "",
  app_state: {
    bank: { [alice.address]: "100000", [bob.address]: "5" },
    relay: {
      chainId: "stratos-other-1",
      initialHeight: 1,
      time: testStart,
      validatorsHash: "00".repeat(32),
      trustingPeriodSeconds: 86_400,
    },
  },
};

export async function startTestChain(genesis: GenesisDocument = testGenesis): Promise<TestChain> {
  const application = createApplication({
    network: testNetwork,
    store: await memoryStateStore(testModules),
    chainId: genesis.chain_id,
    genesisHash: new Uint8Array(32),
    invariants: "each-block",
  });
  await application.initChain(genesis);
  let height = Number(genesis.initial_height) - 1;

  return {
    application,
    async makeBlock(txs = []) {
      height += 1;
      const result = await application.finalizeBlock({
        height,
        time: { seconds: testStart + height, nanos: 0 },
        hash: sha256(Buffer.from(`block ${height}`)),
        proposerAddress: new Uint8Array(20),
        txs,
      });
      await application.commit();
      return result;
    },
    balance: (address) => application.read(({ bank }) => bank.balance(address)),
  };
}

export function testMessage(type: string, message: TestMessage): EncodedAny {
  return { typeUrl: type, value: Buffer.from(JSON.stringify(message)) };
}

export type TestOrder = Readonly<{
  signer?: Signer;
  sequence?: number;
  accountNumber?: number;
  chainId?: string;
  fee?: bigint;
  gasLimit?: bigint;
  memo?: string;
  timeoutHeight?: bigint;
}>;

/** A transaction of Alice's, unless told otherwise. */
export function testTransaction(
  messages: readonly EncodedAny[],
  order: TestOrder = {},
): Uint8Array {
  const { signer = alice, fee = testFee, gasLimit = 300_000n } = order;
  return buildTransaction({
    messages,
    signer,
    sequence: BigInt(order.sequence ?? 0),
    accountNumber: BigInt(order.accountNumber ?? (signer === alice ? 0 : 1)),
    chainId: order.chainId ?? testChainId,
    fee: { amount: [{ denom: "coin", amount: `${fee}` }], gasLimit },
    memo: order.memo ?? "",
    timeoutHeight: order.timeoutHeight ?? 0n,
  });
}
