import { integer, list, record, text, weiAmount } from "@stos/codec";
import { item } from "@stos/ledger";

/** The name of the module as a store. */
export const stakingStore = "staking";

/** validators → the genesis validators with their genesis delegators, in code-unit order of the operators. */
export const validators = item({
  key: "validators",
  codec: list(
    record({
      operator: text,
      moniker: text,
      /** 100 is 1 %. */
      commissionBp: integer,
      self: weiAmount,
      delegators: list(record({ delegator: text, amount: weiAmount })),
    }),
  ),
});
