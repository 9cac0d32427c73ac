/** Reads one object of the genesis document by its fields. What isn't of the form is a `RangeError`: the node can't start on it. */
export type GenesisReader = Readonly<{
  text(field: string): string;
  count(field: string): number;
  optionalCount(field: string): number | undefined;
  amount(field: string): bigint;
  flag(field: string): boolean;
  texts(field: string): readonly string[];
  object(field: string): GenesisReader;
  list(field: string): readonly GenesisReader[];
}>;

/** `path` names the object in errors. */
export function readGenesis(source: unknown, path: string): GenesisReader {
  if (typeof source !== "object" || source === null) throw wrong(path, "an object", source);
  const fields = source as Readonly<Record<string, unknown>>;
  const at = (field: string) => `${path}.${field}`;
  const listOf = (field: string): readonly unknown[] => {
    const value = fields[field] ?? [];
    if (!Array.isArray(value)) throw wrong(at(field), "a list", value);
    return value;
  };
  const textOf = (field: string): string => {
    const value = fields[field];
    if (typeof value !== "string") throw wrong(at(field), "a text", value);
    return value;
  };

  const countOf = (field: string): number => {
    const value = fields[field];
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
      throw wrong(at(field), "a whole number", value);
    return value;
  };

  return {
    text: textOf,
    count: countOf,
    optionalCount: (field) => (fields[field] === undefined ? undefined : countOf(field)),
    amount(field) {
      const value = textOf(field);
      if (!/^\d{1,77}$/.test(value)) throw wrong(at(field), "a decimal amount", value);
      return BigInt(value);
    },
    flag(field) {
      const value = fields[field];
      if (typeof value !== "boolean") throw wrong(at(field), "true or false", value);
      return value;
    },
    texts: (field) =>
      listOf(field).map((value) => {
        if (typeof value !== "string") throw wrong(at(field), "a list of texts", value);
        return value;
      }),
    object: (field) => readGenesis(fields[field], at(field)),
    list: (field) =>
      listOf(field).map((value, index) => readGenesis(value, `${at(field)}[${index}]`)),
  };
}

function wrong(path: string, expected: string, found: unknown): RangeError {
  return new RangeError(`the genesis needs ${expected} at ${path}, found ${JSON.stringify(found)}`);
}
