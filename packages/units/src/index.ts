export {
  formatDecimal,
  formatOzone,
  formatStos,
  ozoneDecimals,
  parseDecimal,
  parseOzone,
  parseStos,
  stosDecimals,
} from "./decimal.ts";
export { mulDivCeil, mulDivFloor } from "./division.ts";
export type { Noz, Quantity, Wei } from "./quantity.ts";
export { add, max, min, noz, sub, sum, wei } from "./quantity.ts";
