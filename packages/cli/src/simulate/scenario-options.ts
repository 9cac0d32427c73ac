import { Option } from "commander";
import { usageError } from "../cli-error.ts";

export function engineOption(): Option {
  return new Option("--engine <name>", "exact: the chain's own reducer; fast: held against it")
    .choices(["exact", "fast"])
    .default("fast");
}

/** Collects a repeatable option. */
export function all(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffff_ffff)
    throw usageError(`--seed takes a whole number from 0 to 4294967295, not "${text}"`);
  return seed;
}

const epochsMax = 20_000_000;

export function epochsOf(text: string): number {
  const epochs = Number(text);
  if (!/^\d+$/.test(text) || epochs > epochsMax)
    throw usageError(`--epochs takes a whole number of at most ${epochsMax}, not "${text}"`);
  return epochs;
}
