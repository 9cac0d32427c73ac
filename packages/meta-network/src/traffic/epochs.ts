import type { Context } from "@stos/ledger";
import type { Parameters } from "../parameters/parameters.ts";
import { closedAt, haltClock, lastBlock, openEpoch, seenEpochs, trafficStore } from "./state.ts";

/** Which epoch is open, and the clock by which sessions and graces run out. */
export type Epochs = Readonly<{
  /** The epoch that receipts belong to now: the first that isn't closed. */
  open(): number;
  /** Epochs closed, without those of halts. */
  clock(): number;
  /** The epoch at whose start the clock gets to `clock`, if nothing halts meanwhile. */
  epochOfClock(clock: number): number;
  areClocksPaused(): boolean;
  /** Whether this block closed an epoch. */
  hasClosed(): boolean;
  /** Whether `epoch` is over and its grace too, at this block's time. */
  isDue(epoch: number): boolean;
  hadBlocks(epoch: number): boolean;
  /** Sees this block: its epoch, and whether a halt went before. */
  noteBlock(): void;
  /** Closes the open epoch and opens the next one. */
  advance(options: Readonly<{ isVoid: boolean }>): void;
}>;

/** The last block's time is kept this coarsely at most, in seconds. */
const timeGrain = 10;

export function epochsOf(context: Context, parameters: Parameters): Epochs {
  const store = context.store(trafficStore);
  const opened = openEpoch.open(store);
  const closed = closedAt.open(store);
  const halts = haltClock.open(store);
  const last = lastBlock.open(store);
  const seen = seenEpochs.open(store);
  const { time, height } = context.block;
  const open = () => opened.get() ?? 0;
  const halt = () => halts.get() ?? { skipped: 0, pausedFor: 0 };

  return {
    open,
    clock: () => open() - halt().skipped,
    epochOfClock: (clock) => clock + halt().skipped,
    areClocksPaused: () => halt().pausedFor > 0,
    hasClosed: () => closed.get() === height,
    isDue(epoch) {
      const { epochOrigin, epochSeconds } = parameters.get();
      return time >= epochOrigin + (epoch + 1) * epochSeconds + Math.floor(epochSeconds / 10);
    },
    hadBlocks: (epoch) => seen.get()?.epochs.includes(epoch) ?? false,
    noteBlock() {
      const { epochOrigin, epochSeconds, haltSeconds, haltEpochs } = parameters.get();
      const before = last.get();
      if (before !== undefined && time - before > haltSeconds)
        halts.set({ ...halt(), pausedFor: haltEpochs });
      const grain = Math.min(timeGrain, Math.ceil(epochSeconds / 10));
      if (before === undefined || time - before >= grain) last.set(time);

      if (time < epochOrigin) return;
      const present = Math.floor((time - epochOrigin) / epochSeconds);
      const known = seen.get()?.epochs ?? [];
      if (!known.includes(present))
        seen.set({ epochs: [...known.filter((epoch) => epoch >= open()), present] });
    },
    advance({ isVoid }) {
      const { skipped, pausedFor } = halt();
      if (isVoid) halts.set({ skipped: skipped + 1, pausedFor });
      else if (pausedFor > 0) halts.set({ skipped: skipped + 1, pausedFor: pausedFor - 1 });
      opened.set(open() + 1);
      closed.set(height);
    },
  };
}
