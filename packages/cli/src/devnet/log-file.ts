import { closeSync, openSync, renameSync, statSync, writeSync } from "node:fs";

/** A child's output: beyond the limit the file becomes `FILE.1`, and one old file is kept. */
export type LogFile = Disposable &
  Readonly<{
    write(bytes: Uint8Array): void;
    /** The newest lines, at most 20. */
    tail(): string;
  }>;

const fileBytesMax = 16 * 1024 * 1024;
const tailBytesMax = 8 * 1024;
const tailLines = 20;

export function openLogFile(file: string): LogFile {
  let handle = openSync(file, "a", 0o600);
  let size = statSync(file).size;
  let newest = Buffer.alloc(0);
  let isOpen = true;

  return {
    write(bytes) {
      if (!isOpen) return;
      if (size + bytes.length > fileBytesMax) {
        closeSync(handle);
        renameSync(file, `${file}.1`);
        handle = openSync(file, "a", 0o600);
        size = 0;
      }
      writeSync(handle, bytes);
      size += bytes.length;
      newest = Buffer.concat([newest, bytes]).subarray(-tailBytesMax);
    },
    tail: () => newest.toString("utf8").trimEnd().split("\n").slice(-tailLines).join("\n"),
    [Symbol.dispose]() {
      if (isOpen) closeSync(handle);
      isOpen = false;
    },
  };
}
