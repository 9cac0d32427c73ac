import {
  AllowanceSchema,
  decodeMessage,
  type Ed25519PrivateKey,
  encodeMessage,
  fromBase64,
  MsgSettleReceiptsSchema,
  ReceiptSchema,
  type StatementDomain,
  signReceipt,
  toBase64,
} from "@stos/codec";
import {
  chunkBytes,
  noTraffic,
  receiptAmounts,
  stepBytes,
  stepBytesMin,
  type Traffic,
} from "@stos/storage";
import { add, max, type Noz, noz, sub } from "@stos/units";

export type ReceiptBookOptions = Readonly<{
  session: Uint8Array;
  node: string;
  key: Ed25519PrivateKey;
  domain: StatementDomain;
  /** What this process has had from the node in earlier sessions, noz: lets the first step be larger. */
  provenBefore: Noz;
}>;

/** One download in the middle of its way. */
export type DownloadMeter = Readonly<{
  /** The node begins to send; `delivered` is what it has counted in the session before. */
  start(delivered: bigint): void;
  /** Counts what came. True where a new receipt has to go to the node before it runs dry. */
  receive(bytes: number): boolean;
  /**
   * Nothing came for a while: signs one more step, within what is planned here or, where that is all signed, in another
   * open download. They draw on one receipt, and one whose reader pauses may have used up what was signed for this one.
   */
  extend(): boolean;
  /** Ends it, once. What was signed for and didn't come stays signed: the node may have sent it. */
  end(): void;
}>;

/**
 * What one session owes one node: totals that only grow. Uploads are signed for ahead but for one least step,
 * and that against custody; downloads one step ahead of what came. The step follows what the node has proven to this client,
 * whose risk it is.
 */
export class ReceiptBook {
  readonly node: string;
  readonly #options: ReceiptBookOptions;
  /** Upload bytes under custody. */
  #kept = noz(0n);
  /** Upload bytes on their way. */
  #sending = noz(0n);
  #uploadsOpen = 0;
  /** Signs one more step of an open download; answers false where all of it is signed. */
  readonly #downloads = new Set<() => boolean>();
  /** Downloads begun since the last moment without one. */
  #downloadsTogether = 0;
  #reserved = noz(0n);
  /** Reserved for downloads that ended early, and taken for unspent since: the node may have spent it after all. */
  #forgotten = noz(0n);
  #received = noz(0n);
  #signed: Traffic = noTraffic;
  #receipt: Readonly<{ encoded: string; bytes: Uint8Array }> | undefined;
  #allowance: Readonly<{ total: bigint; encoded: string }> | undefined;
  #acknowledged = 0n;

  constructor(options: ReceiptBookOptions) {
    this.node = options.node;
    this.#options = options;
  }

  /** The newest allowance in base64, where there is one. */
  get allowance(): string | undefined {
    return this.#allowance?.encoded;
  }

  get allowed(): bigint {
    return this.#allowance?.total ?? 0n;
  }

  /** Whether the node knows of less than it has earned. */
  get isOwing(): boolean {
    return this.#acknowledged < total(this.#due());
  }

  /** What this client has had from the node for sure, over all sessions. */
  get proven(): Noz {
    return add(this.#options.provenBefore, add(this.#kept, this.#received));
  }

  acceptAllowance(allowed: bigint, encoded: string): void {
    if (allowed > this.allowed) this.#allowance = { total: allowed, encoded };
  }

  /** noz that allowances lack for what is due and `more`. */
  shortage(more: bigint): bigint {
    const needed = this.#kept + this.#sending + this.#reserved + more;
    return needed > this.allowed ? needed - this.allowed : 0n;
  }

  beginUpload(size: number): void {
    this.#sending = add(this.#sending, noz(BigInt(size)));
    this.#uploadsOpen += 1;
  }

  endUpload(size: number, outcome: "kept" | "failed"): void {
    const bytes = noz(BigInt(size));
    this.#sending = sub(this.#sending, bytes);
    this.#uploadsOpen -= 1;
    if (outcome === "kept") this.#kept = add(this.#kept, bytes);
  }

  /** A download of `planned` stored bytes; its first step is reserved at once. */
  beginDownload(planned: number): DownloadMeter {
    let received = 0;
    let reserved = 0;
    this.#downloadsTogether = this.#downloads.size === 0 ? 1 : this.#downloadsTogether + 1;
    const reserve = (target: number) => {
      // Nodes send whole chunks, so a part of one would let nothing more through.
      const next = Math.min(planned, Math.ceil(target / chunkBytes) * chunkBytes);
      if (next <= reserved) return false;
      this.#reserved = add(this.#reserved, noz(BigInt(next - reserved)));
      reserved = next;
      return true;
    };
    reserve(this.#step());
    const reserveStep = () => reserve(reserved + this.#step());
    this.#downloads.add(reserveStep);
    return {
      start: (delivered) => this.#forgetSurplus(delivered, reserved),
      receive: (bytes) => {
        received += bytes;
        this.#received = add(this.#received, noz(BigInt(bytes)));
        const step = this.#step();
        return reserved - received <= step / 2 && reserve(received + step);
      },
      extend: () =>
        reserveStep() ||
        [...this.#downloads].some((reserveOther) => reserveOther()) ||
        this.#recallForgotten(),
      end: () => {
        this.#downloads.delete(reserveStep);
      },
    };
  }

  /**
   * The node says that it has delivered less than was reserved for downloads that ended early: what is signed already
   * serves for the next ones. `own` is what this download has reserved since; it must have been the only one all the
   * time, since the node may have counted before another one that has ended here meanwhile.
   */
  #forgetSurplus(delivered: bigint, own: number): void {
    if (this.#downloadsTogether > 1) return;
    const needed = noz(delivered + BigInt(own));
    if (needed >= this.#reserved) return;
    this.#forgotten = add(this.#forgotten, sub(this.#reserved, needed));
    this.#reserved = needed;
  }

  /** A node that waits although all of a download is signed for has spent what was taken for unspent. */
  #recallForgotten(): boolean {
    if (this.#forgotten === 0n) return false;
    this.#reserved = add(this.#reserved, this.#forgotten);
    this.#forgotten = noz(0n);
    return true;
  }

  /** The newest receipt in base64, signed now where more is due. */
  receipt(): string {
    return this.#sign().encoded;
  }

  /** The body of `POST /receipts`, and the total that it tells the node. */
  settlement(): Readonly<{ body: Uint8Array; total: bigint }> {
    const { bytes } = this.#sign();
    const receipt = decodeMessage(ReceiptSchema, bytes);
    const known = this.#allowance?.encoded;
    const entry = {
      receipt,
      ...(known === undefined
        ? {}
        : { allowance: decodeMessage(AllowanceSchema, fromBase64(known)) }),
    };
    const body = encodeMessage(MsgSettleReceiptsSchema, { node: this.node, entries: [entry] });
    return { body, total: total(this.#signed) };
  }

  get signedTotal(): bigint {
    return total(this.#signed);
  }

  /** The node has taken a receipt of this total. */
  acknowledge(signedTotal: bigint): void {
    if (signedTotal > this.#acknowledged) this.#acknowledged = signedTotal;
  }

  #sign(): Readonly<{ encoded: string; bytes: Uint8Array }> {
    const due = this.#due();
    if (this.#receipt !== undefined && total(due) === total(this.#signed)) return this.#receipt;

    const { session, node, key, domain } = this.#options;
    const terms = { session, node, ...receiptAmounts(due) };
    const bytes = encodeMessage(ReceiptSchema, signReceipt(domain, terms, key));
    this.#signed = due;
    this.#receipt = { encoded: toBase64(bytes), bytes };
    return this.#receipt;
  }

  #due(): Traffic {
    // A node grants a step for each upload that is open there; it may have ended some that are open here.
    const unsigned = this.#uploadsOpen > 0 ? BigInt(stepBytesMin) : 0n;
    const ahead = this.#kept + this.#sending - unsigned;
    const upload = max(this.#kept, noz(ahead > 0n ? ahead : 0n));
    return {
      upload: max(upload, this.#signed.upload),
      download: max(this.#reserved, this.#signed.download),
    };
  }

  #step(): number {
    return stepBytes(this.proven);
  }
}

function total({ upload, download }: Traffic): Noz {
  return add(upload, download);
}
