/** The decoded forms of CometBFT, so that `light-client` needs no protobuf library of its own. */
export { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
export { Header as LightClientHeader } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
export type {
  BlockID,
  Commit,
  CommitSig,
  Header,
  SignedHeader,
} from "cosmjs-types/tendermint/types/types";
export {
  BlockIDFlag,
  type Validator,
  type ValidatorSet,
} from "cosmjs-types/tendermint/types/validator";
