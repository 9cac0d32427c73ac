import type { IncomingMessage } from "node:http";
import {
  type Allowance,
  AllowanceSchema,
  CodecError,
  decodeMessage,
  fromBase64,
  isAddress,
  type Receipt,
  ReceiptSchema,
} from "@stos/codec";
import { sliceBytesMax } from "@stos/storage";
import { NodeError } from "../node-error.ts";

/** Replicas in one chain at most. */
const nodesMax = 16;
/** Bytes of one encoded statement at most. */
const statementBytesMax = 4_096;

export type PutFields = Readonly<{
  size: number;
  /** This node first. */
  nodes: readonly string[];
  /** Base64, in the nodes' order; empty: as sent before. */
  allowances: readonly string[];
  receipts: readonly string[];
  /** Hex of the id that the bytes must have. */
  slice: string | undefined;
}>;

export function putFields(request: IncomingMessage): PutFields {
  const nodes = listOf(request, "x-stratos-nodes");
  const allowances = listOf(request, "x-stratos-allowances");
  const receipts = listOf(request, "x-stratos-receipts");
  if (nodes.length > nodesMax || nodes.some((node) => !isAddress("stsds", node)))
    throw invalid(`x-stratos-nodes has 1 to ${nodesMax} addresses of nodes`);
  if (new Set(nodes).size !== nodes.length) throw invalid("x-stratos-nodes names a node twice");
  if (allowances.length !== nodes.length || receipts.length !== nodes.length)
    throw invalid("x-stratos-allowances and x-stratos-receipts have one entry for each node");

  const slice = headerOf(request, "x-stratos-slice");
  if (slice !== undefined && !/^[0-9a-f]{64}$/.test(slice))
    throw invalid("x-stratos-slice is 64 hex digits");
  return { size: sizeOf(request), nodes, allowances, receipts, slice };
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Undefined for an empty field. Throws `NodeError` allowance-invalid. */
export function allowanceOf(field: string | undefined): Allowance | undefined {
  return parsed(field, (bytes) => decodeMessage(AllowanceSchema, bytes), "allowance-invalid");
}

/** Undefined for an empty field. Throws `NodeError` receipt-invalid. */
export function receiptOf(field: string | undefined): Receipt | undefined {
  return parsed(field, (bytes) => decodeMessage(ReceiptSchema, bytes), "receipt-invalid");
}

function parsed<T>(
  field: string | undefined,
  decode: (bytes: Uint8Array) => T,
  code: "allowance-invalid" | "receipt-invalid",
): T | undefined {
  if (field === undefined || field === "") return undefined;
  if (field.length > statementBytesMax) throw new NodeError({ code, reason: "it is too large" });
  try {
    return decode(fromBase64(field));
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw new NodeError({ code, reason: error.message });
  }
}

function sizeOf(request: IncomingMessage): number {
  const text = headerOf(request, "content-length");
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw invalid("content-length is needed");
  const size = Number(text);
  if (size === 0 || size > sliceBytesMax)
    throw new NodeError({ code: "slice-too-large", size, limit: sliceBytesMax });
  return size;
}

function listOf(request: IncomingMessage, name: string): readonly string[] {
  const value = request.headers[name];
  if (typeof value !== "string") throw invalid(`${name} is needed`);
  return value.split(",").map((item) => item.trim());
}

export function invalid(reason: string): NodeError {
  return new NodeError({ code: "request-invalid", reason });
}
