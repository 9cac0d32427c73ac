import { encodeProtobufFields } from "@stos/codec";
import type { TxResult } from "../application.ts";
import { ChainError, sdkError } from "../chain-error.ts";
import type { BlockInfo, ChainEvent, Context } from "../context.ts";
import type { AdmissionMode, Network, Transaction } from "../module.ts";
import type { Branch } from "../state/branch.ts";
import { gasMeter } from "../state/gas.ts";
import { ChainHalt } from "./chain-halt.ts";
import { type ParsedMessage, type ParsedTransaction, withSigners } from "./decode-transaction.ts";
import { type BlockPort, openContext } from "./open-context.ts";
import { refusedResult } from "./refusal.ts";

export type TransactionRun<C> = Readonly<{
  network: Network<C>;
  block: BlockInfo;
  /** What the transaction's writes go to: the block's branch, or the check state. */
  state: Branch;
  /** Of the block that runs it; absent in checks and simulations. */
  port?: BlockPort;
  mode: AdmissionMode;
  gasLimit: bigint;
}>;

/**
 * Admission, then the messages, all or nothing. A refused admission leaves no writes; a refused message leaves those of
 * admission. In check mode the messages don't run. Throws on anything that is no refusal.
 */
export async function runTransaction<C>(
  parsed: ParsedTransaction<C>,
  { network, block, state, port, mode, gasLimit }: TransactionRun<C>,
): Promise<TxResult> {
  const gas = gasMeter(gasLimit);
  const events: ChainEvent[] = [];
  const context = openContext({
    block,
    state,
    gas,
    events,
    ...(port === undefined ? {} : { port }),
  });
  const spent = () => ({ gasWanted: gasLimit, gasUsed: gas.used(), events });

  try {
    const transaction = await context.attempt((inner) => admit(parsed, network, inner, mode));
    const responses =
      mode === "check"
        ? []
        : await context.attempt((inner) => runMessages(parsed, transaction, network, inner));
    const data = encodeResponses(responses);
    return { code: 0, codespace: "", log: "", data, ...spent() };
  } catch (error) {
    return refusedResult(error, spent());
  }
}

async function admit<C>(
  parsed: ParsedTransaction<C>,
  { capabilities, admission }: Network<C>,
  context: Context,
  mode: AdmissionMode,
): Promise<Transaction> {
  const opened = capabilities(context);
  const transaction = withSigners(parsed, opened);
  await admission.admit(opened, transaction, mode);
  return transaction;
}

type MessageResponse = Readonly<{ typeUrl: string; value: Uint8Array }>;

async function runMessages<C>(
  { messages }: ParsedTransaction<C>,
  { signers }: Transaction,
  { capabilities }: Network<C>,
  context: Context,
): Promise<readonly MessageResponse[]> {
  const responses: MessageResponse[] = [];
  for (const [index, parsed] of messages.entries()) {
    const { handler, message } = parsed;
    const action = { key: "action", value: handler.type };
    const opened = capabilities(context);
    const [sender = signers[0] ?? ""] = handler.signers(message, opened);
    context.emit({ type: "message", attributes: [action, { key: "sender", value: sender }] });
    responses.push({
      typeUrl: `${handler.type}Response`,
      value: await runMessage(parsed, index, opened, context.block.height),
    });
  }
  return responses;
}

/** `cosmos.base.abci.v1beta1.TxMsgData`, whose responses are Anys. */
function encodeResponses(responses: readonly MessageResponse[]): Uint8Array {
  return encodeProtobufFields(
    responses.map(({ typeUrl, value }) => [
      2,
      encodeProtobufFields([
        [1, typeUrl],
        [2, value],
      ]),
    ]),
  );
}

async function runMessage<C>(
  { module, handler, message }: ParsedMessage<C>,
  index: number,
  capabilities: C,
  height: number,
): Promise<Uint8Array> {
  try {
    return (await handler.execute(capabilities, message)) ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof ChainError)) throw new ChainHalt({ height, module }, error);
    throw new ChainError({
      ...error.failure,
      reason: `failed to execute message; message index: ${index}: ${error.failure.reason}`,
    });
  }
}

/** What the fee names, or `whenAbsent` where it names none. Throws `ChainError` above `max`. */
export function gasLimitOf(
  { fee }: Transaction,
  { max, whenAbsent }: Readonly<{ max: bigint; whenAbsent: bigint }>,
): bigint {
  const limit = fee.gasLimit === 0n ? whenAbsent : fee.gasLimit;
  if (limit > max) {
    throw sdkError(
      "out-of-gas",
      `the gas limit ${limit} is above ${max}, the most of a transaction`,
    );
  }
  return limit;
}
