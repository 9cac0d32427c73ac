import { NodeError } from "../node-error.ts";

/** Reads the fields of a JSON answer; what isn't of its form means a network that can't be understood. */
export type JsonFields = Readonly<{
  text(name: string): string;
  number(name: string): number;
  list(name: string): readonly unknown[];
  object(name: string): JsonFields;
  has(name: string): boolean;
  flag(name: string): boolean;
}>;

export function jsonFields(value: unknown): JsonFields {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    text(name) {
      const field = fields[name];
      if (typeof field !== "string") throw missing(name, "text");
      return field;
    },
    number(name) {
      const field = Number(fields[name]);
      if (!Number.isSafeInteger(field)) throw missing(name, "whole number");
      return field;
    },
    list(name) {
      const field = fields[name];
      if (!Array.isArray(field)) throw missing(name, "list");
      return field;
    },
    object: (name) => jsonFields(fields[name]),
    flag(name) {
      const field = fields[name];
      if (typeof field !== "boolean") throw missing(name, "flag");
      return field;
    },
    has: (name) => fields[name] !== undefined && fields[name] !== null,
  };
}

function missing(name: string, kind: string): NodeError {
  return new NodeError({
    code: "network-unavailable",
    reason: `its answer has no ${kind} "${name}"`,
  });
}
