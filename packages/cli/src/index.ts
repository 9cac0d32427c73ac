export { type DevnetFile, devnetFilePath, type WalletEntry } from "./devnet/devnet-file.ts";
export { readDevnetFile } from "./devnet/read-devnet-file.ts";
export { type GenesisPair, makeGenesisPair } from "./genesis/make-pair.ts";
export type {
  GenesisPlan,
  GenesisRules,
  PlannedMetaNode,
  PlannedValidator,
} from "./genesis/plan.ts";
export { paperRules } from "./genesis/rules.ts";
