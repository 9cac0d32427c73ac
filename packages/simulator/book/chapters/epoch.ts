import {
  applyOperation,
  type EconomyState,
  type EpochOutcome,
  newEconomy,
  type Operation,
  splitValidatorPool,
  type ValidatorStake,
} from "@stos/economy";
import { noz, wei } from "@stos/units";
import type { Chapter } from "../chapter.ts";
import { ozone, percent, plain, stos, table, whole } from "../text.ts";

const traffic = [
  ["a", 500n],
  ["b", 300n],
  ["c", 200n],
  ["d", 80n],
  ["e", 20n],
] as const;

/** The paper's five nodes, in an economy whose price after the settlement is 1/50 STOS, as the paper assumes. */
export const epoch: Chapter = async () => {
  const bought = after(genesis(), {
    op: "prepay",
    user: "user",
    payment: wei(21_780_000_000_000_000_000n),
  });
  const state = traffic.reduce(
    (before, [node, amount]) =>
      after(before, { op: "consume", user: "user", node, ozone: noz(amount * 10n ** 9n) }),
    bought,
  );
  const { state: settled, outcome } = applyOperation(state, { op: "epoch" });
  if (outcome.op !== "epoch") throw new RangeError("an epoch comes to an epoch");
  const paid = outcome.paidTraffic + outcome.paidMining;
  return {
    figures: {
      "epoch.nodes": nodesTable(outcome),
      "epoch.split": splitTable(outcome),
      "epoch.consumed": ozone(outcome.consumed),
      "epoch.R": stos(outcome.trafficReward, 6),
      "epoch.M": stos(outcome.miningReward),
      "epoch.paid": stos(paid, 6),
      "epoch.dust": whole(outcome.trafficReward + outcome.miningReward - paid),
      ...validatorFigures(),
      "epoch.before": poolText(state),
      "epoch.after": poolText(settled),
    },
    plots: {},
  };
};

/** 1 % commission; 20 STOS are the validator's own. */
const validator: ValidatorStake = {
  id: "v",
  commissionBp: 100n,
  self: wei(20n * 10n ** 18n),
  delegators: [{ id: "delegators", amount: wei(80n * 10n ** 18n) }],
};

/** A validator's part of the paper's 1,000 STOS among ten. */
function validatorFigures(): Record<string, string> {
  const split = splitValidatorPool(wei(100n * 10n ** 18n), validator);
  return {
    "epoch.validator": stos(split.validator, 1),
    "epoch.commission": stos(split.commission, 1),
    "epoch.delegators": stos(split.delegators, 1),
  };
}

function genesis(): EconomyState {
  const deposit = (id: string, amount: bigint) => ({ id, deposit: wei(amount * 10n ** 16n) });
  return after(newEconomy(), {
    op: "genesis",
    forSale: noz(10_000n * 10n ** 9n),
    nodes: traffic.map(([id]) => deposit(id, 3_000n)),
    metas: [deposit("m1", 1_311n), deposit("m2", 1_311n)],
    validators: [validator],
  });
}

function after(state: EconomyState, operation: Operation): EconomyState {
  return applyOperation(state, operation).state;
}

function nodesTable({ settled, payouts }: EpochOutcome): string {
  const total = traffic.reduce((sum, [, amount]) => sum + amount, 0n);
  let reached = 0n;
  const rows = traffic.map(([id, amount]) => {
    reached += amount;
    const row = payouts.find((payout) => payout.kind === "resource" && payout.id === id);
    const isSettled = settled.includes(id);
    return [
      id,
      whole(amount),
      whole(reached),
      percent(Number(reached) / Number(total)),
      isSettled ? "settles" : "carries over",
      stos(row?.traffic ?? 0n, 2),
      stos(row?.mining ?? 0n, 2),
      stos((row?.traffic ?? 0n) + (row?.mining ?? 0n), 2),
    ];
  });
  return table(["node", "traffic (oz)", "sum", "of all", "", "of R", "of M", "STOS"], rows);
}

function splitTable({ payouts }: EpochOutcome): string {
  const kinds = [
    ["resource", "resource nodes, by settled traffic (60 %)"],
    ["meta", "meta nodes, equally (20 %)"],
    ["delegation", "stake: validators and delegators (20 %, their part)"],
    ["deposit", "stake: deposits of the nodes (20 %, their part)"],
  ] as const;
  const rows = kinds.map(([kind, name]) => {
    const own = payouts.filter((payout) => payout.kind === kind);
    const sums = { traffic: 0n, mining: 0n };
    for (const each of own) {
      sums.traffic += each.traffic;
      sums.mining += each.mining;
    }
    const each = sums.traffic + sums.mining;
    return [name, stos(sums.traffic, 4), stos(sums.mining, 4), stos(each, 4)];
  });
  return table(["to", "of R", "of M", "STOS"], rows);
}

function poolText({ pool: { deposited, prepaid, forSale } }: EconomyState): string {
  const price = plain(Number(deposited + prepaid) / Number(forSale) / 1e9, 6);
  return `s = ${stos(deposited, 2)}, p = ${stos(prepaid, 2)}, l = ${ozone(forSale)}, price ${price}`;
}
