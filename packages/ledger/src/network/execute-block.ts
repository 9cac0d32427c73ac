import { transactionHash } from "@stos/codec";
import type { TxResult } from "../application.ts";
import { sdkError } from "../chain-error.ts";
import type { BlockInfo, ChainEvent } from "../context.ts";
import type { Network } from "../module.ts";
import type { Branch } from "../state/branch.ts";
import { unlimitedGas } from "../state/gas.ts";
import { ChainHalt } from "./chain-halt.ts";
import type { ApplicationLimits } from "./limits.ts";
import { type BlockPort, openContext } from "./open-context.ts";
import type { TransactionParser } from "./parsed-transactions.ts";
import { refusedResult, upperHex } from "./refusal.ts";
import { gasLimitOf, runTransaction } from "./run-transaction.ts";

export type BlockRun<C> = Readonly<{
  network: Network<C>;
  parse: TransactionParser<C>;
  limits: ApplicationLimits;
  block: BlockInfo;
  state: Branch;
  port: BlockPort;
}>;

export type ExecutedBlock = Readonly<{
  txResults: readonly TxResult[];
  events: readonly ChainEvent[];
}>;

/** Every module's `beginBlock`, the transactions in order, every module's `endBlock`. Throws `ChainHalt` on a bug. */
export async function executeBlock<C>(
  txs: readonly Uint8Array[],
  run: BlockRun<C>,
): Promise<ExecutedBlock> {
  const events: ChainEvent[] = [];
  await runHooks(run, "beginBlock", events);

  const txResults: TxResult[] = [];
  let gasLeft = run.limits.blockGas;
  for (const [index, tx] of txs.entries()) {
    const result = await runOrHalt(tx, index, gasLeft, run);
    gasLeft -= result.gasUsed;
    txResults.push(result);
  }

  await runHooks(run, "endBlock", events);
  return { txResults, events };
}

async function runHooks<C>(
  { network, block, state, port }: BlockRun<C>,
  hook: "beginBlock" | "endBlock",
  events: ChainEvent[],
): Promise<void> {
  const context = openContext({ block, state, gas: unlimitedGas(), events, port });
  for (const module of network.modules) {
    try {
      await module[hook]?.(network.capabilities(context));
    } catch (error) {
      throw new ChainHalt({ height: block.height, module: module.name }, error);
    }
  }
}

async function runOrHalt<C>(
  tx: Uint8Array,
  index: number,
  gasLeft: bigint,
  run: BlockRun<C>,
): Promise<TxResult> {
  try {
    return await runInBlock(tx, gasLeft, run);
  } catch (error) {
    const transaction = { index, hash: upperHex(transactionHash(tx)) };
    const place = error instanceof ChainHalt ? error.place : { height: run.block.height };
    const cause = error instanceof ChainHalt ? error.cause : error;
    throw new ChainHalt({ ...place, transaction }, cause);
  }
}

async function runInBlock<C>(
  tx: Uint8Array,
  gasLeft: bigint,
  { network, parse, limits, block, state, port }: BlockRun<C>,
): Promise<TxResult> {
  try {
    const parsed = parse(tx);
    const gasLimit = gasLimitOf(parsed.transaction, limits.transactionGas);
    requireBlockGas(gasLimit, gasLeft);
    return await runTransaction(parsed, { network, block, state, port, mode: "deliver", gasLimit });
  } catch (error) {
    return refusedResult(error, { gasWanted: 0n, gasUsed: 0n, events: [] });
  }
}

/** A transaction runs only where its whole limit still fits, so that a block never costs more than its own. */
function requireBlockGas(gasLimit: bigint, gasLeft: bigint): void {
  if (gasLimit > gasLeft) {
    throw sdkError(
      "out-of-gas",
      `the block has ${gasLeft} gas left, the transaction asks ${gasLimit}`,
    );
  }
}
