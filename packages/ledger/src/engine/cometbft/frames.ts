/** A genesis stands whole in InitChain; no other message comes near. */
export const frameBytesMax = 300 * 1024 * 1024;

const lengthBytesMax = 5;

/** A connection's bytes can't be cut into messages. */
export class FrameError extends RangeError {
  override readonly name = "FrameError";
}

/** Cuts a stream into messages: each stands behind its length, an unsigned varint. */
export interface FrameReader {
  push(bytes: Uint8Array): void;
  /** The next whole message; undefined where more bytes are needed. Throws `FrameError`. */
  next(): Uint8Array | undefined;
}

export function frameReader(bytesMax = frameBytesMax): FrameReader {
  const chunks: Uint8Array[] = [];
  let held = 0;
  /** Of the frame that is being gathered, with its prefix; undefined until its prefix is whole. */
  let wanted: Readonly<{ from: number; to: number }> | undefined;

  function joined(): Uint8Array {
    const [only = new Uint8Array(0)] = chunks;
    if (chunks.length <= 1) return only;
    const whole = Buffer.concat(chunks);
    chunks.splice(0, chunks.length, whole);
    return whole;
  }

  return {
    push(bytes) {
      if (bytes.length === 0) return;
      chunks.push(bytes);
      held += bytes.length;
    },
    next() {
      wanted ??= held === 0 ? undefined : prefixOf(joined(), bytesMax);
      if (wanted === undefined || held < wanted.to) return undefined;
      const whole = joined();
      const frame = whole.subarray(wanted.from, wanted.to);
      const rest = whole.subarray(wanted.to);
      chunks.splice(0, chunks.length, ...(rest.length === 0 ? [] : [rest]));
      held = rest.length;
      wanted = undefined;
      return frame;
    },
  };
}

function prefixOf(
  bytes: Uint8Array,
  bytesMax: number,
): Readonly<{ from: number; to: number }> | undefined {
  let length = 0;
  for (let place = 0; place < lengthBytesMax; place += 1) {
    const byte = bytes[place];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * place);
    if (length > bytesMax)
      throw new FrameError(`a message of ${length} bytes; at most ${bytesMax} are taken`);
    if (byte < 0x80) return { from: place + 1, to: place + 1 + length };
  }
  throw new FrameError(`a message's length takes more than ${lengthBytesMax} bytes`);
}

/** The message behind its length. */
export function frame(message: Uint8Array): Uint8Array {
  const prefix = varint(message.length);
  const bytes = new Uint8Array(prefix.length + message.length);
  bytes.set(prefix);
  bytes.set(message, prefix.length);
  return bytes;
}

export function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left & 0x7f) | 0x80);
  bytes.push(left);
  return bytes;
}
