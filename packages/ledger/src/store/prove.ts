import { encodeAbsence, encodeExistence, type ProvenEntry } from "@stos/codec";
import type { PathOf } from "./digest.ts";
import type { TreeView } from "./tree-view.ts";
import { neighboursOf, type Step, stepsTo } from "./tree-walk.ts";

/** One module at one height. */
export type ProvenModule = Readonly<{
  view: TreeView;
  pathOf: PathOf;
  get(key: Uint8Array): Uint8Array | undefined;
}>;

/** The encoded ICS23 proof of the key's value, or that there is none. */
export function proveKey(module: ProvenModule, key: Uint8Array): Uint8Array {
  const path = Buffer.from(module.pathOf(key), "latin1");
  const value = module.get(key);
  if (value !== undefined)
    return encodeExistence({ key, value, steps: proofSteps(module.view, path) });

  const { before, after } = neighboursOf(module.view, path);
  return encodeAbsence(key, {
    left: before && provenEntry(module, before),
    right: after && provenEntry(module, after),
  });
}

function provenEntry(module: ProvenModule, path: Buffer): ProvenEntry {
  const key = module.view.key(path.toString("latin1"));
  const value = key && module.get(key);
  if (key === undefined || value === undefined)
    throw new Error(`the tree holds the path ${path.toString("hex")}, the state nothing for it`);
  return { key, value, steps: proofSteps(module.view, path) };
}

function proofSteps(view: TreeView, path: Buffer) {
  const steps = stepsTo(view, path);
  if (steps === undefined)
    throw new Error(`the state holds the path ${path.toString("hex")}, its tree doesn't`);
  return steps.map(({ side, hash }: Step) => ({ side, hash: Buffer.from(hash, "latin1") }));
}
