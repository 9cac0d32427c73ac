/** Votes among the meta nodes that existed when the voting opened. */
export type MetaVote = Readonly<{ electorate: bigint; yes: bigint }>;

/** What part of the electorate must approve a candidate. */
export type VoteThreshold = Readonly<{ numerator: bigint; denominator: bigint }>;

/** "All existing Meta Nodes will need to vote to approve" (section 4). */
export const unanimous: VoteThreshold = { numerator: 1n, denominator: 1n };

/** Voting stays open for 7 days, in seconds (readings 20, 21). */
export const votingPeriod = 7n * 86_400n;

/**
 * Whether the meta nodes admit a candidate: yes ≥ threshold · electorate (reading 20). Without any meta node the
 * Foundation's approval alone decides, so it holds.
 */
export function isMetaNodeApproved(
  { electorate, yes }: MetaVote,
  threshold: VoteThreshold = unanimous,
): boolean {
  return yes * threshold.denominator >= electorate * threshold.numerator;
}

/** Whether a meta node is kicked: more than 2/3 of the others, and at least 3 of them (reading 21). */
export function isMetaNodeKicked({ electorate: others, yes }: MetaVote): boolean {
  return yes >= 3n && yes * 3n > others * 2n;
}
