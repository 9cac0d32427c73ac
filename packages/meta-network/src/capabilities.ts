import {
  type Auth,
  type BlockInfo,
  type ChainEvent,
  type Context,
  openAuth,
  type StoreWriter,
} from "@stos/ledger";
import { type Accounts, accountsOf } from "./accounts/accounts.ts";
import { type Statements, statementsOf } from "./accounts/statements.ts";
import { type Books, booksOf } from "./accounts/totals.ts";
import { type Keys, keysOf } from "./admission/keys.ts";
import { type Membership, membershipOf } from "./membership/membership.ts";
import { type Nodes, nodesOf } from "./nodes/nodes.ts";
import { type Tables, tablesOf } from "./nodes/tables.ts";
import { type Parameters, parametersOf } from "./parameters/parameters.ts";
import { type Randomness, randomnessOf } from "./randomness/randomness.ts";
import { type Grants, grantsOf } from "./sessions/grants.ts";
import { type Sessions, sessionsOf } from "./sessions/sessions.ts";
import { type Storage, storageOf } from "./storage/storage.ts";
import { type Epochs, epochsOf } from "./traffic/epochs.ts";
import { type Traffic, trafficOf } from "./traffic/traffic.ts";

/** Sends packets to the value network. Answers the packet's number. */
export type Outbox = Readonly<{
  send(packet: Readonly<{ kind: string; body: Uint8Array }>): number;
}>;

/** What came from the value network. */
export type Inbox = Readonly<{
  /** Of the newest packet handled; 0 before the first. */
  number(): number;
}>;

/** What the modules of the meta chain let each other do. An issuer reads through the same. */
export type MetaCapabilities = Readonly<{
  block: BlockInfo;
  emit(event: ChainEvent): void;
  /** A module's raw store, for exports alone. */
  state(module: string): StoreWriter;
  parameters: Parameters;
  membership: Membership;
  randomness: Randomness;
  keys: Keys;
  nodes: Nodes;
  tables: Tables;
  /** Who may sign, by the framework. */
  auth: Auth;
  ozone: Accounts;
  statements: Statements;
  books: Books;
  sessions: Sessions;
  grants: Grants;
  epochs: Epochs;
  traffic: Traffic;
  storage: Storage;
  outbox: Outbox;
  inbox: Inbox;
}>;

/** Made anew over each branch of the state. `relay` is what the framework's relay module offers over the same branch. */
export function metaCapabilities(
  context: Context,
  relay: Readonly<{ outbox: Outbox; inbox: Inbox }>,
): MetaCapabilities {
  const parameters = parametersOf(context);
  const books = booksOf(context);
  const auth = openAuth(context);
  const keys = keysOf(context, auth.accounts);
  const ozone = accountsOf(context, { books, signers: auth.accounts });
  const nodes = nodesOf(context);
  const sessions = sessionsOf(context, { ozone, keys });

  return {
    block: context.block,
    emit: (event) => context.emit(event),
    state: (module) => context.store(module),
    parameters,
    membership: membershipOf(context, auth.accounts),
    randomness: randomnessOf(context, parameters),
    keys,
    nodes,
    tables: tablesOf(context, { nodes, parameters }),
    auth,
    ozone,
    statements: statementsOf(context, parameters),
    books,
    sessions,
    grants: grantsOf(context, keys),
    epochs: epochsOf(context, parameters),
    traffic: trafficOf(context, books),
    storage: storageOf(context, { nodes, sessions }),
    ...relay,
  };
}
