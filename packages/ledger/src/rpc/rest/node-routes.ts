import { nodeInfoJson } from "../comet/node-methods.ts";
import { gatewayBlockJson, gatewayValidatorJson } from "./block-json.ts";
import { GatewayError } from "./gateway-error.ts";
import type { FrameworkRoute, RestContext } from "./routes.ts";

const prefix = "/cosmos/base/tendermint/v1beta1";

/** What the node says of its software. */
export const applicationVersion = {
  name: "stratos",
  app_name: "stratos",
  version: "0.1.0",
  git_commit: "",
  build_tags: "",
  go_version: "",
  build_deps: [],
  cosmos_sdk_version: "",
} as const;

/** cosmos.base.tendermint.v1beta1.Service. */
export const nodeRoutes: readonly FrameworkRoute[] = [
  {
    method: "GET",
    path: `${prefix}/node_info`,
    async answer({ engine, address }) {
      const info = nodeInfoJson(await engine.status(), engine.genesis.document.chain_id, address);
      const { id, ...rest } = info;
      return {
        default_node_info: { ...rest, default_node_id: id },
        application_version: applicationVersion,
      };
    },
  },
  {
    method: "GET",
    path: `${prefix}/syncing`,
    answer: async ({ engine }) => ({ syncing: (await engine.status()).catchingUp }),
  },
  {
    method: "GET",
    path: `${prefix}/blocks/:height`,
    answer: async (context, { params }) =>
      gatewayBlockJson(await context.engine.block(await heightOf(context, params["height"]))),
  },
  {
    method: "GET",
    path: `${prefix}/validatorsets/:height`,
    async answer(context, { params }) {
      const height = await heightOf(context, params["height"]);
      const validators = await context.engine.validators(height);
      return {
        block_height: `${height}`,
        validators: validators.map(gatewayValidatorJson),
        pagination: { next_key: null, total: `${validators.length}` },
      };
    },
  },
];

async function heightOf({ engine }: RestContext, text: string | undefined): Promise<number> {
  if (text === "latest") return (await engine.status()).latest.height;
  if (text === undefined || !/^[1-9][0-9]{0,14}$/.test(text))
    throw new GatewayError(3, `height ${JSON.stringify(text)} is no whole number from 1`);
  return Number(text);
}
