import { max, sub } from "@stos/units";
import type { Calculation } from "../calculation.ts";
import { miningPoolAtGenesis } from "../mining.ts";
import type { OzonePool } from "../pool.ts";
import {
  type Arguments,
  countAt,
  field,
  malformed,
  objectAt,
  optional,
  ozoneAt,
  stosAt,
  toOzone,
} from "./arguments.ts";
import { readDelegators } from "./read-genesis.ts";
import type { OperationReader } from "./read-operation.ts";

/** A day in seconds. */
export const day = 86_400n;

/** The pure operations, which name the state they ask about. */
export const calculationReaders: { readonly [Op in Calculation["op"]]: OperationReader<Op> } = {
  f_price: { known: ["s", "p", "l"], read: (from) => ({ op: "f_price", pool: readPool(from) }) },
  f_prepay: {
    known: ["s", "p", "l", "x"],
    read: (from) => ({ op: "f_prepay", pool: readPool(from), payment: stosAt(from, "x") }),
  },
  f_cost: {
    known: ["s", "p", "l", "q"],
    read: (from) => ({ op: "f_cost", pool: readPool(from), wanted: ozoneAt(from, "q") }),
  },
  f_reward: {
    known: ["s", "p", "l", "y"],
    read: (from) => ({ op: "f_reward", pool: readPool(from), consumed: ozoneAt(from, "y") }),
  },
  f_select: {
    known: ["traffic"],
    read: (from) => ({ op: "f_select", traffic: readTraffic(from) }),
  },
  f_mining: { known: ["issued", "pool"], read: readMining },
  f_validator: {
    known: ["pool", "self_stake", "delegators", "commission_bp"],
    read: readValidatorPool,
  },
  f_hybrid: {
    known: ["amount", "delegation", "deposit"],
    read: (from) => ({
      op: "f_hybrid",
      amount: stosAt(from, "amount"),
      totals: { delegation: stosAt(from, "delegation"), deposit: stosAt(from, "deposit") },
    }),
  },
  f_release: { known: ["activated_day", "deactivated_day"], read: readRelease },
  f_vote: {
    known: ["metas", "yes"],
    read: (from) => ({
      op: "f_vote",
      vote: { electorate: countAt(from, "metas"), yes: countAt(from, "yes") },
    }),
  },
};

function readPool(from: Arguments): OzonePool {
  return { deposited: stosAt(from, "s"), prepaid: stosAt(from, "p"), forSale: ozoneAt(from, "l") };
}

function readTraffic(from: Arguments): Extract<Calculation, { op: "f_select" }>["traffic"] {
  const where = `${from.where}, "traffic"`;
  const { fields } = objectAt(field(from, "traffic"), where);
  return Object.entries(fields).map(([id, traffic]) => ({
    id,
    traffic: toOzone(traffic, `${where}, "${id}"`),
  }));
}

/** The pool is by default what is left of the 39M. */
function readMining(from: Arguments): Extract<Calculation, { op: "f_mining" }> {
  const issued = stosAt(from, "issued");
  const left = sub(max(miningPoolAtGenesis, issued), issued);
  return { op: "f_mining", mining: { issued, pool: optional(from, "pool", stosAt) ?? left } };
}

function readValidatorPool(from: Arguments): Extract<Calculation, { op: "f_validator" }> {
  const self = stosAt(from, "self_stake");
  const commissionBp = countAt(from, "commission_bp");
  return {
    op: "f_validator",
    pool: stosAt(from, "pool"),
    validator: { id: "validator", commissionBp, self, delegators: readDelegators(from) },
  };
}

/** Activated at the start of a day, deactivated at the end of one; days count from 1. */
function readRelease(from: Arguments): Extract<Calculation, { op: "f_release" }> {
  const activated = countAt(from, "activated_day");
  if (activated === 0n) throw malformed(from.where, `"activated_day" counts from 1`);
  return {
    op: "f_release",
    depositedAt: (activated - 1n) * day,
    leftAt: countAt(from, "deactivated_day") * day,
  };
}
