import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

/**
 * Sends the transactions of a file (base64, one a line) to an RPC, in batches over keep-alive connections; prints how many were refused. A process of its own, so
 * that the node is measured and not its client. Arguments: the file, the RPC's URL, the method, how many a batch, how many requests at a time.
 */
const [file = "", url = "", method = "", batchSize = "10", inFlight = "16"] = process.argv.slice(2);
const lines = readFileSync(file, "latin1").trimEnd().split("\n");
const agent = new Agent({ keepAlive: true, maxSockets: Number(inFlight) });
const size = Number(batchSize);
/** More than this aren't under way: a full mempool drops asynchronous transactions silently. */
const underWayMax = 8_000;
let next = 0;
let committed = 0;
let wake = () => {};
process.on("message", (told: Readonly<{ committed: number }>) => {
  ({ committed } = told);
  const waiting = wake;
  wake = () => {};
  waiting();
});
let refused = 0;

async function work(): Promise<void> {
  for (;;) {
    while (next - committed > underWayMax) await moreCommitted();
    const batch = lines.slice(next, next + size);
    if (batch.length === 0) return;
    next += batch.length;
    const calls = batch.map((tx, id) => ({ jsonrpc: "2.0", id, method, params: { tx } }));
    const answers = await post(JSON.stringify(calls.length === 1 ? calls[0] : calls));
    for (const answer of Array.isArray(answers) ? answers : [answers]) {
      if (answer.error !== undefined || (answer.result?.code ?? 0) !== 0) refused += 1;
    }
  }
}

function moreCommitted(): Promise<void> {
  return new Promise((resolve) => {
    const others = wake;
    wake = () => {
      others();
      resolve();
    };
  });
}

type Answer = Readonly<{ error?: unknown; result?: Readonly<{ code: number }> }>;

function post(body: string): Promise<Answer | readonly Answer[]> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        agent,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(parts).toString())));
        response.on("error", reject);
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

await Promise.all(Array.from({ length: Number(inFlight) }, work));
console.log(JSON.stringify({ refused }));
process.disconnect?.();
