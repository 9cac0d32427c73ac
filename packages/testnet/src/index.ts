export { type Ended, runCommand, runSuccessfully } from "./devnet/command.ts";
export {
  type ChainUrls,
  type DevnetFile,
  parseDevnetFile,
  type ResourceNodeEntry,
  type S3Access,
  type WalletEntry,
} from "./devnet/devnet-file.ts";
export { type ProcessEntry, processTree } from "./devnet/processes.ts";
export { type Devnet, type DevnetOptions, startDevnet } from "./devnet/start-devnet.ts";
export { type S3Answer, S3Client, type S3Request } from "./s3/s3-client.ts";
