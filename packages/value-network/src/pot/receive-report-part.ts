import { decodeMessage, ReportPartSchema } from "@stos/codec";
import { epochEnd } from "@stos/economy";
import type { ValueCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import { closeEpoch } from "./close-epoch.ts";
import { reportPartsMax } from "./report.ts";

type Needs = Pick<
  ValueCapabilities,
  "bank" | "block" | "distribution" | "emit" | "outbox" | "pot" | "register" | "staking"
>;

/** Epochs behind the next one to close whose reports are kept while it waits. */
const waitingMax = 4;

/**
 * Keeps a part of a report of the next epochs; the last one closes its epoch in its turn, once the epoch is over by this
 * network's own clock. Packets come in their order: what is missing of a report when a later one begins never comes, and its
 * epoch closes void. A part of any other epoch is refused and closes nothing (reading 28).
 */
export async function receiveReportPart(capabilities: Needs, body: Uint8Array): Promise<void> {
  const part = decodeMessage(ReportPartSchema, body);
  const { pot } = capabilities;
  const epoch = Number(part.epoch);
  const next = pot.state.nextEpoch.get() ?? 0;
  if (epoch < next || epoch > next + waitingMax)
    throw refuse(
      "pot",
      "report-of-another-epoch",
      `a report of epoch ${epoch}; epoch ${next} is the next to close`,
    );
  if (part.parts === 0 || part.parts > reportPartsMax || part.part >= part.parts)
    throw refuse(
      "pot",
      "report-part-invalid",
      `part ${part.part} of ${part.parts}; at most ${reportPartsMax} are taken`,
    );

  await requireNewPart(pot, epoch, part);
  pot.state.parts.set([epoch, part.part], { parts: part.parts, bytes: part.bytes });
  await closeWhenComplete(capabilities);
}

/** All parts of a report say how many there are, and each comes once. */
async function requireNewPart(
  pot: Needs["pot"],
  epoch: number,
  { part, parts }: Readonly<{ part: number; parts: number }>,
): Promise<void> {
  for await (const [[, held], { parts: wanted }] of pot.state.parts.entries(partsOf(epoch))) {
    if (held === part)
      throw refuse("pot", "report-part-invalid", `part ${part} of epoch ${epoch} is held`);
    if (wanted !== parts)
      throw refuse(
        "pot",
        "report-part-invalid",
        `part ${part} says ${parts} parts, those held say ${wanted}`,
      );
  }
}

/** Closes the epochs that are over in their order as far as reports allow. Runs after each part and at each block's start. */
export async function closeWhenComplete(capabilities: Needs): Promise<void> {
  const { block, pot } = capabilities;
  for (;;) {
    const epoch = pot.state.nextEpoch.get() ?? 0;
    if (BigInt(block.time) < epochEnd(pot.clock(), BigInt(epoch))) return;

    const bytes = await reportBytes(pot, epoch);
    const isLost = ((await pot.newestWaiting()) ?? epoch) > epoch;
    if (bytes === undefined && !isLost) return;
    await removeParts(pot, epoch);
    await closeEpoch(capabilities, epoch, bytes);
  }
}

/** Undefined until all parts are there. */
async function reportBytes(pot: Needs["pot"], epoch: number): Promise<Uint8Array | undefined> {
  const found: Uint8Array[] = [];
  let wanted = 1;
  for await (const [, { parts, bytes }] of pot.state.parts.entries(partsOf(epoch))) {
    found.push(bytes);
    wanted = parts;
  }
  return found.length < wanted ? undefined : Buffer.concat(found);
}

async function removeParts(pot: Needs["pot"], epoch: number): Promise<void> {
  const keys: (readonly [number, number])[] = [];
  for await (const [key] of pot.state.parts.entries(partsOf(epoch))) keys.push(key);
  for (const key of keys) pot.state.parts.delete(key);
}

function partsOf(
  epoch: number,
): Readonly<{ gte: readonly [number, number]; lt: readonly [number, number] }> {
  return { gte: [epoch, 0], lt: [epoch + 1, 0] };
}
