import { ConfigResponse, StatusResponse } from "cosmjs-types/cosmos/base/node/v1beta1/query";
import { encodeExactly } from "./exact-writer.ts";
import type { GrpcMethod } from "./grpc-methods.ts";

/** cosmos.base.node.v1beta1.Service. */
export const nodeMethods: Readonly<Record<string, GrpcMethod>> = {
  async Config({ minimumGasPrice }) {
    const nothing = { pruningKeepRecent: "", pruningInterval: "", haltHeight: 0n };
    return encodeExactly(ConfigResponse, { minimumGasPrice, ...nothing });
  },

  async Status({ engine }) {
    const { latest, earliest } = await engine.status();
    const { header } = await engine.commit(latest.height);
    return encodeExactly(StatusResponse, {
      earliestStoreHeight: BigInt(earliest.height),
      height: BigInt(latest.height),
      timestamp: header.time,
      appHash: latest.appHash,
      validatorHash: header.validatorsHash,
    });
  },
};
