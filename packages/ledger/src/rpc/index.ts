export { type RpcServerOptions, startRpcServer } from "./comet/rpc-server.ts";
export type { ListenOptions, RunningServer } from "./listen.ts";
export { type RestServerOptions, startRestServer } from "./rest/rest-server.ts";
export type { MessageToJson } from "./rest/tx-json.ts";
