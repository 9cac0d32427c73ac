import type { ChainEvent } from "@stos/ledger";

/** `stratos.meta.v1.Event‹name›`; values are JSON-quoted, as typed events of Cosmos chains are. */
export function metaEvent(
  name: string,
  attributes: Readonly<Record<string, string | number | bigint>>,
): ChainEvent {
  return {
    type: `stratos.meta.v1.Event${name}`,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: JSON.stringify(`${value}`),
    })),
  };
}
