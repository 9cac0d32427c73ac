import type { ValueCapabilities } from "./capabilities.ts";
import { receiveMigrationWanted } from "./pot/migration-wanted.ts";
import { receiveNodeGone } from "./pot/node-gone.ts";
import { receivePenalty } from "./pot/penalty.ts";
import { receiveReportPart } from "./pot/receive-report-part.ts";
import { receiveSuspension } from "./pot/suspension.ts";

type PacketHandler = (
  capabilities: ValueCapabilities,
  body: Uint8Array,
  number: number,
) => void | Promise<void>;

/** What the resource network sends, by kind. A handler that throws a `ChainError` answers with a refusal and leaves nothing. */
export const packetHandlers: Readonly<Record<string, PacketHandler>> = {
  "report-part": receiveReportPart,
  "node-suspended": (capabilities, body) => receiveSuspension(capabilities, body, true),
  "node-resumed": (capabilities, body) => receiveSuspension(capabilities, body, false),
  "node-gone": receiveNodeGone,
  "migration-wanted": receiveMigrationWanted,
  penalty: receivePenalty,
};
