import type { Digest } from "./digest.ts";
import type { Layout } from "./layout.ts";

/** The newest commit. */
export type Meta = Readonly<{ height: number; modules: readonly ModuleMeta[] }>;
export type ModuleMeta = Readonly<{ name: string; layout: Layout; count: number; root: Digest }>;

const formatVersion = 1;
const moduleBytes = 41;

/** u8 format ‖ u32 height ‖ per module: u8 name length ‖ name ‖ u8 depth ‖ u32 split ‖ u32 keys ‖ root. */
export function encodeMeta({ height, modules }: Meta): Buffer {
  const head = Buffer.alloc(5);
  head[0] = formatVersion;
  head.writeUInt32BE(height, 1);
  return Buffer.concat([head, ...modules.map(encodeModule)]);
}

export function decodeMeta(row: Buffer): Meta {
  if (row[0] !== formatVersion)
    throw new Error(`the state store has format ${row[0]}; this version reads ${formatVersion}`);
  const modules: ModuleMeta[] = [];
  for (let start = 5; start < row.length; ) {
    const nameEnd = start + 1 + row.readUInt8(start);
    modules.push({
      name: row.toString("utf8", start + 1, nameEnd),
      layout: { depth: row.readUInt8(nameEnd), split: row.readUInt32BE(nameEnd + 1) },
      count: row.readUInt32BE(nameEnd + 5),
      root: row.toString("latin1", nameEnd + 9, nameEnd + moduleBytes),
    });
    start = nameEnd + moduleBytes;
  }
  return { height: row.readUInt32BE(1), modules };
}

function encodeModule({ name, layout, count, root }: ModuleMeta): Buffer {
  const text = Buffer.from(name);
  const fixed = Buffer.alloc(moduleBytes);
  fixed[0] = layout.depth;
  fixed.writeUInt32BE(layout.split, 1);
  fixed.writeUInt32BE(count, 5);
  fixed.write(root, 9, "latin1");
  return Buffer.concat([Buffer.of(text.length), text, fixed]);
}
