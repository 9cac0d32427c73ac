import { SignMode, signModeToJSON } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { Tx } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import type { TxResult } from "../../application.ts";
import type { ExecutedTx } from "../../engine/block-types.ts";
import { base64, timeJson, upperHex } from "../comet/block-json.ts";
import { eventsJson } from "../comet/tx-json.ts";

/** Turns a message into the JSON of its fields; undefined for a type it doesn't know. */
export type MessageToJson = (
  message: Readonly<{ typeUrl: string; value: Uint8Array }>,
) => object | undefined;

/** A transaction as the grpc-gateway prints it; undefined for bytes that are none. */
export function txJson(bytes: Uint8Array, messageToJson: MessageToJson) {
  const tx = decodeTx(bytes);
  if (tx?.body === undefined || tx.authInfo === undefined) return undefined;
  const { body, authInfo, signatures } = tx;
  const anyJson = (any: Any) => ({
    "@type": any.typeUrl,
    ...(messageToJson(any) ?? { value: base64(any.value) }),
  });
  return {
    "@type": "/cosmos.tx.v1beta1.Tx",
    body: {
      messages: body.messages.map(anyJson),
      memo: body.memo,
      timeout_height: `${body.timeoutHeight}`,
      extension_options: body.extensionOptions.map(anyJson),
      non_critical_extension_options: body.nonCriticalExtensionOptions.map(anyJson),
    },
    auth_info: {
      signer_infos: authInfo.signerInfos.map(({ publicKey, modeInfo, sequence }) => ({
        public_key:
          publicKey === undefined
            ? null
            : { "@type": publicKey.typeUrl, key: base64(publicKey.value.subarray(2)) },
        mode_info: {
          single: {
            mode: signModeToJSON(modeInfo?.single?.mode ?? SignMode.SIGN_MODE_UNSPECIFIED),
          },
        },
        sequence: `${sequence}`,
      })),
      fee:
        authInfo.fee === undefined
          ? null
          : {
              amount: authInfo.fee.amount,
              gas_limit: `${authInfo.fee.gasLimit}`,
              payer: authInfo.fee.payer,
              granter: authInfo.fee.granter,
            },
      tip: null,
    },
    signatures: signatures.map(base64),
  };
}

/** A transaction's fate; one that only was checked has height 0. */
export function txResponseJson(
  hash: Uint8Array,
  result: TxResult,
  place?: Readonly<{
    height: number;
    time: Readonly<{ seconds: bigint; nanos: number }>;
    tx: unknown;
  }>,
) {
  return {
    height: `${place?.height ?? 0}`,
    txhash: upperHex(hash),
    codespace: result.codespace,
    code: result.code,
    data: upperHex(result.data),
    raw_log: result.log,
    logs: [],
    info: "",
    gas_wanted: `${result.gasWanted}`,
    gas_used: `${result.gasUsed}`,
    tx: place?.tx ?? null,
    timestamp: place === undefined ? "" : timeJson(place.time),
    events: eventsJson(result.events),
  };
}

export function executedTxResponseJson(
  { hash, height, tx, result }: ExecutedTx,
  time: Readonly<{ seconds: bigint; nanos: number }>,
  messageToJson: MessageToJson,
) {
  const json = txJson(tx, messageToJson) ?? null;
  return { tx: json, tx_response: txResponseJson(hash, result, { height, time, tx: json }) };
}

function decodeTx(bytes: Uint8Array): Tx | undefined {
  try {
    return Tx.decode(bytes);
  } catch {
    return undefined;
  }
}
