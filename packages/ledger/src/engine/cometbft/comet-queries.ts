import type { BlockResult } from "../../application.ts";
import type { ConsensusParams, ConsensusParamUpdates, ValidatorUpdate } from "../../consensus.ts";
import { base64Of, commitOf, headerOf, hexOf } from "../../relayer/comet-json.ts";
import type { JsonReader } from "../../relayer/comet-rpc.ts";
import type { DecidedBlock, ExecutedTx, SignedHeader, ValidatorInfo } from "../block-types.ts";
import type { EngineStatus, Search, Unconfirmed } from "../engine.ts";
import { EngineError } from "../engine-error.ts";
import {
  blockOf,
  eventsOf,
  executedTxOf,
  nodeIdOf,
  paramsOf,
  summaryOf,
  txResultOf,
  validatorInfoOf,
} from "./comet-answers.ts";
import { type CometClient, CometRefusal } from "./comet-client.ts";

/** CometBFT's most of one page. */
const pageMax = 100;

/** What an engine is asked about, asked from CometBFT's RPC. */
export class CometQueries {
  readonly #client: CometClient;

  constructor(client: CometClient) {
    this.#client = client;
  }

  async status(): Promise<EngineStatus> {
    const answer = await this.#client("status");
    const node = answer.at("node_info");
    const sync = answer.at("sync_info");
    const own = answer.at("validator_info");
    const power = own.at("voting_power").integer();
    const peers = await this.#client("net_info");
    return {
      engine: "cometbft",
      nodeId: nodeIdOf(node.at("id")),
      moniker: node.at("moniker").text(),
      version: node.at("version").text(),
      latest: summaryOf(sync, "latest"),
      earliest: summaryOf(sync, "earliest"),
      catchingUp: sync.at("catching_up").flag(),
      validator:
        power === 0n
          ? undefined
          : {
              address: hexOf(own.at("address")),
              publicKey: base64Of(own.at("pub_key").at("value")),
              votingPower: power,
              proposerPriority: 0n,
            },
      peers: Number(peers.at("n_peers").integer()),
    };
  }

  async unconfirmed(limit: number): Promise<Unconfirmed> {
    const answer = await this.#client("unconfirmed_txs", { limit: `${Math.min(limit, pageMax)}` });
    return {
      txs: (answer.optional("txs")?.list() ?? []).map((tx) => base64Of(tx)),
      count: Number(answer.at("total").integer()),
      bytes: Number(answer.at("total_bytes").integer()),
    };
  }

  async consensusParams(height: number): Promise<ConsensusParams> {
    return paramsOf((await this.#at("consensus_params", height)).at("consensus_params"));
  }

  async validators(height: number): Promise<readonly ValidatorInfo[]> {
    const all: ValidatorInfo[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await this.#at("validators", height, {
        page: `${page}`,
        per_page: `${pageMax}`,
      });
      all.push(...answer.at("validators").list().map(validatorInfoOf));
      if (all.length >= Number(answer.at("total").integer())) return all;
    }
  }

  async block(height: number): Promise<DecidedBlock> {
    const decided = blockOf(await this.#at("block", height));
    const { commit } = await this.commit(height);
    return { ...decided, commit };
  }

  async blockByHash(hash: Uint8Array): Promise<DecidedBlock | undefined> {
    const answer = await this.#client("block_by_hash", {
      hash: Buffer.from(hash).toString("base64"),
    });
    if (answer.optional("block") === undefined) return undefined;
    const decided = blockOf(answer);
    const { commit } = await this.commit(decided.height);
    return { ...decided, commit };
  }

  async commit(height: number): Promise<SignedHeader> {
    const signed = (await this.#at("commit", height)).at("signed_header");
    return { header: headerOf(signed.at("header")), commit: commitOf(signed.at("commit")) };
  }

  async blockResults(height: number): Promise<BlockResult> {
    const answer = await this.#at("block_results", height);
    const params = answer.optional("consensus_param_updates");
    return {
      txResults: (answer.optional("txs_results")?.list() ?? []).map(txResultOf),
      events: eventsOf(answer.optional("finalize_block_events")),
      appHash: base64Of(answer.optional("app_hash")),
      validatorUpdates: (answer.optional("validator_updates")?.list() ?? []).map(updateOf),
      consensusParamUpdates: params && paramUpdatesOf(params),
    };
  }

  async tx(hash: Uint8Array): Promise<ExecutedTx | undefined> {
    try {
      const asked = { hash: Buffer.from(hash).toString("base64") };
      return executedTxOf(await this.#client("tx", asked));
    } catch (error) {
      if (error instanceof CometRefusal && /not found/.test(error.reason)) return undefined;
      throw error;
    }
  }

  async txSearch(search: Search): Promise<Readonly<{ total: number; txs: readonly ExecutedTx[] }>> {
    const { total, found } = await this.#searched("tx_search", "txs", search);
    return { total, txs: found.map(executedTxOf) };
  }

  async blockSearch(
    search: Search,
  ): Promise<Readonly<{ total: number; blocks: readonly DecidedBlock[] }>> {
    const { total, found } = await this.#searched("block_search", "blocks", search);
    const blocks: DecidedBlock[] = [];
    for (const each of found) {
      const decided = blockOf(each);
      blocks.push({ ...decided, commit: (await this.commit(decided.height)).commit });
    }
    return { total, blocks };
  }

  /** CometBFT answers pages; what is asked may begin within one. */
  async #searched(
    method: string,
    list: string,
    { query, offset, limit, order }: Search,
  ): Promise<Readonly<{ total: number; found: readonly JsonReader[] }>> {
    const size = Math.min(Math.max(limit, 1), pageMax);
    const found: JsonReader[] = [];
    let total = 0;
    for (let page = Math.floor(offset / size) + 1; ; page += 1) {
      const asked = {
        query,
        page: `${page}`,
        per_page: `${size}`,
        order_by: order === "ascending" ? "asc" : "desc",
      };
      const answer = await this.#pageOrNone(method, query, asked);
      if (answer === undefined) break;
      total = Number(answer.at("total_count").integer());
      found.push(...answer.at(list).list());
      if (page * size >= Math.min(total, offset + limit)) break;
    }
    const skipped = offset % size;
    return { total, found: found.slice(skipped, skipped + limit) };
  }

  /** Undefined for a page past the last. Throws `EngineError` `query-malformed`. */
  async #pageOrNone(
    method: string,
    query: string,
    asked: Readonly<Record<string, unknown>>,
  ): Promise<JsonReader | undefined> {
    try {
      return await this.#client(method, asked);
    } catch (error) {
      if (!(error instanceof CometRefusal)) throw error;
      if (/page should be within/.test(error.reason)) return undefined;
      throw new EngineError({ code: "query-malformed", query, reason: error.reason });
    }
  }

  /** Throws `EngineError` `height-out-of-range` for a height that CometBFT doesn't hold. */
  async #at(
    method: string,
    height: number,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<JsonReader> {
    try {
      return await this.#client(method, { height: `${height}`, ...more });
    } catch (error) {
      if (!(error instanceof CometRefusal) || !/height|could not find/.test(error.reason))
        throw error;
      const sync = (await this.#client("status")).at("sync_info");
      throw new EngineError({
        code: "height-out-of-range",
        height,
        heightMin: Number(sync.at("earliest_block_height").integer()),
        heightMax: Number(sync.at("latest_block_height").integer()),
      });
    }
  }
}

function updateOf(json: JsonReader): ValidatorUpdate {
  const key = json.at("pub_key").at("Sum").at("value").at("ed25519");
  return { publicKey: base64Of(key), power: json.optional("power")?.integer() ?? 0n };
}

/** The sections that are there. */
function paramUpdatesOf(json: JsonReader): ConsensusParamUpdates {
  const { block, evidence, validator, version, abci } = paramsOf(json);
  return {
    ...(json.optional("block") && { block }),
    ...(json.optional("evidence") && { evidence }),
    ...(json.optional("validator") && { validator }),
    ...(json.optional("version") && { version }),
    ...(json.optional("abci") && { abci }),
  };
}
