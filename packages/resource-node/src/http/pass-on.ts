import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
  request,
} from "node:http";
import { type Agent as SecureAgent, request as secureRequest } from "node:https";
import { NodeError } from "../node-error.ts";
import type { PutFields } from "./request-fields.ts";

/** The next replica of a chain, fed while this one receives. */
export type PassOn = Readonly<{
  /** Resolves when more may be written. Throws `NodeError` replica-failed as soon as the replica has failed. */
  write(piece: Uint8Array): Promise<void>;
  end(): void;
  /** Base64 custody statements of all nodes behind. Throws `NodeError` replica-failed. */
  custody(): Promise<readonly string[]>;
  abort(): void;
}>;

/** How long a replica may take without a byte in either direction. */
const idleMs = 60_000;
const answerBytesMax = 1_048_576;

/** Connections to other nodes, kept between requests. */
export type Agents = Readonly<{ http: Agent; https: SecureAgent }>;

/** Throws `NodeError` replica-failed where the address is none of HTTP. */
export function passOn(url: string, fields: PutFields, agents: Agents): PassOn {
  const { size, nodes, allowances, receipts, slice } = fields;
  const node = nodes[1] ?? "";
  const options = {
    method: "PUT",
    timeout: idleMs,
    headers: {
      "content-length": size,
      "x-stratos-nodes": nodes.slice(1).join(","),
      "x-stratos-allowances": allowances.slice(1).join(","),
      "x-stratos-receipts": receipts.slice(1).join(","),
      ...(slice === undefined ? {} : { "x-stratos-slice": slice }),
    },
  };
  const outgoing = requestTo(url, { node, options, agents });
  const custody = answerOf(outgoing, node);
  // Whoever awaits `custody` or writes learns of a failure; till then it must not count as unhandled.
  let failure: Error | undefined;
  const failed = custody.then(
    () => undefined,
    (error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    },
  );

  return {
    async write(piece) {
      if (failure !== undefined) throw failure;
      if (!outgoing.write(piece)) await Promise.race([drained(outgoing), failed]);
      if (failure !== undefined) throw failure;
    },
    end: () => void outgoing.end(),
    custody: () => custody,
    abort: () => void outgoing.destroy(),
  };
}

/** By the address's own protocol. */
function requestTo(
  url: string,
  { node, options, agents }: Readonly<{ node: string; options: RequestOptions; agents: Agents }>,
): ClientRequest {
  const protocol = URL.parse(url)?.protocol;
  if (protocol === "http:") return request(url, { ...options, agent: agents.http });
  if (protocol === "https:") return secureRequest(url, { ...options, agent: agents.https });
  throw new NodeError({ code: "replica-failed", node, reason: "its endpoint isn't of HTTP" });
}

function drained(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once("drain", resolve);
  });
}

function answerOf(outgoing: ClientRequest, node: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      reject(new NodeError({ code: "replica-failed", node, reason }));
      outgoing.destroy();
    };
    outgoing.once("timeout", () => fail("it doesn't answer"));
    outgoing.once("error", (error) => fail(error.message));
    outgoing.once("response", (response) => {
      readJson(response).then(
        (answer) => {
          const error = failureIn(answer, node);
          if (response.statusCode === 201 && error === undefined) resolve(custodyIn(answer));
          else reject(error ?? unclear(node, response.statusCode));
        },
        (error: unknown) => fail(String(error)),
      );
    });
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    size += piece.length;
    if (size > answerBytesMax) throw new RangeError("the answer is too large");
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString());
}

/** The replica that failed in the end is named, wherever in the chain it stands. */
function failureIn(answer: unknown, node: string): NodeError | undefined {
  const error = fieldOf(answer, "error");
  if (error === undefined) return undefined;
  const code = fieldOf(error, "code");
  if (code !== "replica-failed")
    return new NodeError({ code: "replica-failed", node, reason: `${code}` });
  return new NodeError({
    code: "replica-failed",
    node: `${fieldOf(error, "node")}`,
    reason: `${fieldOf(error, "reason")}`,
  });
}

function custodyIn(answer: unknown): readonly string[] {
  const custody = fieldOf(answer, "custody");
  return Array.isArray(custody) ? custody.map(String) : [];
}

function unclear(node: string, status: number | undefined): NodeError {
  return new NodeError({ code: "replica-failed", node, reason: `status ${status}` });
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
