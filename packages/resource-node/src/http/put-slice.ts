import type { IncomingMessage } from "node:http";
import { equalBytes, fromHex, toBase64, toHex } from "@stos/codec";
import type { SliceDigest } from "@stos/storage";
import type { UploadMeter } from "../metering/session-meter.ts";
import { NodeError } from "../node-error.ts";
import { pooledBytes } from "../volume/buffer-pool.ts";
import type { SliceReceiver } from "../volume/slice-receiver.ts";
import type { DataPort } from "./data-port.ts";
import { type Agents, type PassOn, passOn } from "./pass-on.ts";
import { allowanceOf, invalid, type PutFields, putFields, receiptOf } from "./request-fields.ts";

export type PutTarget = Readonly<{ session: string; number: number }>;

/**
 * PUT /slices/{session}/{number}: receives a slice, hashes and writes it, and passes it on to the next replica meanwhile.
 * Answers the custody of all nodes from here on, in base64, once the slice is on all their disks.
 */
export async function putSlice(
  port: DataPort,
  { session, number }: PutTarget,
  {
    request,
    signal,
    agents,
  }: Readonly<{ request: IncomingMessage; signal: AbortSignal; agents: Agents }>,
): Promise<readonly string[]> {
  const fields = putFields(request);
  if (fields.nodes[0] !== port.node) throw invalid("x-stratos-nodes doesn't begin with this node");
  const meter = await port.sessions.open(session, {
    allowance: allowanceOf(fields.allowances[0]),
    receipt: receiptOf(fields.receipts[0]),
  });
  meter.requireAllowed(fields.size);
  const giveMemory = port.memory.take(Math.min(fields.size, 2 * pooledBytes));
  const endRequest = meter.beginRequest();
  const upload = meter.beginUpload(number);
  try {
    // Known before room is reserved: nothing may fail between a reservation and what gives it back.
    const nextUrl = await nextReplicaUrl(port, fields);
    const receiver = await port.store.receive(fields.size);
    let next: PassOn | undefined;
    try {
      if (nextUrl !== undefined)
        next = passOn(`${nextUrl}/slices/${session}/${number}`, fields, agents);
      const digest = await receiveBody(port, { request, signal }, fields, {
        receiver,
        upload,
        next,
      });
      const custody = await custodyOfAll(
        keep(port, { session, number }, { receiver, digest }),
        next,
      );
      if (custody.length !== fields.nodes.length) throw incomplete(fields);
      // Nobody has a custody that couldn't be answered, so nobody pays for it.
      if (signal.aborted) throw bodyTruncated(fields.size, fields.size);
      upload.succeed(digest.id);
      port.counters.puts += 1;
      port.counters.putBytes += digest.size;
      return custody;
    } catch (error) {
      next?.abort();
      await receiver.abort();
      throw error;
    }
  } finally {
    upload.end();
    endRequest();
    giveMemory();
  }
}

/** The chain says where a node is: a client can't make this one talk to any other address. */
async function nextReplicaUrl({ view }: DataPort, fields: PutFields): Promise<string | undefined> {
  const [, node] = fields.nodes;
  if (node === undefined) return undefined;
  const url = (await view.node(node))?.endpoints[0];
  if (url === undefined) throw new NodeError({ code: "replica-failed", node, reason: "unknown" });
  return url.replace(/\/$/, "");
}

async function receiveBody(
  { receiptWaitMs }: DataPort,
  { request, signal }: Readonly<{ request: IncomingMessage; signal: AbortSignal }>,
  { size, slice }: PutFields,
  {
    receiver,
    upload,
    next,
  }: Readonly<{ receiver: SliceReceiver; upload: UploadMeter; next: PassOn | undefined }>,
): Promise<SliceDigest> {
  let received = 0;
  const waiting = () => AbortSignal.any([signal, AbortSignal.timeout(receiptWaitMs)]);
  try {
    // A refusal leaves the connection open: its answer has to go out on it.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      received += piece.length;
      await upload.take(piece.length, waiting);
      await Promise.all([next?.write(piece), receiver.write(piece)]);
    }
  } catch (error) {
    if (isAborted(error)) throw bodyTruncated(size, received);
    throw error;
  }
  if (received < size) throw bodyTruncated(size, received);

  const digest = receiver.digest();
  if (slice !== undefined && !equalBytes(digest.id, fromHex(slice)))
    throw new NodeError({ code: "slice-mismatch", expected: slice, actual: toHex(digest.id) });
  await upload.identify(digest.id, waiting);
  next?.end();
  return digest;
}

async function keep(
  { store, custody, node, epoch }: DataPort,
  { session, number }: PutTarget,
  { receiver, digest }: Readonly<{ receiver: SliceReceiver; digest: SliceDigest }>,
): Promise<string> {
  const { id, size } = digest;
  await receiver.commit(id);
  const sessionId = fromHex(session);
  store.setOrigin({ id, session: sessionId, epoch: epoch() });
  const terms = { session: sessionId, number, slice: id, node, size: BigInt(size) };
  return toBase64(await custody.sign(terms));
}

/** Both ends are awaited whatever happens: a slice isn't taken away while it is being written. */
async function custodyOfAll(
  keeping: Promise<string>,
  next: PassOn | undefined,
): Promise<readonly string[]> {
  const [own, others] = await Promise.allSettled([keeping, next?.custody() ?? []]);
  if (own.status === "rejected") throw own.reason;
  if (others.status === "rejected") throw others.reason;
  return [own.value, ...others.value];
}

function incomplete({ nodes }: PutFields): NodeError {
  const reason = "its answer lacks custody of a replica";
  return new NodeError({ code: "replica-failed", node: nodes[1] ?? "", reason });
}

function bodyTruncated(expected: number, received: number): NodeError {
  return new NodeError({ code: "body-truncated", expected, received });
}

/** node:http's word for a client that went away within its body. */
function isAborted(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ECONNRESET";
}
