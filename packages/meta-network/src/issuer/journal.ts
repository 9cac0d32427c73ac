import { type StatementDomain, toHex } from "@stos/codec";
import { ClassicLevel } from "classic-level";
import { IssuerError } from "./issuer-error.ts";

/** What is on disk about a session before anything of it is signed or sent. */
export type JournaledSession = Readonly<{
  /** Numbers below it may have been answered. */
  numbers: number;
  nonce: number;
  /** node → the highest allowance that may have been signed. */
  allowances: ReadonlyMap<string, bigint>;
}>;

export type JournalEntry = Readonly<{
  session: string;
  numbers: number;
  nonce: number;
  /** Those that changed. */
  allowances: readonly (readonly [node: string, noz: bigint])[];
}>;

/** An issuer's memory on disk. A failed write closes it: nothing may be signed any more. */
export interface Journal extends AsyncDisposable {
  load(session: string): Promise<JournaledSession | undefined>;
  /** Resolves when the entry is on the disk itself. Entries that arrive during a write go together with the next one. */
  write(entry: JournalEntry): Promise<void>;
  /** Resolves when the operating system has it: it survives the process, not a power failure. */
  note(entry: JournalEntry): Promise<void>;
  sessions(): Promise<readonly string[]>;
  drop(session: string): Promise<void>;
}

/** Opens the journal of one issuer's key on one chain. Throws `IssuerError` journal-foreign for another's. */
export async function openJournal(
  path: string,
  { domain, issuerKey }: Readonly<{ domain: StatementDomain; issuerKey: Uint8Array }>,
): Promise<Journal> {
  const level = new ClassicLevel<string, string>(path, { compression: false });
  await level.open();
  const owner = `${domain.chainId} ${toHex(domain.genesisHash)} ${toHex(issuerKey)}`;
  const found = await level.get(ownerKey);
  if (found !== undefined && found !== owner) {
    await level.close();
    throw new IssuerError({ code: "journal-foreign", path });
  }
  if (found === undefined) await level.put(ownerKey, owner, { sync: true });
  return new LevelJournal(level);
}

const ownerKey = "owner";
const sessionKey = (session: string) => `session/${session}`;
const allowancePrefix = (session: string) => `allowance/${session}/`;

type Row = Readonly<{ numbers: number; nonce: number }>;
type Group = { rows: Map<string, string>; isDurable: boolean; done: PromiseWithResolvers<void> };

class LevelJournal implements Journal {
  readonly #level: ClassicLevel<string, string>;
  /** What the next write takes along. */
  #waiting: Group | undefined;
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(level: ClassicLevel<string, string>) {
    this.#level = level;
  }

  async load(session: string): Promise<JournaledSession | undefined> {
    try {
      const row = await this.#level.get(sessionKey(session));
      if (row === undefined) return undefined;
      const { numbers, nonce } = JSON.parse(row) as Row;
      const prefix = allowancePrefix(session);
      const allowances = new Map<string, bigint>();
      for await (const [key, noz] of this.#level.iterator({ gte: prefix, lt: `${prefix}~` }))
        allowances.set(key.slice(prefix.length), BigInt(noz));
      return { numbers, nonce, allowances };
    } catch (error) {
      throw journalFailed(error);
    }
  }

  write(entry: JournalEntry): Promise<void> {
    return this.#add(entry, true);
  }

  note(entry: JournalEntry): Promise<void> {
    return this.#add(entry, false);
  }

  async sessions(): Promise<readonly string[]> {
    const prefix = sessionKey("");
    const keys = await this.#level.keys({ gte: prefix, lt: `${prefix}~` }).all();
    return keys.map((key) => key.slice(prefix.length));
  }

  async drop(session: string): Promise<void> {
    const prefix = allowancePrefix(session);
    await this.#level.clear({ gte: prefix, lt: `${prefix}~` });
    await this.#level.del(sessionKey(session));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing?.catch(() => {});
    await this.#level.close();
  }

  #add({ session, numbers, nonce, allowances }: JournalEntry, isDurable: boolean): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const group = this.#waiting ?? {
      rows: new Map(),
      isDurable: false,
      done: Promise.withResolvers<void>(),
    };
    this.#waiting = group;

    group.rows.set(sessionKey(session), JSON.stringify({ numbers, nonce } satisfies Row));
    for (const [node, noz] of allowances)
      group.rows.set(`${allowancePrefix(session)}${node}`, `${noz}`);
    group.isDurable ||= isDurable;
    this.#writing ??= this.#writeGroups();
    return group.done.promise;
  }

  async #writeGroups(): Promise<void> {
    // Whoever asks in this turn goes along with the first group.
    await Promise.resolve();
    for (let group = this.#waiting; group !== undefined; group = this.#waiting) {
      this.#waiting = undefined;
      await this.#writeGroup(group);
    }
    this.#writing = undefined;
  }

  async #writeGroup({ rows, isDurable, done }: Group): Promise<void> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      const batch = [...rows].map(([key, value]) => ({ type: "put" as const, key, value }));
      await this.#level.batch(batch, { sync: isDurable });
      done.resolve();
    } catch (error) {
      // What was written is unknown now, so nothing more may be signed on it.
      this.#failure ??= journalFailed(error);
      done.reject(this.#failure);
    }
  }
}

function journalFailed(error: unknown): IssuerError {
  const reason = error instanceof Error ? error.message : String(error);
  return new IssuerError({ code: "journal-failed", reason });
}
