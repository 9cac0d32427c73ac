import type { FastState } from "./fast-state.ts";
import { type Earned, earnedOf, givenBetween, type Span } from "./lazy-share.ts";
import { type FastNode, requireNode } from "./node-table.ts";

/** The epochs whose rewards are locked. */
export function lockedSpan({ epoch, lockEpochs }: FastState): Span {
  return { before: Math.max(0, epoch - lockEpochs), until: epoch };
}

/** What a node was ever given for its service, its deposit and its duty, less what was cancelled. */
export function earnedByNode(state: FastState, handle: number): Earned {
  const { kernel, stakeShare, metaShare } = state;
  const { deposit, duty, place, service } = nodeOf(state, handle);
  const { earnedTraffic, earnedMining } = kernel;
  return sumOf([
    service ?? { traffic: earnedTraffic[place] ?? 0, mining: earnedMining[place] ?? 0 },
    earnedOf(stakeShare, deposit),
    ...(duty === undefined ? [] : [earnedOf(metaShare, duty)]),
  ]);
}

/** What of it was given in these epochs, at most a lock ago, and isn't cancelled. */
export function givenToNode(state: FastState, handle: number, span: Span): Earned {
  const { deposit, duty } = nodeOf(state, handle);
  return sumOf([
    givenForService(state, handle, span),
    givenBetween(state.stakeShare, deposit, span),
    ...(duty === undefined ? [] : [givenBetween(state.metaShare, duty, span)]),
  ]);
}

/** For its service alone: what it settled in each row, at that epoch's pay. */
export function givenForService(state: FastState, handle: number, span: Span): Earned {
  const { kernel, lockEpochs, perTraffic, perMining } = state;
  const { place } = nodeOf(state, handle);
  if (place < 0) return { traffic: 0, mining: 0 };
  let traffic = 0;
  let mining = 0;
  for (let epoch = span.before + 1; epoch <= span.until; epoch += 1) {
    const row = epoch % lockEpochs;
    const settled = kernel.rows[row * kernel.capacity + place] ?? 0;
    traffic += settled * (perTraffic[row] ?? 0);
    mining += settled * (perMining[row] ?? 0);
  }
  return { traffic, mining };
}

/** Traffic and mining together. */
export function totalOf({ traffic, mining }: Earned): number {
  return traffic + mining;
}

function sumOf(parts: readonly Earned[]): Earned {
  let traffic = 0;
  let mining = 0;
  for (const part of parts) {
    traffic += part.traffic;
    mining += part.mining;
  }
  return { traffic, mining };
}

function nodeOf({ nodes }: FastState, handle: number): FastNode {
  return requireNode(nodes[handle], handle);
}
