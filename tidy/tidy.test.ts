import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

/** What a linter can't say of this repository: which way imports may point, and how files are. */

/** The legal arrows, each package with all that lies below it (ARCHITECTURE.md). */
const below: Readonly<Record<string, readonly string[]>> = {
  units: [],
  economy: ["units"],
  codec: ["units"],
  "light-client": ["codec", "units"],
  storage: ["codec", "units"],
  client: ["economy", "light-client", "storage", "codec", "units"],
  ledger: ["light-client", "codec", "units"],
  "value-network": ["economy", "ledger", "light-client", "codec", "units"],
  "meta-network": ["economy", "ledger", "client", "light-client", "storage", "codec", "units"],
  "resource-node": ["client", "storage", "codec", "units"],
  gateway: ["client", "storage", "codec", "units"],
  simulator: ["economy", "units"],
  cli: [
    "simulator",
    "value-network",
    "meta-network",
    "resource-node",
    "gateway",
    "client",
    "economy",
    "ledger",
    "light-client",
    "storage",
    "codec",
    "units",
  ],
  testnet: [
    "cli",
    "simulator",
    "value-network",
    "meta-network",
    "resource-node",
    "gateway",
    "client",
    "economy",
    "ledger",
    "light-client",
    "storage",
    "codec",
    "units",
  ],
};

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(file));
const sources = files.filter((file) => /^packages\/[^/]+\/(src|bench|book)\/.*\.ts$/.test(file));
const handwritten = sources.filter((file) => !file.includes("/generated/"));

describe("imports", () => {
  test.each(Object.keys(below))("%s imports only what lies below it", (name) => {
    const legal = new Set([name, ...(below[name] ?? [])]);
    const wrong = handwritten
      .filter((file) => file.startsWith(`packages/${name}/`))
      .flatMap((file) => ownImports(file).map((target) => ({ file, target })))
      .filter(({ target }) => !legal.has(target));
    expect(wrong).toEqual([]);
  });

  test("nobody imports past a package's index, and a relative import stays in its package", () => {
    const wrong = handwritten.flatMap((file) =>
      specifiers(file)
        .filter((target) => /^@stos\/[^/]+\/(?!pure$)/.test(target) || leavesPackage(file, target))
        .map((target) => `${file}: ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("every package's dependencies are the legal ones", () => {
    for (const [name, legal] of Object.entries(below)) {
      const { dependencies = {} } = JSON.parse(
        readFileSync(`packages/${name}/package.json`, "utf8"),
      );
      const own = Object.keys(dependencies).filter((each) => each.startsWith("@stos/"));
      expect(own.filter((each) => !legal.includes(each.slice(6)))).toEqual([]);
    }
  });

  test("units and economy have no outside dependencies", () => {
    for (const name of ["units", "economy"]) {
      const manifest = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
      const outside = Object.keys(manifest.dependencies ?? {}).filter(
        (each) => !each.startsWith("@stos/"),
      );
      expect(outside).toEqual([]);
    }
  });
});

describe("files", () => {
  test("are named in kebab-case, and none is a drawer for odds and ends", () => {
    const wrong = handwritten.filter((file) => {
      const name = file.split("/").at(-1) ?? "";
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/.test(name) ||
        /^(utils?|helpers?|common|misc)\b/.test(name)
      );
    });
    expect(wrong).toEqual([]);
  });

  test("fit: at most 350 lines of code, 600 of tests", () => {
    const long = handwritten
      .map((file) => ({ file, lines: read(file).split("\n").length }))
      .filter(({ file, lines }) => lines > (file.endsWith(".test.ts") ? 600 : 350));
    expect(long).toEqual([]);
  });

  test("hold no wholesale re-exports, no bare to-dos, no switched-off tests", () => {
    const forbidden = /export \* from|\b(TODO|FIXME|XXX)\b|\b(test|describe|it)\.(only|todo)\(/;
    expect(handwritten.filter((file) => forbidden.test(read(file)))).toEqual([]);
  });
});

test("every runtime dependency has a line in docs/decisions", () => {
  const page = read("docs/decisions/dependencies.md");
  const services = Object.keys(below).filter((name) => name !== "testnet");
  const used = services.flatMap((name) =>
    Object.keys(JSON.parse(read(`packages/${name}/package.json`)).dependencies ?? {}),
  );
  const missing = used.filter(
    (each) => !each.startsWith("@stos/") && !page.includes(`\`${each}\``),
  );
  expect([...new Set(missing)]).toEqual([]);
});

test("the lock file names no registry", () => {
  expect(read("package-lock.json")).not.toMatch(/"resolved": "https?:/);
});

test("ARCHITECTURE.md has a row for every package", () => {
  const page = read("ARCHITECTURE.md");
  const rows = new Set([...page.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name]) => name));
  expect(Object.keys(below).filter((name) => !rows.has(name))).toEqual([]);
});

test("links between the documents lead somewhere", () => {
  const broken = files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => ({ file, target }))
        .filter(({ target }) => !existsSync(join(dirname(file), target))),
    );
  expect(broken).toEqual([]);
});

function specifiers(file: string): readonly string[] {
  const found = read(file).matchAll(/(?:from|import\()\s*"([^"]+)"|^import "([^"]+)"/gm);
  return [...found].map(([, from, bare]) => from ?? bare ?? "");
}

function ownImports(file: string): readonly string[] {
  return specifiers(file)
    .filter((target) => target.startsWith("@stos/"))
    .map((target) => target.split("/")[1] ?? "");
}

function leavesPackage(file: string, target: string): boolean {
  if (!target.startsWith(".")) return false;
  const own = file.split("/").slice(0, 2).join("/");
  return !normalize(join(dirname(file), target)).startsWith(`${own}/`);
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}
