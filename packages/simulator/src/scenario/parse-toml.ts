import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { SimulationError } from "../simulation-error.ts";
import { isList, isTable, type Located, type LocatedTable, type LocatedValue } from "./located.ts";

/** A TOML 1.0 text as tables that know their places. */
export function parseLocated(text: string, file: string): LocatedTable {
  const root: LocatedTable = { entries: new Map() };
  const parser = { place: ({ line, column }: AST.Position) => `${file}:${line}:${column + 1}` };
  for (const item of programOf(text, file).body[0].body) {
    if (item.type === "TOMLKeyValue") addPair(parser, root, item);
    else addTable(parser, root, item);
  }
  return root;
}

type Parser = Readonly<{ place: (position: AST.Position) => string }>;

function programOf(text: string, file: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: "1.0" });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const where = `${file}:${error.lineNumber}:${error.column + 1}`;
    throw new SimulationError({
      code: "scenario-invalid",
      problems: [{ where, problem: `this isn't TOML: ${error.message}` }],
    });
  }
}

/** `[table]` or `[[list of tables]]`. The parser has refused whatever can't be, so places are there or are made. */
function addTable(parser: Parser, root: LocatedTable, item: AST.TOMLTable): void {
  const names = item.key.keys.map(nameOf);
  const where = parser.place(item.loc.start);
  const last = names.pop() ?? "";
  const parent = tableAt(root, names, where);
  const table =
    item.kind === "array" ? newElement(parent, last, where) : tableAt(parent, [last], where);
  for (const pair of item.body) addPair(parser, table, pair);
}

function addPair(parser: Parser, table: LocatedTable, { key, value }: AST.TOMLKeyValue): void {
  const names = key.keys.map(nameOf);
  const last = names.pop() ?? "";
  const keyWhere = parser.place(key.loc.start);
  tableAt(table, names, keyWhere).entries.set(last, { ...locate(parser, value), keyWhere });
}

function locate(parser: Parser, node: AST.TOMLContentNode): Located {
  return { where: parser.place(node.loc.start), value: locatedValue(parser, node) };
}

function locatedValue(parser: Parser, node: AST.TOMLContentNode): LocatedValue {
  if (node.type === "TOMLArray") return node.elements.map((each) => locate(parser, each));
  if (node.type === "TOMLInlineTable") {
    const table: LocatedTable = { entries: new Map() };
    for (const pair of node.body) addPair(parser, table, pair);
    return table;
  }
  return node.value instanceof Date ? node.value.toISOString() : node.value;
}

/** The table there, made where there is none; of a list of tables, its last. */
function tableAt(from: LocatedTable, names: readonly string[], where: string): LocatedTable {
  let table = from;
  for (const name of names) {
    const found = table.entries.get(name)?.value;
    const last = found !== undefined && isList(found) ? found.at(-1)?.value : found;
    if (last !== undefined && isTable(last)) {
      table = last;
      continue;
    }
    const made: LocatedTable = { entries: new Map() };
    table.entries.set(name, { where, keyWhere: where, value: made });
    table = made;
  }
  return table;
}

function newElement(parent: LocatedTable, name: string, where: string): LocatedTable {
  const before = parent.entries.get(name);
  const list = before !== undefined && isList(before.value) ? before.value : [];
  const table: LocatedTable = { entries: new Map() };
  const keyWhere = before?.keyWhere ?? where;
  parent.entries.set(name, {
    where: keyWhere,
    keyWhere,
    value: [...list, { where, value: table }],
  });
  return table;
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}
