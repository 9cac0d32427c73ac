import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type S3Access, S3Client, startDevnet } from "../src/index.ts";

/** PUT and GET through the gateway and through s3rver in turns, on the same disk: large objects in MB/s (10⁶), small ones in ops/s. */
const rounds = 3;
const mebibyte = 1024 * 1024;
const sizes = [
  { name: "64 MiB", body: randomBytes(64 * mebibyte), unit: "MB/s" },
  { name: "4 KiB", body: randomBytes(4_096), unit: "ops/s" },
] as const;
/** After so long a connection begins nothing more in a round: 2 × 2 × 2 × 3 × 3 of them keep the whole within four minutes. */
const roundMs = 1_500;
/** Objects that each connection writes at most; it reads them again and again. */
const objectsMax = { "64 MiB": 8, "4 KiB": 1_000_000 } as const;
/** How many objects a connection's last PUT wrote, by its prefix: what a GET of the same round may read. */
const written = new Map<string, number>();
const operations = [
  ["PUT", put],
  ["GET", get],
] as const;

type Size = (typeof sizes)[number];
type Service = Readonly<{ name: string; client: S3Client; headers: Record<string, string> }>;
type Run = Readonly<{ service: Service; size: Size; concurrency: 1 | 8; round: number }>;

const directory = await mkdtemp(join(tmpdir(), "stratos-bench-"));
const peer = await startPeer(directory);
const devnet = await startDevnet();
try {
  await benchAll();
} finally {
  await devnet[Symbol.asyncDispose]();
  peer.process.disconnect();
  await once(peer.process, "exit");
  await rm(directory, { recursive: true, force: true });
}

async function benchAll(): Promise<void> {
  const ours = new S3Client(devnet.file.s3);
  await ours.createBucket("bench");
  const services: readonly Service[] = [
    { name: "r1", client: ours, headers: { "x-stratos-replicas": "1" } },
    { name: "r3", client: ours, headers: { "x-stratos-replicas": "3" } },
    { name: "s3rver", client: new S3Client(peer.access), headers: {} },
  ];

  for (const size of sizes)
    for (const concurrency of [1, 8] as const) {
      const figures = new Map<string, number[]>();
      for (let round = 0; round < rounds; round += 1)
        for (const service of services)
          for (const [operation, measure] of operations) {
            const value = await measure({ service, size, concurrency, round });
            const name = `${operation} ${service.name}`;
            figures.set(name, [...(figures.get(name) ?? []), value]);
          }
      for (const [operation] of operations)
        for (const replicas of ["r1", "r3"]) {
          const value = median(figures.get(`${operation} ${replicas}`) ?? []);
          const peerValue = median(figures.get(`${operation} s3rver`) ?? []);
          print(`${operation} ${size.name} c${concurrency} ${replicas}`, size, value, peerValue);
        }
    }
  for (const { client } of services) client[Symbol.dispose]();
}

function put({ service, ...run }: Run): Promise<number> {
  const { client, headers } = service;
  return measure(
    run,
    async (path) => {
      const { body } = run.size;
      const payloadHash = "UNSIGNED-PAYLOAD";
      await client.succeed({ method: "PUT", path, body, headers, payloadHash });
    },
    { prefix: `${service.name}-${run.round}`, isWrite: true },
  );
}

/** Reads what this round's PUT has written. */
function get({ service, ...run }: Run): Promise<number> {
  const { client } = service;
  return measure(
    run,
    async (path) => {
      const payloadHash = "UNSIGNED-PAYLOAD";
      const response = await client.open({ method: "GET", path, payloadHash });
      let received = 0;
      for await (const chunk of response) received += (chunk as Buffer).length;
      if (response.statusCode !== 200 || received !== run.size.body.length)
        throw new Error(`GET ${path} answers ${response.statusCode} with ${received} bytes`);
    },
    { prefix: `${service.name}-${run.round}`, isWrite: false },
  );
}

/** Runs `act` on `concurrency` connections until the round is over, at least once on each. */
async function measure(
  { size, concurrency }: Omit<Run, "service">,
  act: (path: string) => Promise<void>,
  { prefix, isWrite }: Readonly<{ prefix: string; isWrite: boolean }>,
): Promise<number> {
  const started = performance.now();
  let done = 0;
  const connection = async (_: unknown, number: number) => {
    const path = `/bench/${prefix}-${size.name.replace(" ", "")}-c${concurrency}-${number}`;
    const count = isWrite ? objectsMax[size.name] : (written.get(path) ?? 0);
    let index = 0;
    do {
      await act(`${path}-${index % count}`);
      index += 1;
      done += 1;
    } while (performance.now() < started + roundMs && (!isWrite || index < count));
    if (isWrite) written.set(path, index);
  };
  await Promise.all(Array.from({ length: concurrency }, connection));
  const seconds = (performance.now() - started) / 1000;
  return size.unit === "ops/s" ? done / seconds : (done * size.body.length) / 1e6 / seconds;
}

function print(name: string, { unit }: Size, value: number, peerValue: number): void {
  const rounded = (figure: number) => Math.round(figure * 10) / 10;
  console.log(
    JSON.stringify({
      bench: "s3",
      name,
      value: rounded(value),
      unit,
      peer: "s3rver",
      peerValue: rounded(peerValue),
      ratio: Math.round((value / peerValue) * 100) / 100,
    }),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function startPeer(
  folder: string,
): Promise<Readonly<{ process: ChildProcess; access: S3Access }>> {
  const child = fork(fileURLToPath(new URL("s3rver.part.ts", import.meta.url)), [folder]);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return {
    process: child,
    access: {
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      accessKeyId: "S3RVER",
      secretAccessKey: "S3RVER",
    },
  };
}
