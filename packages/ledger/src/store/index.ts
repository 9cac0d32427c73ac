export {
  historyHeightsDefault,
  memoryStateStore,
  openStateStore,
  type StateStoreOptions,
} from "./open.ts";
export { keyBytesMax, valueBytesMax } from "./staged.ts";
