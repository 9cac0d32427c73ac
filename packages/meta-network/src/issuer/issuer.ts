import {
  AllowanceSchema,
  type Ed25519PrivateKey,
  encodeMessage,
  equalBytes,
  signAllowance,
  toBase64,
  verifyAsk,
} from "@stos/codec";
import type { Session } from "../sessions/state.ts";
import { type AskAnswer, answerAsks } from "./answer-asks.ts";
import { type AskRequest, parseAsks } from "./ask.ts";
import { type ChainFacts, type FactReader, openFacts } from "./chain-facts.ts";
import type { ChainView } from "./chain-view.ts";
import { dropEndedSessions } from "./ended-sessions.ts";
import { IssuerError } from "./issuer-error.ts";
import { type Journal, openJournal } from "./journal.ts";
import { askLimits } from "./limits.ts";
import { requireJournal } from "./lost-journal.ts";
import type { Prober } from "./prober.ts";
import { journalEntry, type SessionLedger, wholeEntry } from "./session-ledger.ts";
import { openLedgers, type SessionLedgers } from "./session-ledgers.ts";
import { signAssignments } from "./sign-assignments.ts";

export type IssuerOptions = Readonly<{
  chain: ChainView;
  /** The issuer's key of one meta node. */
  key: Ed25519PrivateKey;
  /** A folder of its own, to be kept as safe as the key: without it nothing may be signed on. */
  journal: string;
  prober: Pick<Prober, "takesSlices" | "isReachable" | "probe">;
  /** Sessions whose ledgers are in memory. Default 10,000. */
  sessionsMax?: number;
}>;

/** Everything that one request gets. */
export type AsksAnswer = Readonly<{
  /** One for each ask, in their order. */
  answers: readonly AskAnswer[];
  /** Base64 protobuf: the newest for each node that the answers need. */
  allowances: readonly string[];
}>;

/** Assigns tasks to nodes, and signs what they may be credited. */
export interface Issuer extends AsyncDisposable {
  readonly publicKey: Uint8Array;
  /** `body` as it was signed. Throws `IssuerError`; of these only journal-failed must stop the issuer. Anything else is a bug in this one request. */
  answer(body: Uint8Array, signature: Uint8Array): Promise<AsksAnswer>;
  /** Forgets sessions that get no more allowances. Answers how many they were. */
  dropEnded(): Promise<number>;
}

/** Silent nodes that one ask has asked again at most. */
const reaskedMax = 32;

/** Throws `IssuerError` journal-lost, journal-foreign. */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const { chain, key } = options;
  const journal = await openJournal(options.journal, {
    domain: chain.domain,
    issuerKey: key.publicKey,
  });
  try {
    await requireJournal(chain, { journal, issuerKey: key.publicKey });
  } catch (error) {
    await journal[Symbol.asyncDispose]();
    throw error;
  }
  return new JournalingIssuer(options, journal);
}

class JournalingIssuer implements Issuer {
  readonly publicKey: Uint8Array;
  readonly #options: IssuerOptions;
  readonly #journal: Journal;
  readonly #ledgers: SessionLedgers;
  readonly #facts: FactReader;

  constructor(options: IssuerOptions, journal: Journal) {
    this.publicKey = options.key.publicKey;
    this.#options = options;
    this.#journal = journal;
    this.#ledgers = openLedgers(journal, { count: options.sessionsMax ?? askLimits.sessions });
    this.#facts = openFacts(options.chain);
  }

  async answer(body: Uint8Array, signature: Uint8Array): Promise<AsksAnswer> {
    const { chain, prober } = this.#options;
    const request = parseAsks(body);
    const session = await this.#facts.read((facts) => this.#requireSession(facts, request));
    if (!verifyAsk(chain.domain, body, { key: session.key, signature }))
      throw new IssuerError({ code: "signature-wrong" });

    const place = { id: request.sessionHex, hasSettled: session.settled > 0n };
    return this.#ledgers.use(place, async (ledger) => {
      takeNonce(ledger, request.nonce);
      try {
        await Promise.all(failedNodes(request).map((node) => prober.probe(node)));
        return await this.#assignAmongReachable(ledger, request);
      } catch (error) {
        // A refused request has spent its nonce as well: nobody may bring it back later.
        if (error instanceof IssuerError) await this.#journal.note(journalEntry(ledger));
        // What a bug left half done counts as done: the next request must find nothing that only memory knows.
        else await this.#journal.write(wholeEntry(ledger));
        throw error;
      }
    });
  }

  dropEnded(): Promise<number> {
    return dropEndedSessions({
      journal: this.#journal,
      ledgers: this.#ledgers,
      facts: this.#facts,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#facts[Symbol.dispose]();
    await this.#journal[Symbol.asyncDispose]();
  }

  /** Nodes that were silent a moment ago may be back: before it says that nodes lack, it asks those once more. */
  async #assignAmongReachable(ledger: SessionLedger, request: AskRequest): Promise<AsksAnswer> {
    try {
      return await this.#assign(ledger, request);
    } catch (error) {
      if (!(error instanceof IssuerError) || error.failure.code !== "not-enough-nodes") throw error;
      const { prober } = this.#options;
      const table = await this.#facts.read((facts) =>
        facts.table(this.#requireSession(facts, request).table),
      );
      const passedOver = (table?.entries ?? []).filter(({ node }) => !prober.takesSlices(node));
      await Promise.all(passedOver.slice(0, reaskedMax).map(({ node }) => prober.probe(node)));
      return this.#assign(ledger, request);
    }
  }

  async #assign(ledger: SessionLedger, request: AskRequest): Promise<AsksAnswer> {
    const { answers, granted, entry, isDurable, generation } = await this.#facts.read((facts) => {
      const session = this.#requireSession(facts, request);
      return {
        ...answerAsks({ facts, session, ledger, asks: request.asks, prober: this.#options.prober }),
        generation: session.generation,
      };
    });

    await (isDurable ? this.#journal.write(entry) : this.#journal.note(entry));
    const allowances = granted.map(({ node, noz }) =>
      this.#signed(ledger, request, { node, noz, generation }),
    );
    const { chain, key } = this.#options;
    const signing = { domain: chain.domain, key, session: request.session };
    return { answers: answers.map((answer) => signAssignments(answer, signing)), allowances };
  }

  /** `noz` stands in the journal by now; an allowance that was signed meanwhile for more does as well. */
  #signed(
    ledger: SessionLedger,
    { session }: AskRequest,
    { node, noz, generation }: Readonly<{ node: string; noz: bigint; generation: number }>,
  ): string {
    const grant = ledger.grants.get(node);
    if (grant?.signed !== undefined && grant.signed.noz >= noz) return grant.signed.encoded;

    const terms = { session, node, nozTotal: `${noz}`, generation };
    const allowance = signAllowance(this.#options.chain.domain, terms, this.#options.key);
    const encoded = toBase64(encodeMessage(AllowanceSchema, allowance));
    if (grant !== undefined) grant.signed = { noz, encoded };
    return encoded;
  }

  #requireSession(facts: ChainFacts, { session: id, sessionHex }: AskRequest): Session {
    const session = facts.session(id);
    if (session === undefined || !equalBytes(session.issuerKey, this.publicKey))
      throw new IssuerError({ code: "session-unknown", session: sessionHex });
    if (session.state === "pending")
      throw new IssuerError({ code: "session-pending", session: sessionHex });
    if (session.state !== "open")
      throw new IssuerError({
        code: "session-closed",
        session: sessionHex,
        reason: `it is ${session.state}`,
      });
    if (facts.generationOf(session.issuer) !== session.generation)
      throw new IssuerError({
        code: "session-closed",
        session: sessionHex,
        reason: "its issuer has begun a new generation or left",
      });
    return session;
  }
}

function takeNonce(ledger: SessionLedger, nonce: number): void {
  if (nonce <= ledger.nonce)
    throw new IssuerError({ code: "nonce-used", nonce, newest: ledger.nonce });
  ledger.nonce = nonce;
}

function failedNodes({ asks }: AskRequest): readonly string[] {
  return [...new Set(asks.flatMap((ask) => (ask.kind === "failed" ? [ask.node] : [])))];
}
