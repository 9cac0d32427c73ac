import type { Amount, Series, SeriesColumn, Unit } from "./run-result.ts";
import { seriesRowsMax } from "./run-result.ts";

/** One column of a run's series. */
export type RecordedColumn = Readonly<{ name: string; unit: Unit; read: () => Amount }>;

/** Samples columns as a run goes on, in bounded memory. */
export type SeriesRecorder = Readonly<{
  /** At the end of an epoch that is due. */
  record: (epoch: number) => void;
  /** The next epoch to record. */
  nextEpoch: () => number;
  /** The last epoch is recorded whether it was due or not. */
  finish: (epoch: number) => Series;
}>;

/** Once it holds `rowsMax` rows it keeps every second one and doubles its step. */
export function openSeries(
  columns: readonly RecordedColumn[],
  {
    every,
    epochSeconds,
    rowsMax = seriesRowsMax,
  }: Readonly<{
    every: number;
    epochSeconds: number;
    rowsMax?: number;
  }>,
): SeriesRecorder {
  let step = every;
  let next = every;
  let epochs: number[] = [];
  let values: Amount[][] = columns.map(() => []);

  return { record, nextEpoch: () => next, finish };

  function record(epoch: number): void {
    if (epochs.length >= rowsMax) thin();
    next = Math.floor(epoch / step) * step + step;
    if (epoch % step === 0) add(epoch);
  }

  function add(epoch: number): void {
    epochs.push(epoch);
    for (const [at, column] of columns.entries()) values[at]?.push(column.read());
  }

  function thin(): void {
    step *= 2;
    const kept = epochs.map((epoch) => epoch % step === 0);
    epochs = epochs.filter((_, at) => kept[at]);
    values = values.map((list) => list.filter((_, at) => kept[at]));
  }

  function finish(epoch: number): Series {
    if (epochs.at(-1) !== epoch && epoch > 0) add(epoch);
    return {
      every: step,
      epochs,
      seconds: epochs.map((each) => each * epochSeconds),
      columns: columns.map(
        ({ name, unit }, at): SeriesColumn => ({ name, unit, values: values[at] ?? [] }),
      ),
    };
  }
}
