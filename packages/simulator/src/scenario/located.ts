/** A value of a scenario file, and where it stands: so that every problem names its place. */
export type Located = Readonly<{
  /** `file:line:column`, or the override that set it. */
  where: string;
  value: LocatedValue;
}>;

export type LocatedValue = string | number | boolean | readonly Located[] | LocatedTable;

/** Keys in the order of the file. Overrides change it in place before it is read. */
export type LocatedTable = Readonly<{ entries: Map<string, LocatedEntry> }>;

export type LocatedEntry = Located & Readonly<{ keyWhere: string }>;

export function isTable(value: LocatedValue): value is LocatedTable {
  return typeof value === "object" && "entries" in value && value.entries instanceof Map;
}

export function isList(value: LocatedValue): value is readonly Located[] {
  return Array.isArray(value);
}

/** A value as a file would show it. */
export function shown(value: LocatedValue): string {
  if (isTable(value)) return "a table";
  if (isList(value)) return "a list";
  return typeof value === "string" ? `"${value}"` : `${value}`;
}
