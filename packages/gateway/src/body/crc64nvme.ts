/** 0x9a6c9329ac4bc9b5, the polynomial 0xad93d23594c93659 with its bits reversed. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

/** Eight tables of 256: table k advances a byte by k further zero bytes, so that eight bytes are taken in one step. */
const { highTables, lowTables } = buildTables();

/**
 * CRC-64/NVME: reflected, starting from and finished with all ones. The check value of "123456789" is 0xae8b14860a799888.
 *
 * Kept as two halves of 32 bits, since BigInt would be far slower.
 *
 * Source: NVM Express NVM Command Set Specification, "64b CRC Definition".
 */
export class Crc64Nvme {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): void {
    const whole = bytes.length - (bytes.length % 8);
    for (let at = 0; at < whole; at += 8) this.#takeEight(bytes, at);
    for (let at = whole; at < bytes.length; at++) this.#takeOne(byteAt(bytes, at));
  }

  /** Eight bytes, most significant first. */
  digest(): Buffer {
    const result = Buffer.allocUnsafe(8);
    result.writeUInt32BE(~this.#high >>> 0, 0);
    result.writeUInt32BE(~this.#low >>> 0, 4);
    return result;
  }

  #takeOne(byte: number): void {
    const index = (this.#low ^ byte) & 0xff;
    const low = ((this.#low >>> 8) | (this.#high << 24)) ^ entry(lowTables, index);
    this.#high = (this.#high >>> 8) ^ entry(highTables, index);
    this.#low = low;
  }

  #takeEight(bytes: Uint8Array, at: number): void {
    const low = this.#low ^ littleEndian(bytes, at);
    const high = this.#high ^ littleEndian(bytes, at + 4);
    const i0 = 0x700 | (low & 0xff);
    const i1 = 0x600 | ((low >>> 8) & 0xff);
    const i2 = 0x500 | ((low >>> 16) & 0xff);
    const i3 = 0x400 | (low >>> 24);
    const i4 = 0x300 | (high & 0xff);
    const i5 = 0x200 | ((high >>> 8) & 0xff);
    const i6 = 0x100 | ((high >>> 16) & 0xff);
    const i7 = high >>> 24;
    this.#low = combine(lowTables, i0, i1, i2, i3) ^ combine(lowTables, i4, i5, i6, i7);
    this.#high = combine(highTables, i0, i1, i2, i3) ^ combine(highTables, i4, i5, i6, i7);
  }
}

function combine(table: Int32Array, a: number, b: number, c: number, d: number): number {
  return entry(table, a) ^ entry(table, b) ^ entry(table, c) ^ entry(table, d);
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return (
    byteAt(bytes, at) |
    (byteAt(bytes, at + 1) << 8) |
    (byteAt(bytes, at + 2) << 16) |
    (byteAt(bytes, at + 3) << 24)
  );
}

/** The index is always in range; the cast is what a typed array holds there. */
function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

function entry(table: Int32Array, at: number): number {
  return table[at] as number;
}

function buildTables(): { highTables: Int32Array; lowTables: Int32Array } {
  const highTables = new Int32Array(8 * 256);
  const lowTables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (low & 1) === 1;
      low = (low >>> 1) | (high << 31);
      high = high >>> 1;
      if (isOdd) {
        high ^= POLYNOMIAL_HIGH;
        low ^= POLYNOMIAL_LOW;
      }
    }
    highTables[byte] = high;
    lowTables[byte] = low;
  }
  for (let at = 256; at < 8 * 256; at++) {
    const high = entry(highTables, at - 256);
    const low = entry(lowTables, at - 256);
    highTables[at] = (high >>> 8) ^ entry(highTables, low & 0xff);
    lowTables[at] = ((low >>> 8) | (high << 24)) ^ entry(lowTables, low & 0xff);
  }
  return { highTables, lowTables };
}
