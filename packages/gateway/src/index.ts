export { type Credential, type Credentials, credentialsOf } from "./credentials.ts";
export type { AccessLog, AccessLogEntry } from "./http/access-log.ts";
export { S3Error, type S3ErrorCode, type S3Failure } from "./s3-error.ts";
export { type GatewayOptions, type RunningGateway, startGateway } from "./start-gateway.ts";
export { MemoryObjectStore } from "./testing/memory-object-store.ts";
