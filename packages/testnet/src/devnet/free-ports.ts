import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** What a devnet takes from its base on. */
const portsPerDevnet = 80;
/** Below the range from which systems give out ports of their own. */
const lowest = 12_000;
const highest = 32_000;
const attemptsMax = 50;

/** The base of a range of ports that are all free now, drawn at random so that runs side by side don't meet. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const base = randomInt(lowest, highest - portsPerDevnet);
    const range = Array.from({ length: portsPerDevnet }, (_, index) => base + index);
    const free = await Promise.all(range.map(isFree));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no ${portsPerDevnet} free ports in a row among ${lowest} to ${highest}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(true)));
  });
}
