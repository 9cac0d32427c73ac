import { inputError } from "../cli-error.ts";

/** One table of a configuration file. Every failure names the file, the field and what was expected. */
export type ConfigTable = Readonly<{
  text(field: string): string;
  optionalText(field: string): string | undefined;
  /** A whole number from `min` to `max`. */
  whole(field: string, range: Readonly<{ min: number; max: number }>): number;
  flag(field: string): boolean;
  /** At least one text. */
  texts(field: string): readonly string[];
  /** Empty where the field is missing. */
  optionalTexts(field: string): readonly string[];
  /** `host:port`. */
  listen(field: string): ListenAddress;
  /** `http://…` without a slash at its end. */
  url(field: string): string;
  table(field: string): ConfigTable;
  optionalTable(field: string): ConfigTable | undefined;
  tables(field: string): readonly ConfigTable[];
  /** An input error about one field. */
  wrong(field: string, expected: string): Error;
}>;

export type ListenAddress = Readonly<{ host: string; port: number }>;

const portMax = 65_535;

/** `path` is the table's place in the file, empty for its top. */
export function configTable(file: string, path: string, value: unknown): ConfigTable {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw inputError(`${file}: ${path} must be a table`);
  const fields = value as Readonly<Record<string, unknown>>;
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  const wrong = (field: string, expected: string) =>
    inputError(`${file}: ${at(field)} must be ${expected}, not ${shown(fields[field])}`);
  const text = (field: string): string => {
    const found = fields[field];
    if (typeof found !== "string" || found === "") throw wrong(field, "a text in quotes");
    return found;
  };
  const texts = (field: string): readonly string[] => {
    const found = fields[field];
    const isList = Array.isArray(found) && found.length > 0;
    if (!isList || !found.every((each) => typeof each === "string"))
      throw wrong(field, "a list of texts, with at least one");
    return found;
  };
  const tableAt = (field: string) => configTable(file, at(field), fields[field]);

  return {
    text,
    optionalText: (field) => (fields[field] === undefined ? undefined : text(field)),
    whole(field, { min, max }) {
      const found = fields[field];
      if (typeof found !== "number" || !Number.isInteger(found) || found < min || found > max)
        throw wrong(field, `a whole number from ${min} to ${max}`);
      return found;
    },
    flag(field) {
      const found = fields[field];
      if (typeof found !== "boolean") throw wrong(field, "true or false");
      return found;
    },
    texts,
    optionalTexts: (field) => (fields[field] === undefined ? [] : texts(field)),
    listen(field) {
      const [, host, port] = /^(.+):(\d{1,5})$/.exec(text(field)) ?? [];
      if (host === undefined || Number(port) > portMax)
        throw wrong(field, `"HOST:PORT", such as "127.0.0.1:26657"`);
      return { host, port: Number(port) };
    },
    url(field) {
      const found = text(field);
      if (!/^https?:\/\//.test(found) || !URL.canParse(found))
        throw wrong(field, `a URL, such as "http://127.0.0.1:1317"`);
      return found.replace(/\/+$/, "");
    },
    table: tableAt,
    optionalTable: (field) => (fields[field] === undefined ? undefined : tableAt(field)),
    tables(field) {
      const found = fields[field];
      if (!Array.isArray(found)) throw wrong(field, `a list of tables ([[${at(field)}]])`);
      return found.map((each, index) => configTable(file, `${at(field)}[${index}]`, each));
    },
    wrong,
  };
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
