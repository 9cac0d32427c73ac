import { type PayoutKind, rewardTotal } from "@stos/economy";
import { add, wei } from "@stos/units";
import type { Pot } from "./pot.ts";
import type { PayoutRecord } from "./state.ts";

/** Where one locked reward stands. `id` is a node; for a delegation a validator, whose pool it is: `distribution` knows whose it is. */
export type PayoutKey = Readonly<{ epoch: number; kind: PayoutKind; id: string }>;

/** Locks a reward, or overwrites what is left of it. */
export function lockPayout(pot: Pot, { epoch, kind, id }: PayoutKey, payout: PayoutRecord): void {
  pot.state.payouts.set([epoch, kind, id], payout);
  if (kind === "delegation") return;
  pot.state.walletPayouts.set([payout.wallet, epoch, kind, id], true);
  pot.state.nodePayouts.set([id, epoch, kind], true);
}

/** Takes a reward out of the locked ones. */
export function unlockPayout(
  pot: Pot,
  { epoch, kind, id }: PayoutKey,
  { wallet }: PayoutRecord,
): void {
  pot.state.payouts.delete([epoch, kind, id]);
  if (kind === "delegation") return;
  pot.state.walletPayouts.delete([wallet, epoch, kind, id]);
  pot.state.nodePayouts.delete([id, epoch, kind]);
}

/** Frees a reward: its wallet may withdraw it. */
export function vestPayout(pot: Pot, key: PayoutKey, payout: PayoutRecord): void {
  const { vested } = pot.state;
  const reward = rewardTotal(payout);
  vested.set(payout.wallet, add(vested.get(payout.wallet) ?? wei(0n), reward));
  pot.addFlow("vested", reward);
  unlockPayout(pot, key, payout);
}

/** The kind that a key's text names. */
export function payoutKindOf(text: string): PayoutKind {
  switch (text) {
    case "resource":
    case "meta":
    case "delegation":
    case "deposit":
      return text;
    default:
      throw new RangeError(`"${text}" is no kind of payout`);
  }
}
