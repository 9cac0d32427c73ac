import type { RpcMethod } from "./methods.ts";
import { RpcError } from "./rpc-error.ts";

const evidenceTypes: ReadonlySet<unknown> = new Set([
  "tendermint/DuplicateVoteEvidence",
  "tendermint/LightClientAttackEvidence",
]);

/** Reports of misbehaviour from outside. */
export const evidenceMethods: Readonly<Record<string, RpcMethod>> = {
  broadcast_evidence: {
    params: ["evidence"],
    call(_, params) {
      const evidence = params.object("evidence");
      if (evidence === undefined) throw new RpcError(-32603, "no evidence was provided");
      if (!evidenceTypes.has(evidence["type"]))
        throw new RpcError(-32602, "evidence must be {type, value} of one of CometBFT's two types");
      throw new RpcError(
        -32603,
        "failed to add evidence: this node takes none over RPC; send it to a CometBFT node of the chain",
      );
    },
  },
};
