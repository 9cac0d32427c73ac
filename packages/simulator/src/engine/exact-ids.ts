import { holderBefore, type ValidatorStake } from "@stos/economy";

/** In code-unit order these ids are in the order of handles: both engines break ties alike. */
export function nodeId(node: number): string {
  const known = nodeIds[node];
  if (known !== undefined) return known;
  const id = `node-${`${node}`.padStart(8, "0")}`;
  if (node === nodeIds.length) nodeIds.push(id);
  return id;
}

/** One string for each node: equal ids are the same object, which comparing them is fastest with. As many as were ever asked for. */
const nodeIds: string[] = [];

/** Account 0 holds what genesis had sold before. */
export function accountId(account: number): string {
  return account === 0 ? holderBefore : `user-${account}`;
}

export function validatorId(validator: number): string {
  return `validator-${validator}`;
}

export function delegatorId(validator: number, delegator: number): string {
  return `validator-${validator}/delegator-${delegator}`;
}

/** By a staker's handle: every validator, and after it its delegators. */
export function stakerIds(validators: readonly ValidatorStake[]): readonly string[] {
  return validators.flatMap(({ id, delegators }) => [id, ...delegators.map((each) => each.id)]);
}
