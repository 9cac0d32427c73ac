import { appendFileSync, renameSync, statSync } from "node:fs";

/** Takes what happened: an event's name and its fields. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A log file is renamed to `FILE.1` beyond this size; one old file is kept. */
const fileBytesMax = 16 * 1024 * 1024;

/** Logs one line of JSON an event, to a file where one is named, to stderr otherwise. */
export function openLog(file: string | undefined): Log {
  const write = file === undefined ? writeToStderr : fileWriter(file);
  return (event, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

function writeToStderr(line: string): void {
  process.stderr.write(line);
}

function fileWriter(file: string): (line: string) => void {
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    if (size > fileBytesMax) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    appendFileSync(file, line, { mode: 0o600 });
    size += Buffer.byteLength(line);
  };
}
