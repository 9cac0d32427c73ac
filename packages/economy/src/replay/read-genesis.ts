import type { GenesisDeposit, OperationOf } from "../reducer/operation.ts";
import type { ValidatorStake } from "../validator-reward.ts";
import {
  type Arguments,
  countAt,
  field,
  has,
  listAt,
  malformed,
  objectAt,
  optional,
  ozoneAt,
  requireKnown,
  stosAt,
  textAt,
  toStos,
} from "./arguments.ts";

/** `genesis`: l0, nodes [[id, Z]], metas, validators, s?, p?, issued?. */
export function readGenesis(from: Arguments): OperationOf<"genesis"> {
  return {
    op: "genesis",
    forSale: ozoneAt(from, "l0"),
    deposited: optional(from, "s", stosAt),
    prepaid: optional(from, "p", stosAt),
    issued: optional(from, "issued", stosAt),
    nodes: readDeposits(from, "nodes"),
    metas: optional(from, "metas", readDeposits) ?? [],
    validators: optional(from, "validators", readValidators) ?? [],
  };
}

/** {id: amount} in STOS. */
export function readDelegators(from: Arguments): ValidatorStake["delegators"] {
  if (!has(from, "delegators")) return [];
  const where = `${from.where}, "delegators"`;
  const { fields } = objectAt(field(from, "delegators"), where);
  return Object.entries(fields).map(([id, amount]) => ({
    id,
    amount: toStos(amount, `${where}, "${id}"`),
  }));
}

function readDeposits(from: Arguments, key: string): readonly GenesisDeposit[] {
  return listAt(field(from, key), `${from.where}, "${key}"`).map((entry, index) => {
    const where = `${from.where}, "${key}" ${index}`;
    const [id, deposit, ...rest] = listAt(entry, where);
    if (typeof id !== "string" || rest.length > 0)
      throw malformed(where, "not a pair of an id and a deposit");
    return { id, deposit: toStos(deposit, where) };
  });
}

function readValidators(from: Arguments, key: string): readonly ValidatorStake[] {
  return listAt(field(from, key), `${from.where}, "${key}"`).map((entry, index) => {
    const validator = objectAt(entry, `${from.where}, "${key}" ${index}`);
    requireKnown(validator, ["id", "commission_bp", "self", "delegators"]);
    return {
      id: textAt(validator, "id"),
      commissionBp: countAt(validator, "commission_bp"),
      self: stosAt(validator, "self"),
      delegators: readDelegators(validator),
    };
  });
}
