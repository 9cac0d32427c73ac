import { appendFileSync, renameSync, statSync } from "node:fs";

/** One event, written as one line of JSON with its time. */
export type LogEntry = Readonly<Record<string, unknown>> & Readonly<{ event: string }>;

export type Log = (entry: LogEntry) => void;

/** A log file is renamed to `FILE.1` beyond this size; one old file is kept. */
const fileBytesMax = 16 * 1024 * 1024;

/** Logs to a file where one is named, to stderr otherwise. */
export function openLog(file: string | undefined): Log {
  const write = file === undefined ? writeToStderr : fileWriter(file);
  return (entry) => write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}

function fileWriter(file: string): (line: string) => void {
  let size = sizeOf(file);
  return (line) => {
    if (size > fileBytesMax) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    appendFileSync(file, line, { mode: 0o600 });
    size += Buffer.byteLength(line);
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
