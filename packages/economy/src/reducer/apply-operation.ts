import { calculate } from "../calculation.ts";
import { EconomyError } from "../failure.ts";
import { priceE18 } from "../pool.ts";
import { activate } from "./activate.ts";
import { advance } from "./clock.ts";
import { consume, consumeMany } from "./consume.ts";
import { settleEpoch } from "./epoch.ts";
import { distributeGas } from "./gas.ts";
import { startEconomy } from "./genesis.ts";
import { migrate } from "./migrate.ts";
import type { Applied, Operation } from "./operation.ts";
import { prepay } from "./prepay.ts";
import { shutdown } from "./shutdown.ts";
import type { EconomyState } from "./state.ts";
import { unregister } from "./unregister.ts";

/**
 * The economy as one pure function. An operation that a rule refuses throws an `EconomyError`, and the state given
 * stays what it was.
 */
export function applyOperation(state: EconomyState, operation: Operation): Applied {
  if (operation.op === "genesis") return startEconomy(state, operation);
  if (isCalculation(operation)) return { state, outcome: calculate(operation) };
  if (!state.hasGenesis) throw new EconomyError({ code: "genesis-missing" });

  switch (operation.op) {
    case "price":
      return { state, outcome: { op: "price", priceE18: priceE18(state.pool) } };
    case "prepay":
      return prepay(state, operation);
    case "consume":
      return consume(state, operation);
    case "consume-many":
      return consumeMany(state, operation);
    case "activate":
      return activate(state, operation);
    case "unregister":
      return unregister(state, operation);
    case "migrate":
      return migrate(state, operation);
    case "shutdown":
      return shutdown(state, operation);
    case "advance":
      return advance(state, operation);
    case "gas":
      return distributeGas(state, operation);
    case "epoch":
      return settleEpoch(state);
  }
}

function isCalculation(
  operation: Operation,
): operation is Extract<Operation, { op: `f_${string}` }> {
  return operation.op.startsWith("f_");
}
