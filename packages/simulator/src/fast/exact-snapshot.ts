import {
  byCodeUnit,
  type EconomyNode,
  type EconomyState,
  mapOfSorted,
  type RewardBatch,
  rewardListOf,
} from "@stos/economy";
import { type Noz, noz, type Wei, wei } from "@stos/units";
import { accountId, nodeId, stakerIds } from "../engine/exact-ids.ts";
import type { ExactSnapshot } from "../engine/simulated-economy.ts";
import { exactGenesis, exactParameters } from "../exact/exact-genesis.ts";
import type { FastState } from "./fast-state.ts";
import { type Earned, earnedOf, givenBetween, type Span } from "./lazy-share.ts";
import { amountOf } from "./long-sum.ts";
import type { FastNode } from "./node-table.ts";
import { microWei } from "./pool-rules.ts";
import { earnedByNode, givenToNode, lockedSpan, totalOf } from "./rewards.ts";

/** The reducer's state as the doubles have it, each rounded to a whole wei or noz. Linear in nodes times locked epochs. */
export function exactSnapshotOf(state: FastState): ExactSnapshot {
  return {
    state: exactStateOf(state),
    epoch: state.epoch,
    accounts: state.balances.length,
    capacities: state.nodes.map(({ role, status, capacity }) =>
      role === "resource" && status === "active" ? capacity : 0,
    ),
  };
}

function exactStateOf(state: FastState): EconomyState {
  const { genesis, pool, nodes, kernel, balances } = state;
  const { validators } = exactGenesis(genesis);
  const recipients = recipientsOf(state, stakerIds(validators));
  return {
    parameters: exactParameters(genesis),
    hasGenesis: true,
    now: BigInt(state.now),
    pool: {
      deposited: weiOf(pool.deposited),
      prepaid: weiOf(pool.prepaid),
      forSale: nozOf(pool.forSale),
    },
    outstanding: nozOf(pool.outstanding),
    mining: {
      issued: wei(weiOfMicro(pool.issuedMicro) + BigInt(pool.issuedWei)),
      pool: weiOfMicro(pool.miningPoolMicro),
    },
    returned: weiOfMicro(state.returnedMicro),
    inflow: weiOf(amountOf(state.inflow)),
    miningPoolAtStart: weiOfMicro(state.miningPoolAtStartMicro),
    issuedAtStart: weiOfMicro(state.issuedAtStartMicro),
    community: weiOf(state.community),
    balances: mapOf(balances.map((balance, account) => [accountId(account), nozOf(balance)])),
    traffic: mapOf(
      nodes.map(({ place }, node) => [nodeId(node), nozOf(kernel.traffic[place] ?? 0)]),
    ),
    nodes: mapOf(nodes.map((node, handle) => [nodeId(handle), exactNode(node)])),
    validators,
    locked: lockedBatches(state, recipients),
    vested: mapOf(recipients.map(({ id, vested }) => [id, weiOf(vested)])),
    released: mapOf(
      nodes.map(({ isReleased, initial }, handle) => [
        nodeId(handle),
        weiOf(isReleased ? initial : 0),
      ]),
    ),
  };
}

/** A node or staker: what it holds, and what was given in some epochs. */
type Recipient = Readonly<{ id: string; vested: number; given(span: Span): Earned }>;

function recipientsOf(state: FastState, ids: readonly string[]): readonly Recipient[] {
  const { nodes, stakers, stakeShare, gasPerUnit } = state;
  const span = lockedSpan(state);
  const vestedOf = (earned: Earned, locked: Earned) => totalOf(earned) - totalOf(locked);
  return [
    ...nodes.map((_, handle) => ({
      id: nodeId(handle),
      vested: vestedOf(earnedByNode(state, handle), givenToNode(state, handle, span)),
      given: (wanted: Span) => givenToNode(state, handle, wanted),
    })),
    ...stakers.map((holder, staker) => ({
      id: ids[staker] ?? "",
      vested:
        vestedOf(earnedOf(stakeShare, holder), givenBetween(stakeShare, holder, span)) +
        holder.weight * gasPerUnit,
      given: (wanted: Span) => givenBetween(stakeShare, holder, wanted),
    })),
  ];
}

/** What is due at the next epoch's end, and all that is due later in one. */
function lockedBatches(state: FastState, recipients: readonly Recipient[]): readonly RewardBatch[] {
  const { epoch, now, lockEpochs, genesis } = state;
  const { before } = lockedSpan(state);
  const nextDue = epoch + 1 - lockEpochs;
  const later = { before: Math.max(before, nextDue), until: epoch };
  const batch = (span: Span, epochs: number): RewardBatch => ({
    freeAt: BigInt(now + epochs * genesis.epochSeconds),
    rewards: rewardListOf(
      recipients
        .map(({ id, given }) => ({ id, ...exactReward(given(span)) }))
        .filter(({ traffic, mining }) => traffic + mining > 0n),
    ),
  });
  const due = nextDue >= 1 ? [batch({ before: nextDue - 1, until: nextDue }, 1)] : [];
  return later.until > later.before ? [...due, batch(later, Math.max(1, lockEpochs))] : due;
}

function exactReward({ traffic, mining }: Earned): Readonly<{ traffic: Wei; mining: Wei }> {
  return { traffic: weiOf(traffic), mining: weiOf(mining) };
}

function exactNode(node: FastNode): EconomyNode {
  const { role, status, initial, remaining, depositedAt, leftAt, releaseAt, isReleased } = node;
  return {
    role,
    status,
    initial: weiOf(initial),
    remaining: weiOf(remaining),
    depositedAt: BigInt(depositedAt),
    ...(leftAt === undefined ? {} : { leftAt: BigInt(leftAt) }),
    ...(releaseAt === undefined ? {} : { releaseAt: BigInt(releaseAt) }),
    isReleased,
  };
}

/** Entries of nothing are left out. */
function mapOf<V extends bigint | object>(entries: readonly (readonly [string, V])[]) {
  const kept = entries.filter(([, value]) => value !== 0n);
  return mapOfSorted(kept.sort(([a], [b]) => byCodeUnit(a, b)));
}

function weiOf(amount: number): Wei {
  return wei(BigInt(Math.max(0, Math.round(amount))));
}

function weiOfMicro(amount: number): Wei {
  // Whole millionths first: they are exact, and a product with 10¹² would not be.
  const whole = Math.floor(amount);
  return wei(BigInt(whole) * 10n ** 12n + BigInt(Math.round((amount - whole) * microWei)));
}

function nozOf(amount: number): Noz {
  return noz(BigInt(Math.max(0, Math.round(amount))));
}
