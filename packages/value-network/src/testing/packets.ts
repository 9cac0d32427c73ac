import {
  encodeMessage,
  MigrationWantedSchema,
  NodeGoneSchema,
  NodeSuspendedSchema,
  PenaltySchema,
  ReportPartSchema,
  ReportSchema,
} from "@stos/codec";
import { nodeKey } from "./genesis.ts";
import type { InjectedPacket } from "./injected-packets.ts";

/** What the meta chain would say of an epoch. Nodes by their addresses, amounts in noz. */
export type TestReport = Readonly<{
  epoch: number;
  settled?: readonly (readonly [node: string, noz: bigint])[];
  settledNoz?: bigint;
  duty?: readonly string[];
  inboxNumber: number;
  /** Balances and unsettled traffic after the settlement. */
  accountsTotal: bigint;
  isVoid?: boolean;
}>;

export function reportBytes(report: TestReport): Uint8Array {
  const { settled = [], duty = [] } = report;
  const total = settled.reduce((sum, [, noz]) => sum + noz, 0n);
  return encodeMessage(ReportSchema, {
    epoch: BigInt(report.epoch),
    void: report.isVoid ?? false,
    settled: settled.map(([node, noz]) => ({ node, noz: `${noz}` })),
    settledNoz: `${report.settledNoz ?? total}`,
    duty: [...duty],
    carried: "0",
    inboxNumber: BigInt(report.inboxNumber),
    accountsTotal: `${report.accountsTotal}`,
    receiptsRoot: new Uint8Array(32).fill(9),
    height: 7n,
  });
}

/** A report cut into packets. `epoch` is the packets' own; the report inside may say another. */
export function reportPackets(
  report: TestReport,
  { parts = 1, epoch = report.epoch }: Readonly<{ parts?: number; epoch?: number }> = {},
): readonly InjectedPacket[] {
  return partPackets(epoch, reportBytes(report), parts);
}

export function partPackets(
  epoch: number,
  bytes: Uint8Array,
  parts = 1,
): readonly InjectedPacket[] {
  const size = Math.ceil(bytes.length / parts);
  return Array.from({ length: parts }, (_, part) => ({
    kind: "report-part",
    body: encodeMessage(ReportPartSchema, {
      epoch: BigInt(epoch),
      part,
      parts,
      bytes: bytes.subarray(part * size, (part + 1) * size),
    }),
  }));
}

export function nodeGonePacket(
  node: string,
  { proper, forfeited = 0n }: Readonly<{ proper: boolean; forfeited?: bigint }>,
): InjectedPacket {
  const body = { node: nodeKey(node).networkAddress, proper, forfeited: `${forfeited}` };
  return { kind: "node-gone", body: encodeMessage(NodeGoneSchema, body) };
}

export function migrationWantedPacket(node: string, noz: bigint): InjectedPacket {
  const body = { node: nodeKey(node).networkAddress, noz: `${noz}` };
  return { kind: "migration-wanted", body: encodeMessage(MigrationWantedSchema, body) };
}

export function penaltyPacket(node: string): InjectedPacket {
  const body = { node: nodeKey(node).networkAddress, offence: "double-custody" };
  return { kind: "penalty", body: encodeMessage(PenaltySchema, body) };
}

export function suspensionPacket(
  node: string,
  kind: "node-suspended" | "node-resumed",
): InjectedPacket {
  return {
    kind,
    body: encodeMessage(NodeSuspendedSchema, { node: nodeKey(node).networkAddress }),
  };
}
