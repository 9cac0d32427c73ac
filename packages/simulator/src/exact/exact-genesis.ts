import type { EconomyParameters, OperationOf } from "@stos/economy";
import { noz, wei } from "@stos/units";
import { delegatorId, nodeId, validatorId } from "../engine/exact-ids.ts";
import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";

/** The reducer's parameters. */
export function exactParameters(genesis: SimulatedGenesis): EconomyParameters {
  return {
    profile: genesis.profile,
    epochLength: BigInt(genesis.epochSeconds),
    rewardLockEpochs: BigInt(genesis.rewardLockEpochs),
    depositTerms: {
      lock: BigInt(genesis.depositSeconds),
      coolingOff: BigInt(genesis.coolingOffSeconds),
    },
  };
}

/** The reducer's genesis operation. What was issued counts in whole millionths of a STOS, as in the fast engine. */
export function exactGenesis(genesis: SimulatedGenesis): OperationOf<"genesis"> {
  const deposits = genesis.nodes.map(({ role, deposit }, node) => ({
    role,
    id: nodeId(node),
    deposit: wei(BigInt(deposit)),
  }));
  const of = (wanted: "resource" | "meta") =>
    deposits.filter(({ role }) => role === wanted).map(({ id, deposit }) => ({ id, deposit }));
  return {
    op: "genesis",
    forSale: noz(BigInt(genesis.forSale)),
    deposited: genesis.deposited === undefined ? undefined : wei(BigInt(genesis.deposited)),
    prepaid: genesis.prepaid === undefined ? undefined : wei(BigInt(genesis.prepaid)),
    issued: wei(BigInt(Math.round((genesis.issued ?? 0) / 1e12)) * 10n ** 12n),
    nodes: of("resource"),
    metas: of("meta"),
    validators: genesis.validators.map(({ commissionBp, self, delegators }, validator) => ({
      id: validatorId(validator),
      commissionBp: BigInt(commissionBp),
      self: wei(BigInt(self)),
      delegators: delegators.map((amount, delegator) => ({
        id: delegatorId(validator, delegator),
        amount: wei(BigInt(amount)),
      })),
    })),
  };
}
