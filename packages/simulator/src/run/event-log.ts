import type { RunEvent } from "./run-result.ts";
import { eventsMax } from "./run-result.ts";

/** Counts all events and keeps the first ones. */
export type EventLog = Readonly<{
  add: (event: RunEvent) => void;
  events: readonly RunEvent[];
  counts: Readonly<Partial<Record<RunEvent["kind"], number>>>;
}>;

export function openEventLog(): EventLog {
  const events: RunEvent[] = [];
  const counts: Partial<Record<RunEvent["kind"], number>> = {};
  return {
    events,
    counts,
    add(event) {
      counts[event.kind] = (counts[event.kind] ?? 0) + 1;
      if (events.length < eventsMax) events.push(event);
    },
  };
}
