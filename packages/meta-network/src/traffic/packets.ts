import {
  decodeMessage,
  EpochVoidedSchema,
  MigrationBoughtSchema,
  ParametersSchema,
  PenaltyDecidedSchema,
} from "@stos/codec";
import { parsePositiveNoz } from "../amounts.ts";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { forfeitTraffic } from "./forfeit.ts";
import type { EpochRecord, SettledRow } from "./state.ts";

/** `epoch-voided`: the value network closed the epoch void, or governance voided it within 14 days. Its traffic is unsettled again. */
export async function takeEpochVoided(
  capabilities: MetaCapabilities,
  body: Uint8Array,
): Promise<void> {
  const epoch = epochOf(decodeMessage(EpochVoidedSchema, body).epoch);
  const record = capabilities.traffic.epoch(epoch);
  if (record === undefined)
    throw refuse("epoch-unknown", `epoch ${epoch} isn't closed or is forgotten`);
  await returnTraffic(capabilities, record, "voided");
}

/** The answer to one of our packets. `code` 0 says that it was handled. */
export async function takeResult(
  capabilities: MetaCapabilities,
  { number, code }: Readonly<{ number: number; code: number }>,
): Promise<void> {
  const { traffic } = capabilities;
  const epoch = traffic.takeReport(number);
  const record = epoch === undefined ? undefined : traffic.epoch(epoch);
  if (record !== undefined) {
    if (code !== 0) await returnTraffic(capabilities, record, "refused");
    else if (record.status === "reported") traffic.setEpoch({ ...record, status: "accepted" });
  }

  const shutdown = traffic.takeShutdown(number);
  if (shutdown !== undefined && code !== 0) traffic.unforfeit(shutdown.node, shutdown.forfeited);
}

/**
 * `migration-bought`: Ozone that the receivers of a leaver's replicas are credited with. Until slices are migrated it
 * waits under the node's name, counted among the accounts.
 */
export function takeMigration({ ozone }: MetaCapabilities, body: Uint8Array): void {
  const { node, noz } = decodeMessage(MigrationBoughtSchema, body);
  ozone.creditWaiting(`migration/${node}`, parsePositiveNoz(noz, "noz"));
}

/** `parameters`: takes effect at the start of the epoch named, or of the next one where that has begun. */
export function takeParameters({ epochs, parameters }: MetaCapabilities, body: Uint8Array): void {
  const { fromEpoch, values } = decodeMessage(ParametersSchema, body);
  parameters.schedule(Math.max(epochOf(fromEpoch), epochs.open() + 1), values);
}

/** `penalty-decided`: answers a penalty that this chain sent, and it sends none before audits exist. */
export function takePenaltyDecision(_: MetaCapabilities, body: Uint8Array): void {
  const { number } = decodeMessage(PenaltyDecidedSchema, body);
  throw refuse("packet-refused", `packet ${number} was no penalty`);
}

/** Throws `ChainError` packet-refused from 2⁵³ on: no key of the state can name such an epoch, nor the one after the largest. */
function epochOf(value: bigint): number {
  if (value >= BigInt(Number.MAX_SAFE_INTEGER))
    throw refuse("packet-refused", `${value} is no epoch's number`);
  return Number(value);
}

/** Once for each epoch, whatever says so first. */
async function returnTraffic(
  capabilities: MetaCapabilities,
  record: EpochRecord,
  status: "refused" | "voided",
): Promise<void> {
  const { emit, traffic } = capabilities;
  if (record.status === "refused" || record.status === "voided") return;
  const rows = await traffic.rowsOf(record.epoch);
  traffic.putBack(rows);
  await forfeitOfGone(capabilities, rows);
  traffic.setEpoch({ ...record, status });
  emit(metaEvent("TrafficReturned", { epoch: record.epoch, noz: record.settledNoz, status }));
}

/** Nobody will ever settle what comes back to a node that is gone: it goes the way of the rest of its traffic (reading 15). */
async function forfeitOfGone(
  capabilities: MetaCapabilities,
  rows: readonly SettledRow[],
): Promise<void> {
  for (const { node } of rows) {
    if (capabilities.nodes.get(node)?.state !== "gone") continue;
    if (capabilities.traffic.unsettledOf(node) > 0n) await forfeitTraffic(capabilities, node);
  }
}
