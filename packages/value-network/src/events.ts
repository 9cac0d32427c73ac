import type { ChainEvent } from "@stos/ledger";

/** A typed event: its type is the protobuf's full name, its values are JSON-quoted, as wallets and explorers expect. */
export function typedEvent(type: string, attributes: Readonly<Record<string, string>>): ChainEvent {
  return {
    type,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: JSON.stringify(value),
    })),
  };
}

/** An event of Cosmos' own modules: values stand as they are. */
export function plainEvent(type: string, attributes: Readonly<Record<string, string>>): ChainEvent {
  return {
    type,
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
  };
}
