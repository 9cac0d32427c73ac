import { BinaryWriter } from "cosmjs-types/binary";

/** The general writer of cosmjs-types 0.11 writes 64-bit numbers from 2³¹ to 2³² − 1 (a validator's power, gas) wrongly; this one doesn't. */
class ExactWriter extends BinaryWriter {
  override uint64 = (value: string | number | bigint): BinaryWriter => this.int64(value);

  override int64(value: string | number | bigint): BinaryWriter {
    const exact = BigInt(value);
    const isMiswritten = exact >= 2n ** 31n && exact < 2n ** 32n;
    return isMiswritten ? this.uint32(Number(exact)) : super.int64(exact);
  }
}

/** A message of cosmjs-types with every number as it is. */
export function encodeExactly<T>(
  type: Readonly<{ encode(message: T, writer?: BinaryWriter): BinaryWriter }>,
  message: T,
): Uint8Array {
  return type.encode(message, new ExactWriter()).finish();
}
