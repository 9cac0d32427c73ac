import type { StatementDomain } from "@stos/codec";
import type { BlockInfo, Engine, StoreWriter } from "@stos/ledger";
import type { Membership } from "../membership/membership.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { Tables } from "../nodes/tables.ts";
import type { Parameters } from "../parameters/parameters.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { type Session, sessions as sessionsState, sessionsStore } from "../sessions/state.ts";
import type { Storage } from "../storage/storage.ts";
import type { Traffic } from "../traffic/traffic.ts";

/** What an issuer reads of the meta chain's capabilities. */
export type ChainReader = Readonly<{
  sessions: Pick<Sessions, "get">;
  nodes: Pick<Nodes, "get" | "list">;
  tables: Pick<Tables, "get">;
  storage: Pick<Storage, "bucket" | "object">;
  parameters: Pick<Parameters, "get">;
  membership: Pick<Membership, "get" | "all">;
  traffic: Pick<Traffic, "settledAt">;
  state(module: string): Pick<StoreWriter, "get" | "set" | "delete" | "entries">;
}>;

/** The meta chain as its issuers see it: the newest committed state, and when it has changed. */
export type ChainView = Readonly<{
  domain: StatementDomain;
  /** Runs over one state that stays what it is until `run` is done. */
  read<T>(run: (chain: ChainReader) => T | Promise<T>): Promise<T>;
  onBlock(listener: () => void): Disposable;
}>;

/** Over an application and its engine in the same process. */
export function applicationView(
  application: Readonly<{
    read<T>(run: (chain: ChainReader, block: BlockInfo) => T | Promise<T>): Promise<T>;
  }>,
  engine: Pick<Engine, "onBlock">,
  domain: StatementDomain,
): ChainView {
  return {
    domain,
    read: (run) => application.read((chain) => run(chain)),
    onBlock: (listener) => engine.onBlock(() => listener()),
  };
}

/** Every session that still holds something, in the order of ids. */
export async function* liveSessions(chain: ChainReader): AsyncIterable<Session> {
  const store = chain.state(sessionsStore);
  for await (const [, session] of sessionsState.open(store).entries()) yield session;
}
