import {
  blockIdJson,
  blockJson,
  blockMetaJson,
  commitJson,
  headerJson,
  validatorJson,
} from "./block-json.ts";
import { consensusParamsJson, validatorUpdateJson } from "./consensus-json.ts";
import type { RpcContext, RpcMethod } from "./methods.ts";
import { pageOf } from "./page.ts";
import { type Params, required } from "./params.ts";
import { RpcError } from "./rpc-error.ts";
import { eventsJson, txResultJson } from "./tx-json.ts";

/** CometBFT's limit of one `blockchain` answer. */
const blockMetasMax = 20;
const noBlockId = { hash: new Uint8Array(0), partSetHeader: { total: 0, hash: new Uint8Array(0) } };

/** Blocks, headers, commits and validators by height or hash. */
export const blockMethods: Readonly<Record<string, RpcMethod>> = {
  block: {
    params: ["height"],
    call: async (context, params) =>
      blockJson(await context.engine.block(await heightOf(context, params))),
  },

  block_by_hash: {
    params: ["hash"],
    async call({ engine }, params) {
      const block = await engine.blockByHash(required("hash", params.bytes("hash")));
      return block === undefined
        ? { block_id: blockIdJson(noBlockId), block: null }
        : blockJson(block);
    },
  },

  header: {
    params: ["height"],
    async call(context, params) {
      const { block } = await context.engine.block(await heightOf(context, params));
      return { header: headerJson(block.header) };
    },
  },

  header_by_hash: {
    params: ["hash"],
    async call({ engine }, params) {
      // CometBFT takes this one hash as hex where block_by_hash takes base64.
      const found = await engine.blockByHash(required("hash", params.hexBytes("hash")));
      return { header: found === undefined ? null : headerJson(found.block.header) };
    },
  },

  commit: {
    params: ["height"],
    async call(context, params) {
      const height = await heightOf(context, params);
      const { header, commit } = await context.engine.commit(height);
      const { latest } = await context.engine.status();
      return {
        signed_header: { header: headerJson(header), commit: commitJson(commit) },
        // The next block is what settles which precommits count.
        canonical: height < latest.height,
      };
    },
  },

  block_results: {
    params: ["height"],
    async call(context, params) {
      const height = await heightOf(context, params);
      const { txResults, events, validatorUpdates, consensusParamUpdates, appHash } =
        await context.engine.blockResults(height);
      return {
        height: `${height}`,
        txs_results: txResults.length === 0 ? null : txResults.map(txResultJson),
        finalize_block_events: events.length === 0 ? null : eventsJson(events),
        validator_updates:
          validatorUpdates.length === 0 ? null : validatorUpdates.map(validatorUpdateJson),
        consensus_param_updates:
          consensusParamUpdates === undefined ? null : consensusParamsJson(consensusParamUpdates),
        app_hash: Buffer.from(appHash).toString("base64"),
      };
    },
  },

  blockchain: { params: ["minHeight", "maxHeight"], call: blockchain },

  validators: {
    params: ["height", "page", "per_page"],
    async call(context, params) {
      const height = await nextHeightOf(context, params);
      const all = await context.engine.validators(height);
      const { offset, limit } = pageOf(params, all.length);
      const validators = all.slice(offset, offset + limit).map(validatorJson);
      return {
        block_height: `${height}`,
        validators,
        count: `${validators.length}`,
        total: `${all.length}`,
      };
    },
  },

  consensus_params: {
    params: ["height"],
    async call(context, params) {
      const height = await nextHeightOf(context, params);
      return {
        block_height: `${height}`,
        consensus_params: consensusParamsJson(await context.engine.consensusParams(height)),
      };
    },
  },
};

/** The height asked for, or the newest. */
async function heightOf({ engine }: RpcContext, params: Params): Promise<number> {
  const { latest, earliest } = await engine.status();
  return checkedHeight(params, { newest: latest.height, oldest: earliest.height });
}

/** The same for what is known of the height after the newest, too. */
async function nextHeightOf({ engine }: RpcContext, params: Params): Promise<number> {
  const { latest, earliest } = await engine.status();
  return checkedHeight(params, { newest: latest.height + 1, oldest: earliest.height });
}

/** Refuses in CometBFT's words, since clients read them. */
function checkedHeight(
  params: Params,
  { newest, oldest }: Readonly<{ newest: number; oldest: number }>,
): number {
  const height = params.integer("height");
  if (height === undefined) return newest;
  if (height === 0) throw new RpcError(-32603, "height must be greater than 0, but got 0");
  if (height > newest)
    throw new RpcError(
      -32603,
      `height ${height} must be less than or equal to the current blockchain height ${newest}`,
    );
  if (height < oldest)
    throw new RpcError(-32603, `height ${height} is not available, lowest height is ${oldest}`);
  return height;
}

async function blockchain({ engine }: RpcContext, params: Params) {
  const { latest, earliest } = await engine.status();
  const to = Math.min(params.integer("maxHeight") || latest.height, latest.height);
  const from = Math.max(params.integer("minHeight") || 1, earliest.height, to - blockMetasMax + 1);
  if (from > to)
    throw new RpcError(-32603, `min height ${from} can't be greater than max height ${to}`);

  const metas = [];
  for (let height = to; height >= from; height -= 1)
    metas.push(blockMetaJson(await engine.block(height)));
  return { last_height: `${latest.height}`, block_metas: metas };
}
