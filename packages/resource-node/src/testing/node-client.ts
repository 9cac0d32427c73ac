import {
  decodeMessage,
  encodeMessage,
  fromBase64,
  MsgSettleReceiptsSchema,
  ReceiptSchema,
} from "@stos/codec";
import type { ResourceNode } from "../resource-node.ts";
import type { TestSession } from "./memory-network.ts";

export type PutOptions = Readonly<{
  number?: number;
  /** noz that each node is allowed; default: plenty. 0: no allowance is sent. */
  allowed?: number;
  /** Upload total signed to each node; default: the body. */
  signed?: number;
  slice?: string;
  headers?: Readonly<Record<string, string>>;
}>;

const plenty = 1_000_000_000;

/** PUTs a slice to a chain of nodes. */
export function put(
  nodes: readonly ResourceNode[],
  session: TestSession,
  body: Uint8Array,
  { number = 0, allowed = plenty, signed = body.length, slice, headers = {} }: PutOptions = {},
): Promise<Response> {
  const [first] = nodes;
  const list = (field: (node: string) => string) =>
    nodes.map(({ address }) => field(address)).join(",");
  return fetch(`${first?.url}/slices/${session.id}/${number}`, {
    method: "PUT",
    body: Buffer.from(body),
    headers: {
      "x-stratos-nodes": list((node) => node),
      "x-stratos-allowances": list((node) =>
        allowed === 0 ? "" : session.allowance(node, allowed),
      ),
      "x-stratos-receipts": list((node) => session.receipt(node, { upload: signed })),
      ...(slice === undefined ? {} : { "x-stratos-slice": slice }),
      ...headers,
    },
  });
}

/** GETs a slice or a range of it. */
export function get(
  node: ResourceNode,
  session: TestSession,
  id: string,
  options: Readonly<{ receipt?: string; range?: string; allowed?: number; signal?: AbortSignal }>,
): Promise<Response> {
  const { receipt = "", range, allowed = plenty, signal } = options;
  return fetch(`${node.url}/slices/${id}`, {
    headers: {
      "x-stratos-session": session.id,
      "x-stratos-number": "0",
      "x-stratos-allowance": allowed === 0 ? "" : session.allowance(node.address, allowed),
      "x-stratos-receipt": receipt,
      ...(range === undefined ? {} : { range }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

export function postReceipt(node: ResourceNode, receipt: string): Promise<Response> {
  const entry = { receipt: decodeMessage(ReceiptSchema, fromBase64(receipt)) };
  const body = encodeMessage(MsgSettleReceiptsSchema, { node: node.address, entries: [entry] });
  return fetch(`${node.url}/receipts`, { method: "POST", body: Buffer.from(body) });
}

/** The error code of an answer, for an expectation. */
export async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as Readonly<{ error: Readonly<{ code: string }> }>;
  return `${response.status} ${error.code}`;
}

export async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

export function patterned(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 31 + seed * 7 + (at >> 8)) & 255;
  return bytes;
}
