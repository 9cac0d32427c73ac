import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  AllowanceSchema,
  CustodySchema,
  decodeMessage,
  type Ed25519PrivateKey,
  ed25519FromSeed,
  encodeMessage,
  fromBase64,
  fromHex,
  MsgSettleReceiptsSchema,
  type Receipt,
  ReceiptSchema,
  type StatementDomain,
  signCustodyBatch,
  toBase64,
  toHex,
  verifyAllowance,
  verifyReceipt,
} from "@stos/codec";
import {
  chunkBytes,
  deliverable,
  digestSlice,
  type Meter,
  noTraffic,
  receiptTraffic,
  receivable,
} from "@stos/storage";
import { add, noz } from "@stos/units";
import {
  readBody,
  sendFailure,
  sendJson,
  startTwinServer,
  type TwinServer,
} from "./twin-server.ts";

/** What a session's keys are, as a node asks its meta node. */
export type SessionKeys = Readonly<{ sessionKey: Uint8Array; issuerKey: Uint8Array }>;

export type NodeTwinFaults = {
  /** Connections break after so many bytes of a slice. */
  breakAfter?: number | undefined;
  /** Every byte sent is inverted. */
  isLying?: boolean;
  /** Custody is signed for another slice. */
  isForging?: boolean;
  /** Refuses uploads. */
  isFull?: boolean;
  /** Bytes of the next upload or download's session that it has counted and its client hasn't: once. */
  countsMore?: number | undefined;
};

/** A resource node of one process: the contract over HTTP, slices in memory. */
export type NodeTwin = TwinServer &
  Readonly<{
    address: string;
    key: Ed25519PrivateKey;
    faults: NodeTwinFaults;
    slices: Map<string, Buffer>;
    meter(session: string): Meter & Readonly<{ allowed: bigint; deepestWait: bigint }>;
  }>;

type Account = { -readonly [Field in keyof Meter]: Meter[Field] } & {
  allowed: bigint;
  /** The most that was signed for ahead of what had been sent. */
  deepestWait: bigint;
  wake: PromiseWithResolvers<void>;
};

export async function startNodeTwin(
  options: Readonly<{
    seed: number;
    domain: StatementDomain;
    session(id: string): SessionKeys | undefined;
    peer(address: string): NodeTwin | undefined;
  }>,
): Promise<NodeTwin> {
  const { domain } = options;
  const key = ed25519FromSeed(new Uint8Array(32).fill(options.seed));
  const address = key.networkAddress;
  const slices = new Map<string, Buffer>();
  const accounts = new Map<string, Account>();
  const faults: NodeTwinFaults = {};

  const account = (session: string): Account => {
    const known: Account = accounts.get(session) ?? {
      signed: noTraffic,
      moved: noTraffic,
      uploadsOpen: 0,
      settled: noz(0n),
      allowed: 0n,
      deepestWait: 0n,
      wake: Promise.withResolvers<void>(),
    };
    accounts.set(session, known);
    return known;
  };
  /** Answers the code of a refusal. */
  function accept(session: string, allowance: string, receipt: Receipt): string | undefined {
    const keys = options.session(session);
    if (keys === undefined) return "session-unknown";
    const known = account(session);
    if (allowance !== "") {
      const granted = decodeMessage(AllowanceSchema, fromBase64(allowance));
      if (granted.node !== address || !verifyAllowance(domain, granted, keys.issuerKey))
        return "allowance-invalid";
      if (BigInt(granted.nozTotal) > known.allowed) known.allowed = BigInt(granted.nozTotal);
    }
    const traffic = receiptTraffic(receipt);
    if (traffic === undefined || receipt.node !== address) return "receipt-invalid";
    const total = add(traffic.upload, traffic.download);
    if (total === 0n) return undefined;
    if (!verifyReceipt(domain, receipt, keys.sessionKey)) return "receipt-invalid";
    if (total > known.allowed) return "allowance-exceeded";
    if (traffic.upload >= known.signed.upload && traffic.download >= known.signed.download) {
      const { wake } = known;
      known.signed = traffic;
      known.wake = Promise.withResolvers<void>();
      wake.resolve();
    }
    return undefined;
  }

  async function put(
    request: IncomingMessage,
    response: ServerResponse,
    session: string,
    number: number,
  ) {
    const bytes = await readBody(request);
    const nodes = header(request, "x-stratos-nodes").split(",");
    const allowances = header(request, "x-stratos-allowances").split(",");
    const receipts = header(request, "x-stratos-receipts").split(",");
    const custody: string[] = [];
    for (const [index, node] of nodes.entries()) {
      const holder = node === address ? twin : options.peer(node);
      const order = {
        session,
        number,
        bytes,
        allowance: allowances[index] ?? "",
        receipt: receipts[index] ?? "",
      };
      const answer = holder === undefined ? "replica-failed" : receivers.get(holder)?.(order);
      if (typeof answer === "string" || answer === undefined)
        return sendFailure(response, node === address ? 402 : 502, {
          code: answer ?? "replica-failed",
          node,
        });
      custody.push(toBase64(answer));
    }
    sendJson(response, 201, { custody });
  }

  function receive(order: ReceiveOrder): Uint8Array | string {
    const { session, number, bytes } = order;
    if (faults.isFull === true) return "disk-full";
    const refusal = accept(
      session,
      order.allowance,
      decodeMessage(ReceiptSchema, fromBase64(order.receipt)),
    );
    if (refusal !== undefined) return refusal;
    const known = account(session);
    countMore(known, "upload");
    if (receivable({ ...known, uploadsOpen: known.uploadsOpen + 1 }) < BigInt(bytes.length))
      return "receipt-behind";
    if (add(known.moved.upload, known.moved.download) + BigInt(bytes.length) > known.allowed)
      return "allowance-exceeded";
    const { id, size } = digestSlice(bytes);
    known.moved = { ...known.moved, upload: add(known.moved.upload, noz(BigInt(size))) };
    slices.set(toHex(id), bytes);
    const slice = faults.isForging === true ? id.map((byte) => byte ^ 1) : id;
    const terms = { session: fromHex(session), number, slice, node: address, size: BigInt(size) };
    const [signed] = signCustodyBatch(domain, [terms], key);
    if (signed === undefined) throw new RangeError("no custody");
    return encodeMessage(CustodySchema, { ...signed, path: [...signed.path] });
  }

  function countMore(known: Account, kind: "upload" | "download"): void {
    const more = noz(BigInt(faults.countsMore ?? 0));
    known.moved = { ...known.moved, [kind]: add(known.moved[kind], more) };
    faults.countsMore = undefined;
  }

  async function get(request: IncomingMessage, response: ServerResponse, slice: string) {
    const bytes = slices.get(slice);
    if (bytes === undefined) return sendFailure(response, 404, { code: "slice-missing" });
    const session = header(request, "x-stratos-session");
    const receipt = decodeMessage(ReceiptSchema, fromBase64(header(request, "x-stratos-receipt")));
    const refusal = accept(session, header(request, "x-stratos-allowance"), receipt);
    if (refusal !== undefined) return sendFailure(response, 402, { code: refusal });

    const match = /^bytes=(\d+)-(\d+)$/.exec(header(request, "range"));
    const first = Math.floor(Number(match?.[1] ?? 0) / chunkBytes) * chunkBytes;
    const end = Math.min(
      bytes.length,
      (Math.floor(Number(match?.[2] ?? bytes.length) / chunkBytes) + 1) * chunkBytes,
    );
    response.writeHead(206, {
      "content-length": end - first,
      "x-stratos-delivered": `${account(session).moved.download}`,
      "content-range": `bytes ${first}-${end - 1}/${bytes.length}`,
    });
    countMore(account(session), "download");
    const closed = once(response, "close");
    for (let offset = first; offset < end; ) {
      const next = Math.min(end, offset + chunkBytes);
      while (deliverable(account(session)) < BigInt(next - offset)) {
        if (response.destroyed) return;
        await Promise.race([account(session).wake.promise, closed]);
      }
      const known = account(session);
      const moved = add(known.moved.download, noz(BigInt(next - offset)));
      known.moved = { ...known.moved, download: moved };
      const ahead = known.signed.download - moved;
      if (ahead > known.deepestWait) known.deepestWait = ahead;
      const piece = bytes.subarray(offset, next);
      const sent = faults.isLying === true ? piece.map((byte) => byte ^ 0xff) : piece;
      if (!response.write(sent)) await Promise.race([once(response, "drain"), closed]);
      offset = next;
      if (faults.breakAfter !== undefined && offset - first >= faults.breakAfter)
        return void response.destroy();
    }
    response.end();
  }

  async function settle(request: IncomingMessage, response: ServerResponse) {
    const { entries } = decodeMessage(MsgSettleReceiptsSchema, await readBody(request));
    let counted: Meter = { signed: noTraffic, moved: noTraffic, uploadsOpen: 0, settled: noz(0n) };
    for (const { allowance, receipt } of entries) {
      if (receipt === undefined) continue;
      counted = account(toHex(receipt.session));
      const granted =
        allowance === undefined ? "" : toBase64(encodeMessage(AllowanceSchema, allowance));
      const refusal = accept(toHex(receipt.session), granted, receipt);
      if (refusal !== undefined) return sendFailure(response, 402, { code: refusal });
    }
    const { moved } = counted;
    response.writeHead(204, {
      "x-stratos-delivered": `${moved.download}`,
      "x-stratos-received": `${moved.upload}`,
    });
    response.end();
  }

  const server = await startTwinServer(async (request, response) => {
    const [, root, first = "", second = ""] = (request.url ?? "").split("/");
    if (root === "receipts") return settle(request, response);
    if (request.method === "PUT") return put(request, response, first, Number(second));
    if (second !== "leaves") return get(request, response, first);
    const bytes = slices.get(first);
    if (bytes === undefined) return sendFailure(response, 404, { code: "slice-missing" });
    response.end(digestSlice(bytes).leaves);
  });
  const twin: NodeTwin = { ...server, address, key, faults, slices, meter: account };
  receivers.set(twin, receive);
  return twin;
}

type ReceiveOrder = Readonly<{
  session: string;
  number: number;
  bytes: Buffer;
  allowance: string;
  receipt: string;
}>;

/** How a node hands a slice on to the next of the chain. */
const receivers = new WeakMap<NodeTwin, (order: ReceiveOrder) => Uint8Array | string>();

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}
