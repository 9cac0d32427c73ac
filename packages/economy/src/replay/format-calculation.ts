import type { CalculationOutcome } from "../calculation.ts";
import type { Outcome } from "../reducer/operation.ts";
import { amountsById, type Json, smallInteger } from "./json.ts";
import { day } from "./read-calculation.ts";

export function isCalculationOutcome(outcome: Outcome): outcome is CalculationOutcome {
  return outcome.op.startsWith("f_");
}

/** The answer of a pure operation as the `int` of a vector's step. */
export function formatCalculation(outcome: CalculationOutcome): Json {
  switch (outcome.op) {
    case "f_price":
      return { price_e18: `${outcome.priceE18}` };
    case "f_prepay":
      return {
        out: `${outcome.bought}`,
        l_after: `${outcome.forSale}`,
        price_e18: `${outcome.priceE18}`,
      };
    case "f_cost":
      return { cost: `${outcome.cost}` };
    case "f_reward":
      return {
        R: `${outcome.reward}`,
        solvent: outcome.isSolvent,
        price_e18: `${outcome.priceE18}`,
      };
    case "f_select":
      return {
        settled: outcome.settled.map(({ id }) => id),
        Y: `${outcome.consumed}`,
        left: `${outcome.carried}`,
      };
    case "f_mining": {
      const { resource, meta, stake } = outcome.percent;
      const percent = [resource, meta, stake].map(smallInteger);
      return {
        M: `${outcome.reward}`,
        stage: outcome.stage,
        percent,
        issued_after: `${outcome.issued}`,
      };
    }
    case "f_validator":
      return {
        validator: `${outcome.validator}`,
        commission: `${outcome.commission}`,
        delegators: `${outcome.delegators}`,
        each: amountsById(outcome.each.map(({ id, amount }) => [id, amount])),
      };
    case "f_hybrid":
      return { delegation: `${outcome.delegation}`, deposit: `${outcome.deposit}` };
    case "f_release":
      return { release_day: smallInteger(outcome.releaseAt / day) };
    case "f_vote":
      return { approved: outcome.isApproved };
  }
}
