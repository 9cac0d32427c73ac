import { networkAddress, toHex } from "@stos/codec";
import { ChainError, type Context } from "@stos/ledger";
import { add, type Noz, noz, sub } from "@stos/units";
import type { Accounts } from "../accounts/accounts.ts";
import { exhausted } from "../accounts/accounts.ts";
import type { Keys } from "../admission/keys.ts";
import { metaEvent } from "../event.ts";
import { metaCodeOf, refuse } from "../failure.ts";
import { allows, type Right } from "./rights.ts";
import {
  calendar,
  issued,
  opened,
  pendingSeeds,
  type Session,
  type SessionEvent,
  seedsPending,
  sessions,
  sessionsStore,
  tombstones,
  type WalletSessions,
  wallets,
} from "./state.ts";

/** Open holds, their keys and what they still may do. */
export type Sessions = Readonly<{
  /** Live or a tombstone. */
  get(id: Uint8Array): Session | undefined;
  /** Throws `ChainError` session-unknown. */
  require(id: Uint8Array): Session;
  /** The session, if its key may do this now. Throws `ChainError`. */
  authorize(
    id: Uint8Array,
    need: Readonly<{ wallet: string; right: Right; bucket: string }>,
  ): Session;
  walletOf(wallet: string): WalletSessions;
  issuedBy(member: string): Noz;
  begin(session: Session): void;
  set(session: Session): void;
  /** Stops it: no new tasks; receipts are taken until `returnClock`. */
  end(session: Session, state: "closed" | "expired", returnClock: number): void;
  /** Gives the rest back; a tombstone stays until `forgetClock`. Answers the rest. */
  giveBack(session: Session, forgetClock: number): Noz;
  /** Drops its tombstone: nothing can name it any more. */
  forget(session: Session): void;
  /** Takes a receipt's difference out of the hold. Throws `ChainError` ozone-exhausted. */
  charge(session: Session, amount: Noz): void;
  /** Holds for an entry in the state: from what is available, else from this session's reserve. */
  holdState(wallet: string, amount: Noz, session: Uint8Array | undefined): void;
  takeSeedsDue(height: number): Promise<readonly Session[]>;
  hasSeedsPending(): boolean;
  takeCalendar(
    clock: number,
  ): Promise<readonly Readonly<{ session: Session; event: SessionEvent }>[]>;
  openedBy(wallet: string, signer: string): Promise<readonly Session[]>;
  /** Of all that still hold something: noz − settled − taken over by entries. */
  heldTotal(): Promise<bigint>;
}>;

/** What receipts may charge in all: the hold without the reserve for entries. */
export function chargeableOf({ noz: hold, reserve }: Session): Noz {
  return sub(hold, reserve);
}

export function sessionsOf(
  context: Context,
  { ozone, keys }: Readonly<{ ozone: Accounts; keys: Keys }>,
): Sessions {
  const store = context.store(sessionsStore);
  const live = sessions.open(store);
  const dead = tombstones.open(store);
  const seeds = pendingSeeds.open(store);
  const pendingCount = seedsPending.open(store);
  const dates = calendar.open(store);
  const bySigner = opened.open(store);
  const byWallet = wallets.open(store);
  const byIssuer = issued.open(store);

  const get = (id: Uint8Array) => (id.length === 32 ? (live.get(id) ?? dead.get(id)) : undefined);
  const require = (id: Uint8Array) => {
    const found = get(id);
    if (found === undefined) throw refuse("session-unknown", `there is no session ${toHex(id)}`);
    return found;
  };
  const walletOf = (wallet: string) => byWallet.get(wallet) ?? { sequence: 0, live: 0 };
  const issuedBy = (member: string) => byIssuer.get(member)?.noz ?? noz(0n);

  return {
    get,
    require,
    authorize(id, { wallet, right, bucket }) {
      const session = require(id);
      if (session.wallet !== wallet) throw refuse("not-permitted", `the session isn't ${wallet}'s`);
      if (session.state !== "open" && session.state !== "pending")
        throw refuse("session-closed", `the session is ${session.state}; open another one`);
      if (!allows(session.rights, right, bucket))
        throw refuse(
          "not-permitted",
          `the session has no right to ${right} in the bucket "${bucket}"`,
        );
      return session;
    },
    walletOf,
    issuedBy,
    begin(session) {
      const { sequence, live: count } = walletOf(session.wallet);
      live.set(session.id, session);
      byWallet.set(session.wallet, { sequence: sequence + 1, live: count + 1 });
      byIssuer.set(session.issuer, { noz: add(issuedBy(session.issuer), session.noz) });
      bySigner.set([session.wallet, session.signer, session.id], { open: true });
      seeds.set([session.seedHeight, session.id], { due: true });
      countPending(1);
      dates.set([session.expiresClock, session.id], { event: "expire" });
      keys.admit(networkAddress(session.key));
    },
    set: (session) => live.set(session.id, session),
    end(session, state, returnClock) {
      live.set(session.id, { ...session, state });
      bySigner.delete([session.wallet, session.signer, session.id]);
      dates.delete([session.expiresClock, session.id]);
      dates.set([returnClock, session.id], { event: "return" });
      if (session.seed === undefined) {
        seeds.delete([session.seedHeight, session.id]);
        countPending(-1);
      }
      context.emit(
        metaEvent("SessionEnded", { session: toHex(session.id), wallet: session.wallet, state }),
      );
    },
    giveBack(session, forgetClock) {
      const rest = sub(sub(session.noz, session.settled), session.stateTaken);
      const issuedNow = sub(issuedBy(session.issuer), session.noz);
      const { sequence, live: count } = walletOf(session.wallet);

      ozone.release(session.wallet, rest);
      live.delete(session.id);
      dead.set(session.id, { ...session, state: "returned" });
      dates.set([forgetClock, session.id], { event: "forget" });
      byWallet.set(session.wallet, { sequence, live: count - 1 });
      if (issuedNow === 0n) byIssuer.delete(session.issuer);
      else byIssuer.set(session.issuer, { noz: issuedNow });
      keys.dismiss(networkAddress(session.key));
      context.emit(
        metaEvent("SessionReturned", {
          session: toHex(session.id),
          wallet: session.wallet,
          noz: rest,
        }),
      );
      return rest;
    },
    forget: ({ id }) => dead.delete(id),
    charge(session, amount) {
      const left = sub(chargeableOf(session), session.settled);
      if (amount > left) throw exhausted(amount, left);
      live.set(session.id, { ...session, settled: add(session.settled, amount) });
      ozone.spend(session.wallet, amount);
    },
    holdState(wallet, amount, id) {
      try {
        ozone.hold(wallet, amount);
      } catch (error) {
        const session = id === undefined ? undefined : live.get(id);
        if (session === undefined || metaCodeOf(error) !== "ozone-exhausted") throw error;
        takeFromReserve(session, amount, error);
      }
    },
    async takeSeedsDue(height) {
      const due: Session[] = [];
      for await (const [place] of seeds.entries({ lt: [height + 1, new Uint8Array(32)] })) {
        due.push(require(place[1]));
        seeds.delete(place);
      }
      if (due.length > 0) countPending(-due.length);
      return due;
    },
    hasSeedsPending: () => (pendingCount.get() ?? 0) > 0,
    async takeCalendar(clock) {
      const due: { session: Session; event: SessionEvent }[] = [];
      for await (const [place, { event }] of dates.entries({
        lt: [clock + 1, new Uint8Array(32)],
      })) {
        due.push({ session: require(place[1]), event });
        dates.delete(place);
      }
      return due;
    },
    async openedBy(wallet, signer) {
      const found: Session[] = [];
      const range = { gte: firstOf(wallet, signer), lt: firstOf(wallet, `${signer} `) };
      for await (const [place] of bySigner.entries(range)) found.push(require(place[2]));
      return found;
    },
    async heldTotal() {
      let total = 0n;
      for await (const [, { noz: hold, settled, stateTaken }] of live.entries())
        total += hold - settled - stateTaken;
      return total;
    },
  };

  function countPending(difference: number): void {
    const count = (pendingCount.get() ?? 0) + difference;
    if (count === 0) pendingCount.delete();
    else pendingCount.set(count);
  }

  function takeFromReserve(session: Session, amount: Noz, error: unknown): void {
    const left = sub(session.reserve, session.stateTaken);
    if (amount > left) throw error instanceof ChainError ? exhausted(amount, left) : error;
    live.set(session.id, { ...session, stateTaken: add(session.stateTaken, amount) });
  }
}

function firstOf(wallet: string, signer: string): [string, string, Uint8Array] {
  return [wallet, signer, new Uint8Array(32)];
}
