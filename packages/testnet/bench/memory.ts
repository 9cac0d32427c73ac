import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { processTree, S3Client, startDevnet } from "../src/index.ts";

/** Peak resident memory of every process of a devnet while one object streams in and out: `npm run bench -- memory [GB]`. */
const gigabytes = Number(process.argv[2] ?? "5");
const size = gigabytes * 1e9;
const partBytes = 16 * 1024 * 1024;
const partsInFlight = 4;
const block = randomBytes(1024 * 1024);

const devnet = await startDevnet();
const s3 = new S3Client(devnet.file.s3);
try {
  await s3.createBucket("memory");
  await phase("in by parts, 3 replicas", () => putParts("/memory/parts"));
  await phase("out, 3 replicas", () => read("/memory/parts"));
  await s3.succeed({ method: "DELETE", path: "/memory/parts" });
  await phase("in by one PUT, 1 replica", () => putWhole("/memory/whole"));
  await phase("out, 1 replica", () => read("/memory/whole"));
} finally {
  s3[Symbol.dispose]();
  await devnet[Symbol.asyncDispose]();
}

async function phase(name: string, move: () => Promise<void>): Promise<void> {
  const processes = processTree(devnet.pid);
  for (const { pid } of processes) forgetPeak(pid);
  const started = performance.now();
  await move();
  const seconds = (performance.now() - started) / 1000;

  for (const { pid, command } of processes)
    print(`${roleOf(command)}, ${gigabytes} GB ${name}`, peakBytes(pid) / 1e6, "MB peak");
  print(`${gigabytes} GB ${name}`, size / 1e6 / seconds, "MB/s");
}

/** `value-node`, `resource-node resource-1` and so on; the devnet itself otherwise. */
function roleOf(command: string): string {
  const [, role = "devnet", home = ""] =
    /main\.ts (\S+-node|gateway) .*?--home \S*?([^/\s]+)(?:\s|$)/.exec(command) ?? [];
  return role === home ? role : `${role} ${home}`.trim();
}

function print(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ bench: "memory", name, value: Math.round(value), unit }));
}

/** Linux: VmHWM starts anew from what is resident now. */
function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function peakBytes(pid: number): number {
  const [, kibibytes] =
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}

async function putWhole(path: string): Promise<void> {
  await s3.succeed({
    method: "PUT",
    path,
    headers: { "x-stratos-replicas": "1" },
    payloadHash: "UNSIGNED-PAYLOAD",
    stream: { size, source: streamOf(size) },
  });
}

async function putParts(path: string): Promise<void> {
  const { body } = await s3.succeed({ method: "POST", path, query: { uploads: "" } });
  const [, uploadId = ""] = /<UploadId>(.*?)<\/UploadId>/.exec(body.toString("utf8")) ?? [];
  const count = Math.ceil(size / partBytes);
  const etags: string[] = [];
  let next = 1;

  const connection = async () => {
    while (next <= count) {
      const number = next;
      next += 1;
      const bytes = Math.min(partBytes, size - (number - 1) * partBytes);
      const { headers } = await s3.succeed({
        method: "PUT",
        path,
        query: { partNumber: `${number}`, uploadId },
        payloadHash: "UNSIGNED-PAYLOAD",
        stream: { size: bytes, source: streamOf(bytes) },
      });
      etags[number] = `${headers.etag}`;
    }
  };
  await Promise.all(Array.from({ length: partsInFlight }, connection));
  const parts = etags
    .map((etag, number) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`)
    .join("");
  await s3.succeed({
    method: "POST",
    path,
    query: { uploadId },
    body: Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`),
  });
}

async function read(path: string): Promise<void> {
  const response = await s3.open({ method: "GET", path });
  let received = 0;
  for await (const chunk of response) received += (chunk as Buffer).length;
  if (received !== size) throw new Error(`GET ${path}: ${received} of ${size} bytes`);
}

function streamOf(bytes: number): Readable {
  let left = bytes;
  return new Readable({
    highWaterMark: 4 * block.length,
    read() {
      const piece = block.subarray(0, Math.min(left, block.length));
      left -= piece.length;
      this.push(piece.length === 0 ? null : piece);
    },
  });
}
