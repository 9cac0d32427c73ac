export {
  historyHeightsDefault,
  memoryStateStore,
  openStateStore,
  type StateStoreOptions,
} from "./open.ts";
export { keyBytesMax, valueBytesMax } from "./staged.ts";
export type {
  Changes,
  Entry,
  KeyRange,
  ModuleChanges,
  StateProof,
  StateStore,
  StoreReader,
  StoreWriter,
} from "./store.ts";
