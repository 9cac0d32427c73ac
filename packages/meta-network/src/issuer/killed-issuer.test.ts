import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

type Given = Readonly<{
  nonce: number;
  numbers?: readonly number[];
  allowances?: Readonly<Record<string, string>>;
}>;

/** Runs an issuer over the journal and kills it with SIGKILL once it has answered `answers` times. Answers what clients got. */
async function askUntilKilled(
  journal: string,
  {
    seed,
    nonce,
    noz,
    answers,
  }: Readonly<Record<"seed" | "nonce" | "answers", number> & { journal?: string; noz: bigint }>,
): Promise<readonly Given[]> {
  const script = fileURLToPath(new URL("./testing/asking-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, journal, `${seed}`, `${nonce}`, `${noz}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const given: Given[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may be cut off by the kill: its client got nothing whole.
    if (!line.endsWith("}")) break;
    given.push(JSON.parse(line) as Given);
    if (given.length === answers) child.kill("SIGKILL");
  }
  await exited;
  return given;
}

test("killed in the middle again and again, an issuer never grants more than the hold nor a number twice", async () => {
  const folder = await mkdtemp(join(tmpdir(), "issuer-"));
  const noz = 400_000_000n;
  const journal = join(folder, "journal");
  const given: Given[] = [];
  try {
    for (const [seed, answers] of [
      [11, 5],
      [12, 17],
      [13, 40],
    ] as const) {
      const nonce = Math.max(0, ...given.map((each) => each.nonce)) + 1_000;
      given.push(...(await askUntilKilled(journal, { seed, nonce, noz, answers })));
    }
  } finally {
    await rm(folder, { recursive: true });
  }

  const numbers = given.flatMap((each) => each.numbers ?? []);
  expect(numbers.length).toBeGreaterThan(20);
  expect(new Set(numbers).size).toBe(numbers.length);

  const highest = new Map<string, bigint>();
  for (const { allowances = {} } of given)
    for (const [node, text] of Object.entries(allowances)) {
      const before = highest.get(node) ?? 0n;
      expect(BigInt(text)).toBeGreaterThanOrEqual(before);
      highest.set(node, BigInt(text));
    }
  const total = [...highest.values()].reduce((sum, amount) => sum + amount, 0n);
  expect(total).toBeLessThanOrEqual(noz);
  expect(total).toBeGreaterThan(0n);
});
