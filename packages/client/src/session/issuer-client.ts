import {
  type Allowance,
  AllowanceSchema,
  decodeMessage,
  type Ed25519PrivateKey,
  fromBase64,
  type StatementDomain,
  signAsk,
  toBase64,
  toHex,
} from "@stos/codec";
import { pause } from "../chain/deadline.ts";
import { type Fields, fieldsOf } from "../http/fields.ts";
import type { HttpClient } from "../http/http-client.ts";
import { requireJson } from "../http/json.ts";
import { NetworkError } from "../network-error.ts";

export type Ask =
  | Readonly<{ kind: "upload"; size: number; replicas: number; count: number }>
  | Readonly<{
      kind: "download";
      wallet: string;
      bucket: string;
      key: string;
      first?: number;
      last?: number;
    }>
  | Readonly<{ kind: "failed"; number: number; node: string; reason: string }>
  /** `noz` more at a node. */
  | Readonly<{ kind: "allowance"; node: string; noz: string }>;

export type IssuerClientOptions = Readonly<{
  http: HttpClient;
  url: string;
  session: Uint8Array;
  key: Ed25519PrivateKey;
  domain: StatementDomain;
  /** Called with each allowance before the asks that brought it are answered. */
  onAllowance(allowance: Allowance, encoded: string): void;
}>;

/** Asks of one request, as issuers bound them. */
const batchMax = 64;
/** Asks that wait at most. */
const queueMax = 4_096;
const timeoutMs = 15_000;
/** How long a session, or its seed, may still be unknown to its issuer. */
const pendingMsMax = 10_000;

type Waiting = Readonly<{ ask: Ask; answer: PromiseWithResolvers<Fields> }>;

/** A session's issuer. What is asked while a request is on its way goes together in the next one, so nonces only grow. */
export class IssuerClient {
  readonly #options: IssuerClientOptions;
  readonly #url: string;
  #nonce = 0;
  /** The issuer has the blocks in which the session was opened. */
  #isKnown = false;
  #queue: Waiting[] = [];
  #isSending = false;

  constructor(options: IssuerClientOptions) {
    this.#options = options;
    this.#url = `${options.url.replace(/\/+$/, "")}/stratos/issuer/v1/asks`;
  }

  /** Throws `NetworkError` status (its name is the issuer's code), unreachable, answer-invalid, queue-full. */
  ask(ask: Ask): Promise<Fields> {
    if (this.#queue.length >= queueMax)
      throw new NetworkError({ code: "queue-full", limit: queueMax });
    const answer = Promise.withResolvers<Fields>();
    this.#queue.push({ ask, answer });
    if (!this.#isSending) void this.#sendAll();
    return answer.promise;
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    // What is asked in this same turn goes along.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, batchMax);
      await this.#answer(batch);
    }
    this.#isSending = false;
  }

  /** Issuers answer a request all or nothing, so asks that fail together are asked again one by one. */
  async #answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#request(batch.map(({ ask }) => ask));
      for (const [index, { answer }] of batch.entries()) {
        const found = answers[index];
        if (found !== undefined) answer.resolve(found);
        else answer.reject(this.#invalid("an answer lacks"));
      }
    } catch (error) {
      const isShared = batch.length === 1 || !isOfOneAsk(error);
      if (isShared) for (const { answer } of batch) answer.reject(error);
      else for (const waiting of batch) await this.#answer([waiting]);
    }
  }

  async #request(asks: readonly Ask[]): Promise<readonly Fields[]> {
    const until = performance.now() + pendingMsMax;
    for (;;) {
      try {
        const answers = await this.#requestOnce(asks);
        this.#isKnown = true;
        return answers;
      } catch (error) {
        const isEarly =
          isStatus(error, "session-pending") ||
          (!this.#isKnown && isStatus(error, "session-unknown"));
        if (!isEarly || performance.now() > until) throw error;
        await pause(20, undefined);
      }
    }
  }

  async #requestOnce(asks: readonly Ask[]): Promise<readonly Fields[]> {
    const { http, session, key, domain, onAllowance } = this.#options;
    this.#nonce += 1;
    const body = Buffer.from(JSON.stringify({ session: toHex(session), nonce: this.#nonce, asks }));
    const headers = {
      "content-type": "application/json",
      "x-stratos-signature": toBase64(signAsk(domain, body, key)),
    };
    const answer = fieldsOf(
      this.#url,
      await requireJson(http, this.#url, { method: "POST", headers, body, timeoutMs }),
    );
    for (const encoded of answer.texts("allowances")) {
      const allowance = decodeMessage(AllowanceSchema, fromBase64(encoded));
      if (!/^\d{1,40}$/.test(allowance.nozTotal))
        throw this.#invalid("an allowance without amount");
      onAllowance(allowance, encoded);
    }
    return answer.objects("answers");
  }

  #invalid(reason: string): NetworkError {
    return new NetworkError({ code: "answer-invalid", url: this.#url, reason });
  }
}

export function isStatus(error: unknown, ...names: readonly string[]): boolean {
  return (
    error instanceof NetworkError &&
    error.failure.code === "status" &&
    names.includes(error.failure.name)
  );
}

/** Whether a refusal may be due to one ask among several. */
function isOfOneAsk(error: unknown): boolean {
  return isStatus(
    error,
    "ask-invalid",
    "not-permitted",
    "object-missing",
    "not-enough-nodes",
    "ozone-exhausted",
    "too-many-asks",
  );
}
