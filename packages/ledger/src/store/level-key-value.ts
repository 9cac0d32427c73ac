import { ClassicLevel } from "classic-level";
import type { KeyValueStore } from "./key-value.ts";

/** Digests don't compress; tables stay open and mapped, so that a read costs no system call. */
const options = {
  keyEncoding: "buffer",
  valueEncoding: "buffer",
  compression: false,
  writeBufferSize: 64 * 2 ** 20,
  maxFileSize: 32 * 2 ** 20,
  maxOpenFiles: 4000,
} as const;

/** Bytes that an iterator reads ahead. */
const readAheadBytes = 256 * 2 ** 10;

export async function openLevelKeyValue(path: string): Promise<KeyValueStore> {
  const level = new ClassicLevel<Buffer, Buffer>(path, options);
  await level.open();

  return {
    get: (key) => level.getSync(asBuffer(key)),
    getMany: (keys) => level.getMany(keys.map(asBuffer)),
    entries({ gte, lt, reverse, limit }) {
      const isWhole = limit === 0;
      return level.iterator({
        gte,
        lt,
        reverse,
        limit: isWhole ? -1 : limit,
        highWaterMarkBytes: readAheadBytes,
      });
    },
    async write(rows) {
      await level.batch(
        rows.map(([key, value]) =>
          value === undefined
            ? { type: "del" as const, key }
            : { type: "put" as const, key, value: asBuffer(value) },
        ),
        { sync: true },
      );
    },
    close: () => level.close(),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
