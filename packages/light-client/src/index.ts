export {
  type BlockTime,
  type ClientState,
  expiryOf,
  type GenesisTrust,
  revisionOf,
  trustGenesis,
} from "./client-state.ts";
export { decodeHeader, encodeHeader, headerBytesMax } from "./decode-header.ts";
export { LightClientError, type LightClientFailure } from "./light-client-error.ts";
export { verifyMisbehaviour } from "./misbehaviour.ts";
export { validatorsMax } from "./validators.ts";
export {
  blockProtocol,
  clockDriftSeconds,
  type HeaderUpdate,
  verifyHeader,
} from "./verify-header.ts";
