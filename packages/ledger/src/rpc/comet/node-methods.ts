import type { EngineStatus } from "../../engine/engine.ts";
import { base64, timeJson, upperHex, validatorJson } from "./block-json.ts";
import type { RpcMethod } from "./methods.ts";
import { RpcError } from "./rpc-error.ts";

/** Of the genesis document, a chunk. */
const genesisChunkBytes = 16 * 1024 * 1024;

/** What the node tells about itself. */
export const nodeMethods: Readonly<Record<string, RpcMethod>> = {
  health: { params: [], call: () => ({}) },

  status: {
    params: [],
    async call({ engine, rpcAddress }) {
      const status = await engine.status();
      return {
        node_info: nodeInfoJson(status, engine.genesis.document.chain_id, rpcAddress),
        sync_info: syncInfoJson(status),
        validator_info:
          status.validator === undefined
            ? { address: "", pub_key: null, voting_power: "0" }
            : withoutPriority(validatorJson(status.validator)),
      };
    },
  },

  net_info: {
    params: [],
    async call({ engine, rpcAddress }) {
      const { peers } = await engine.status();
      return { listening: true, listeners: [rpcAddress], n_peers: `${peers}`, peers: [] };
    },
  },

  genesis: {
    params: [],
    call({ engine }) {
      const { document, bytes } = engine.genesis;
      if (bytes.byteLength > genesisChunkBytes)
        throw new RpcError(
          -32603,
          "genesis response is large, please use the genesis_chunked API instead",
        );
      return { genesis: document };
    },
  },

  genesis_chunked: {
    params: ["chunk"],
    call({ engine }, params) {
      const { bytes } = engine.genesis;
      const chunk = params.integer("chunk") ?? 0;
      const total = Math.ceil(bytes.byteLength / genesisChunkBytes);
      if (chunk >= total)
        throw new RpcError(-32603, `there are ${total - 1} chunks, ${chunk} is invalid`);
      const from = chunk * genesisChunkBytes;
      const data = base64(bytes.subarray(from, from + genesisChunkBytes));
      return { chunk: `${chunk}`, total: `${total}`, data };
    },
  },

  abci_info: {
    params: [],
    call({ application }) {
      const { height, appHash } = application.info();
      return {
        response: {
          data: "stratos",
          version: "0.1.0",
          app_version: "0",
          last_block_height: `${height}`,
          last_block_app_hash: base64(appHash),
        },
      };
    },
  },
};

export function nodeInfoJson(status: EngineStatus, chainId: string, rpcAddress: string) {
  return {
    protocol_version: { p2p: "8", block: "11", app: "0" },
    id: upperHex(status.nodeId).toLowerCase(),
    listen_addr: rpcAddress,
    network: chainId,
    version: status.version,
    channels: "",
    moniker: status.moniker,
    other: { tx_index: "on", rpc_address: rpcAddress, engine: status.engine },
  };
}

function syncInfoJson({ latest, earliest, catchingUp }: EngineStatus) {
  return {
    latest_block_hash: upperHex(latest.hash),
    latest_app_hash: upperHex(latest.appHash),
    latest_block_height: `${latest.height}`,
    latest_block_time: timeJson(latest.time),
    earliest_block_hash: upperHex(earliest.hash),
    earliest_app_hash: upperHex(earliest.appHash),
    earliest_block_height: `${earliest.height}`,
    earliest_block_time: timeJson(earliest.time),
    catching_up: catchingUp,
  };
}

function withoutPriority({ proposer_priority: _, ...info }: ReturnType<typeof validatorJson>) {
  return info;
}
