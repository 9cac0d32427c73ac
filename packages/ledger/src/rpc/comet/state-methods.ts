import type { QueryResult } from "../../application.ts";
import { base64 } from "./block-json.ts";
import type { RpcMethod } from "./methods.ts";
import { bytesOrNull } from "./tx-json.ts";

/** What the application answers. */
export const stateMethods: Readonly<Record<string, RpcMethod>> = {
  abci_query: {
    params: ["path", "data", "height", "prove"],
    async call({ application }, params) {
      const path = params.text("path") ?? "";
      const result = await application.query({
        path,
        data: params.hexBytes("data") ?? new Uint8Array(0),
        height: params.integer("height") ?? 0,
        prove: params.flag("prove"),
      });
      return { response: queryJson(path, result) };
    },
  },
};

function queryJson(path: string, result: QueryResult) {
  return {
    code: result.code,
    log: result.log,
    info: "",
    index: "0",
    key: bytesOrNull(result.key),
    value: bytesOrNull(result.value),
    proofOps: result.proofs.length === 0 ? null : { ops: proofSteps(path, result).map(stepJson) },
    height: `${result.height}`,
    codespace: result.codespace,
  };
}

type ProofStep = Readonly<{ type: string; key: Uint8Array; data: Uint8Array }>;

/** From the key in its module's tree, to the module among all: each step's key is what it proves. */
export function proofSteps(path: string, { key, proofs }: QueryResult): readonly ProofStep[] {
  const module = new TextEncoder().encode(path.split("/")[2] ?? "");
  return proofs.map((data, index) =>
    index === 0 ? { type: "ics23:smt", key, data } : { type: "ics23:simple", key: module, data },
  );
}

function stepJson({ type, key, data }: ProofStep) {
  return { type, key: base64(key), data: base64(data) };
}
