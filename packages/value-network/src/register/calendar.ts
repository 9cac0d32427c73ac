import type { ValueCapabilities } from "../capabilities.ts";
import { deadlineKind, endCandidacy } from "./candidacy.ts";
import { releaseDue } from "./deposits.ts";
import { endKick } from "./vote-kick.ts";

type Needs = Pick<ValueCapabilities, "bank" | "block" | "emit" | "outbox" | "pot" | "register">;

/** What falls due with time: deposits come back, votes run out. */
export async function runCalendar(capabilities: Needs): Promise<void> {
  await releaseDeposits(capabilities);
  await endVotes(capabilities);
}

async function releaseDeposits(capabilities: Needs): Promise<void> {
  const { block, register } = capabilities;
  const due: (readonly [number, string])[] = [];
  const range = { lt: [block.time + 1, ""] } as const;
  for await (const [key] of register.state.releases.entries(range)) due.push(key);

  for (const key of due) {
    releaseDue(capabilities, key[1]);
    register.state.releases.delete(key);
  }
}

async function endVotes(capabilities: Needs): Promise<void> {
  const { block, register } = capabilities;
  const due: (readonly [number, string, string])[] = [];
  const range = { lt: [block.time + 1, "", ""] } as const;
  for await (const [key] of register.state.deadlines.entries(range)) due.push(key);

  for (const [expiresAt, kind, address] of due) {
    const kick = register.state.kicks.get(address);
    if (kind === deadlineKind.candidacy) endCandidacy(capabilities, address);
    else if (kick !== undefined) await endKick(capabilities, address, kick);
    register.state.deadlines.delete([expiresAt, kind, address]);
  }
}
