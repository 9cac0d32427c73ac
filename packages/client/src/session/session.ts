import {
  type Ed25519PrivateKey,
  type EncodedAny,
  networkKeySigner,
  type StatementDomain,
  toHex,
} from "@stos/codec";
import { type Noz, noz } from "@stos/units";
import type { TransactionResult } from "../chain/comet-rpc.ts";
import type { Patience } from "../chain/deadline.ts";
import { MessageGroups } from "../chain/message-groups.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { MetaChain, SessionRecord } from "../meta/meta-chain.ts";
import { type AssignedNode, AssignmentPool } from "./assignment-pool.ts";
import { IssuerClient } from "./issuer-client.ts";
import { ReceiptBook } from "./receipt-book.ts";

export type SessionOptions = Readonly<{
  meta: MetaChain;
  http: HttpClient;
  key: Ed25519PrivateKey;
  domain: StatementDomain;
  record: SessionRecord;
  /** What each node has proven to this process, by address; sessions add to it when they end. */
  proven: Map<string, Noz>;
}>;

/** Nodes hear what they are owed so long after the last upload, which itself tells of those before it, milliseconds. */
const flushDelayMs = 500;
/** At the latest, where uploads to other nodes go on. */
const flushDelayMsMax = 2_000;

/** An open session: its issuer, its draws, what it owes each node. */
export class Session {
  readonly id: Uint8Array;
  readonly idHex: string;
  readonly wallet: string;
  readonly hold: Noz;
  readonly domain: StatementDomain;
  readonly issuer: IssuerClient;
  readonly assignments: AssignmentPool;
  readonly #options: SessionOptions;
  readonly #sender: MessageGroups;
  readonly #books = new Map<string, Readonly<{ book: ReceiptBook; urls: Set<string> }>>();
  #flushTimer: NodeJS.Timeout | undefined;
  #flushBy = 0;

  constructor(options: SessionOptions) {
    const { meta, http, key, domain, record } = options;
    this.#options = options;
    this.id = record.session;
    this.idHex = toHex(record.session);
    this.wallet = record.wallet;
    this.hold = record.hold;
    this.domain = domain;
    this.issuer = new IssuerClient({
      http,
      url: record.issuerUrl,
      session: record.session,
      key,
      domain,
      onAllowance: ({ node, nozTotal }, encoded) =>
        this.#entry(node).book.acceptAllowance(BigInt(nozTotal), encoded),
    });
    this.assignments = new AssignmentPool(this.issuer);
    this.#sender = new MessageGroups({
      chain: meta.chain,
      signer: networkKeySigner(key),
      address: key.networkAddress,
    });
  }

  /** noz that its issuer has granted to nodes. */
  get granted(): bigint {
    let granted = 0n;
    for (const { book } of this.#books.values()) granted += book.allowed;
    return granted;
  }

  /** Sends messages that name this session, signed by its key; others may share their transaction. */
  send(messages: readonly EncodedAny[], patience: Patience): Promise<TransactionResult> {
    return this.#sender.send(messages, patience);
  }

  book({ node, url }: AssignedNode): ReceiptBook {
    const { book, urls } = this.#entry(node);
    if (url !== "") urls.add(url);
    return book;
  }

  /** Sees to it that the node may be credited `more` than is due already. Throws what `IssuerClient.ask` throws. */
  async ensureAllowance(book: ReceiptBook, more: bigint): Promise<void> {
    const shortage = book.shortage(more);
    if (shortage === 0n) return;
    await this.issuer.ask({ kind: "allowance", node: book.node, noz: `${shortage}` });
  }

  /** Tells nodes soon what they are owed, together with what is owed by then. */
  flushSoon(): void {
    if (this.#flushTimer !== undefined) {
      if (performance.now() + flushDelayMs < this.#flushBy) this.#flushTimer.refresh();
      return;
    }
    this.#flushBy = performance.now() + flushDelayMsMax;
    this.#flushTimer = setTimeout(() => {
      this.#flushTimer = undefined;
      void this.flush().catch(() => undefined);
    }, flushDelayMs).unref();
  }

  /** Gives every node the newest receipt; a node that can't be reached is passed over. Answers how many are still owed. */
  async flush(): Promise<number> {
    const owing = [...this.#books.values()].filter(({ book }) => book.isOwing);
    const sent = await Promise.allSettled(owing.map((entry) => this.#settle(entry)));
    return sent.filter(({ status }) => status === "rejected").length;
  }

  /** Sends the node of `book` its newest receipt now. */
  async sendReceipt(node: AssignedNode): Promise<void> {
    this.book(node);
    await this.#settle(this.#entry(node.node));
  }

  /** Stops its timer and hands on what nodes have proven. */
  end(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    for (const [node, { book }] of this.#books) {
      const before = this.#options.proven.get(node) ?? 0n;
      if (book.proven > before) this.#options.proven.set(node, book.proven);
    }
  }

  async #settle({
    book,
    urls,
  }: Readonly<{ book: ReceiptBook; urls: ReadonlySet<string> }>): Promise<void> {
    const [url] = urls;
    if (url === undefined) return;
    await this.ensureAllowance(book, 0n);
    const { body, total } = book.settlement();
    const answer = await this.#options.http.request(`${url}/receipts`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body,
      timeoutMs: 5_000,
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) throw new RangeError(`${url} answered ${answer.statusCode}`);
    book.acknowledge(total);
  }

  #entry(node: string): Readonly<{ book: ReceiptBook; urls: Set<string> }> {
    const known = this.#books.get(node);
    if (known !== undefined) return known;
    const { key, domain, proven } = this.#options;
    const provenBefore = proven.get(node) ?? noz(0n);
    const book = new ReceiptBook({ session: this.id, node, key, domain, provenBefore });
    const entry = { book, urls: new Set<string>() };
    this.#books.set(node, entry);
    return entry;
  }
}
