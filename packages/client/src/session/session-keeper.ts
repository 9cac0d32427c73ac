import { randomBytes } from "node:crypto";
import {
  decodeMessage,
  ed25519FromSeed,
  MsgCloseSessionSchema,
  MsgOpenSessionResponseSchema,
  packMessage,
  toHex,
} from "@stos/codec";
import { max, min, type Noz, noz } from "@stos/units";
import { abortable, poll } from "../chain/deadline.ts";
import { messageResponse } from "../chain/message-response.ts";
import type { TransactionSender } from "../chain/transaction-sender.ts";
import { FilesError } from "../files/files-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import { allRights, openSessionMessage, type SessionRights } from "../meta/messages.ts";
import type { MetaChain } from "../meta/meta-chain.ts";
import { metaRefusalOf, metaRefusals } from "../meta/refusals.ts";
import { NetworkError } from "../network-error.ts";
import { isStatus } from "./issuer-client.ts";
import { Session } from "./session.ts";

export type SessionKeeperOptions = Readonly<{
  meta: MetaChain;
  http: HttpClient;
  wallet: string;
  /** Of the wallet, or of a key that it granted a budget. */
  opener: TransactionSender;
  rights?: SessionRights;
  /** noz that a session holds, where the wallet has enough. Default: 32 Ozone. */
  holdNoz?: Noz;
  /** A session's hold is at most one part in so many of what is available. Default: 4. */
  availableParts?: bigint;
  /** Epochs that a session lives. Default: 6; the chain allows at most 12. */
  epochs?: number;
}>;

const holdNozDefault = noz(32n * 10n ** 9n);
const openTimeoutMs = 30_000;
/** After a failed attempt to renew ahead of time, milliseconds until the next. */
const renewPauseMs = 10_000;

/** Sessions that an unfinished upload stands in. */
export type SessionHold = Disposable & Readonly<{ add(session: Session): void }>;

type Kept = {
  readonly session: Session;
  /** By this process's clock: when a next one is opened beside it, and until when it may serve. */
  readonly renewAt: number;
  readonly expiresAt: number;
  readonly issuerOrigin: string | undefined;
  users: number;
  isDraining: boolean;
};

/**
 * Keeps a session open for one wallet: the first one when it is needed, a next one before that expires or its hold runs
 * low, another when it is refused. Until the next one is open the old one serves, for as long as it lives, and nobody waits
 * for that. The old one drains: it is settled and closed once nothing uses it. Nothing is
 * persisted: after a restart another session is opened, and the old one's hold returns when it has expired.
 */
export class SessionKeeper implements AsyncDisposable {
  readonly #options: SessionKeeperOptions;
  readonly #proven = new Map<string, Noz>();
  readonly #closing = new Set<Promise<void>>();
  readonly #keptOf = new WeakMap<Session, Kept>();
  #current: Kept | undefined;
  #opening: Promise<Kept> | undefined;
  #nextRenewal = 0;
  #isDisposed = false;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  /**
   * Runs `action` in an open session. Where the network refuses that session, runs it once more in another. Throws
   * `FilesError` ozone-exhausted where the wallet hasn't enough for one, and what `action` throws.
   */
  async run<T>(action: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const kept = await this.#acquire(signal);
    try {
      return await action(kept.session);
    } catch (error) {
      // An issuer that is away serves nobody: the next session may have another one. It takes over once it is open.
      if (isUnreachable(error, kept.issuerOrigin)) this.#renewAhead(kept);
      const another = needOfAnother(error);
      if (another === undefined) throw error;
      if (another.isOver) this.#retire(kept);
      const next = await this.#acquireOther(kept, another.need, signal).catch((failed: unknown) => {
        // What was refused says more than why there is no other session for it.
        throw another.isOver ? failed : (exhaustedOf(error) ?? failed);
      });
      try {
        return await action(next.session);
      } catch (again) {
        throw exhaustedOf(again) ?? again;
      } finally {
        this.#release(next);
      }
    } finally {
      this.#release(kept);
    }
  }

  /** Keeps sessions from being closed from when they are added until it is disposed: an upload's slices stand in them. */
  hold(): SessionHold {
    const held = new Set<Kept>();
    return {
      add: (session) => {
        const kept = this.#keptOf.get(session);
        if (kept === undefined || held.has(kept)) return;
        held.add(kept);
        kept.users += 1;
      },
      [Symbol.dispose]: () => {
        for (const kept of held) this.#release(kept);
        held.clear();
      },
    };
  }

  /** The same for something that lasts: the caller releases it. */
  async lease(signal?: AbortSignal): Promise<Readonly<{ session: Session }> & Disposable> {
    const kept = await this.#acquire(signal);
    let isReleased = false;
    return {
      session: kept.session,
      [Symbol.dispose]: () => {
        if (!isReleased) this.#release(kept);
        isReleased = true;
      },
    };
  }

  /** Tells every node what it is owed, and closes what is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#opening?.catch(() => undefined);
    if (this.#current !== undefined) this.#retire(this.#current);
    await Promise.all(this.#closing);
  }

  async #acquire(signal: AbortSignal | undefined, need = 0n): Promise<Kept> {
    signal?.throwIfAborted();
    if (this.#isDisposed) throw new NetworkError({ code: "closed", what: "the file store" });
    const current = this.#current;
    const isUsable = current !== undefined && performance.now() < current.expiresAt;
    if (isUsable && isLow(current)) this.#renewAhead(current);
    const kept = isUsable ? current : await abortable(this.#open(need), signal);
    kept.users += 1;
    return kept;
  }

  /** Another session than the one that was refused; that one stays until the other is open, since it may serve smaller needs. */
  async #acquireOther(refused: Kept, need: bigint, signal: AbortSignal | undefined): Promise<Kept> {
    if (this.#current !== refused) return this.#acquire(signal, need);
    const kept = await abortable(this.#open(need), signal);
    kept.users += 1;
    return kept;
  }

  #renewAhead(current: Kept): void {
    if (performance.now() < this.#nextRenewal) return;
    this.#nextRenewal = performance.now() + renewPauseMs;
    this.#open(0n).then(
      () => this.#retire(current),
      // The old one serves as long as it can; who is refused then hears why.
      () => undefined,
    );
  }

  #open(need: bigint): Promise<Kept> {
    this.#opening ??= this.#openSession(need)
      .then((kept) => {
        if (this.#current !== undefined) this.#retire(this.#current);
        this.#current = kept;
        return kept;
      })
      .finally(() => {
        this.#opening = undefined;
      });
    return this.#opening;
  }

  async #openSession(need: bigint): Promise<Kept> {
    const { meta, http } = this.#options;
    const started = performance.now();
    const [domain, status] = await Promise.all([meta.domain(), meta.status()]);
    const key = ed25519FromSeed(randomBytes(32));
    const id = await this.#sendOpening(key.publicKey, need);
    const record = await poll(
      "the session's seed",
      async () => {
        const found = await meta.session(toHex(id));
        return found === undefined || found.state === "pending" ? undefined : found;
      },
      { timeoutMs: openTimeoutMs, pauseMaxMs: 50 },
    );
    const session = new Session({ meta, http, key, domain, record, proven: this.#proven });
    const lifeMs = (record.expiresEpoch - status.epoch) * status.epochSeconds * 1_000;
    const leftMs =
      lifeMs - (status.time - status.epochOrigin - status.epoch * status.epochSeconds) * 1_000;
    const kept: Kept = {
      session,
      renewAt: started + Math.max(leftMs * 0.6, 1_000),
      expiresAt: started + Math.max(leftMs, 1_000),
      issuerOrigin: URL.parse(record.issuerUrl)?.origin,
      users: 0,
      isDraining: false,
    };
    this.#keptOf.set(session, kept);
    return kept;
  }

  /** Where a budget or the issuers don't allow the hold, a smaller one is tried, down to what is needed. */
  async #sendOpening(sessionKey: Uint8Array, need: bigint): Promise<Uint8Array> {
    const { opener, wallet, rights = allRights, epochs = 6 } = this.#options;
    const signer = opener.address;
    let hold = await this.#chooseHold(need);
    for (;;) {
      const message = openSessionMessage({
        wallet,
        signer,
        sessionKey,
        noz: noz(hold),
        rights,
        epochs,
      });
      try {
        const result = await opener.send([message], { timeoutMs: openTimeoutMs });
        return decodeMessage(MsgOpenSessionResponseSchema, messageResponse(result, 0)).session;
      } catch (error) {
        const refusal = metaRefusalOf(error);
        const isTooMuch =
          refusal === metaRefusals.ozoneExhausted ||
          refusal === metaRefusals.grantExhausted ||
          refusal === metaRefusals.issuersExhausted;
        const smaller = hold / 2n;
        if (!isTooMuch || smaller < holdMin || smaller < need) throw error;
        hold = smaller;
      }
    }
  }

  async #chooseHold(need: bigint): Promise<bigint> {
    const { meta, wallet, holdNoz = holdNozDefault, availableParts = 4n } = this.#options;
    const { available } = await meta.account(wallet);
    // A part of a hold is reserved for entries in the chain's state.
    const needed = need + need / 4n;
    const share = available / availableParts;
    const hold = max(min(holdNoz, noz(share)), noz(needed));
    if (available === 0n || needed > available)
      throw new FilesError({ code: "ozone-exhausted", needed: need > 0n ? need : 1n, available });
    return hold > 0n ? hold : available;
  }

  #release(kept: Kept): void {
    kept.users -= 1;
    if (kept.users === 0 && kept.isDraining) this.#close(kept);
  }

  #retire(kept: Kept): void {
    if (this.#current === kept) this.#current = undefined;
    if (kept.isDraining) return;
    kept.isDraining = true;
    if (kept.users === 0) this.#close(kept);
  }

  #close({ session }: Kept): void {
    const closing = closeSession(session).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

/** Below it a session isn't worth its block: 16 MiB of traffic. */
const holdMin = 16n * 1_048_576n;

/** Nodes hear what they are owed first; where the chain refuses to close it, the session expires by itself. */
async function closeSession(session: Session): Promise<void> {
  try {
    await session.flush();
    const message = packMessage(MsgCloseSessionSchema, {
      wallet: session.wallet,
      session: session.id,
    });
    await session.send([message], { timeoutMs: 5_000 });
  } catch {
    // It is closed or expired already, or the network is away.
  } finally {
    session.end();
  }
}

function isLow({ session, renewAt }: Kept): boolean {
  return performance.now() > renewAt || session.granted * 4n > session.hold * 3n;
}

/**
 * What another session has to hold where a refusal says that this one won't do, and whether this one is over for all;
 * undefined for other failures.
 */
function needOfAnother(error: unknown): Readonly<{ need: bigint; isOver: boolean }> | undefined {
  const refusal = metaRefusalOf(error);
  const isOver =
    isStatus(error, "session-closed", "session-unknown") ||
    refusal === metaRefusals.sessionClosed ||
    refusal === metaRefusals.sessionUnknown;
  if (isOver) return { need: 0n, isOver };
  const need = exhaustedOf(error)?.needed;
  return need === undefined ? undefined : { need, isOver };
}

function isUnreachable(error: unknown, origin: string | undefined): boolean {
  if (!(error instanceof NetworkError) || error.failure.code !== "unreachable") return false;
  return origin !== undefined && URL.parse(error.failure.url)?.origin === origin;
}

/** Where a session's hold is used up: as failure of files. */
function exhaustedOf(error: unknown): (FilesError & { readonly needed: bigint }) | undefined {
  if (!(error instanceof NetworkError) || error.failure.code !== "status") return undefined;
  if (error.failure.name !== "ozone-exhausted") return undefined;
  const details = error.failure.details as Readonly<Record<string, unknown>>;
  const amount = (name: string) => BigInt(/^\d{1,40}$/.exec(`${details[name]}`)?.[0] ?? "0");
  const needed = amount("needed");
  const failure = new FilesError({
    code: "ozone-exhausted",
    needed,
    available: amount("available"),
  });
  return Object.assign(failure, { needed });
}
