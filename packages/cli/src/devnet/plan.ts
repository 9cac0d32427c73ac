import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createMnemonic, walletFromMnemonic } from "@stos/client";
import { inputError, usageError } from "../cli-error.ts";
import { writeFileAtomically } from "../config/write-file.ts";
import { createAccessKey } from "../roles/gateway/access-key.ts";
import type { WalletEntry } from "./devnet-file.ts";
import type { DevnetShape } from "./options.ts";
import { type DevnetWallet, devnetWallets } from "./wallets.ts";

/**
 * What the first start decides once, in `DIR/plan.json` (0600). Everything else follows from it and from the key files, so that
 * a start that was killed anywhere goes on where it was.
 */
export type DevnetPlan = Readonly<{
  version: 1;
  shape: DevnetShape;
  portBase: number;
  /** Unix seconds of both networks' genesis. */
  genesisSeconds: number;
  s3: Readonly<{ accessKeyId: string; secretAccessKey: string }>;
  wallets: Readonly<Record<string, WalletEntry>>;
}>;

const file = "plan.json";

/** The plan of a folder that is there, made at the first start. Throws a usage error where `wanted` contradicts what the folder was made with. */
export async function openPlan(
  dir: string,
  wanted: Readonly<{ shape: Partial<DevnetShape>; portBase: number | undefined }>,
  defaults: Readonly<{ shape: DevnetShape; portBase: number }>,
): Promise<DevnetPlan> {
  const found = await readPlan(dir);
  if (found !== undefined) {
    requireSame(dir, found, wanted);
    return found;
  }

  const shape = possibleShape(wanted.shape, defaults.shape);
  const plan = newPlan(shape, wanted.portBase ?? defaults.portBase);
  await writeFileAtomically(join(dir, file), `${JSON.stringify(plan, undefined, 2)}\n`, 0o600);
  return plan;
}

/** Refuses more replicas than there are nodes; where none are asked for, as many as there can be. */
function possibleShape(wanted: Partial<DevnetShape>, defaults: DevnetShape): DevnetShape {
  const shape = { ...defaults, ...wanted };
  if (wanted.replicas === undefined)
    return { ...shape, replicas: Math.min(shape.replicas, shape.resourceNodes) };
  if (shape.replicas > shape.resourceNodes)
    throw usageError(
      `--replicas ${shape.replicas} needs as many resource nodes, and there are ${shape.resourceNodes}: raise --resource-nodes or ask for fewer replicas`,
    );
  return shape;
}

async function readPlan(dir: string): Promise<DevnetPlan | undefined> {
  let text: string;
  try {
    text = await readFile(join(dir, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const plan = JSON.parse(text) as DevnetPlan;
  if (plan.version !== 1)
    throw inputError(`${join(dir, file)} is of version ${plan.version}; this program knows 1`);
  return plan;
}

function newPlan(shape: DevnetShape, portBase: number): DevnetPlan {
  return {
    version: 1,
    shape,
    portBase,
    genesisSeconds: Math.floor(Date.now() / 1000),
    s3: createAccessKey(),
    wallets: Object.fromEntries(devnetWallets(shape).map(newWallet)),
  };
}

function newWallet({ name, keyType }: DevnetWallet): readonly [string, WalletEntry] {
  const mnemonic = createMnemonic();
  const { address } = walletFromMnemonic(mnemonic, keyType);
  return [name, { address, mnemonic, keyType }];
}

function requireSame(
  dir: string,
  { shape, portBase }: DevnetPlan,
  wanted: Readonly<{ shape: Partial<DevnetShape>; portBase: number | undefined }>,
): void {
  const made: Readonly<Record<string, unknown>> = { ...shape, portBase };
  const asked = Object.entries({ ...wanted.shape, portBase: wanted.portBase });
  for (const [name, value] of asked)
    if (value !== undefined && value !== made[name])
      throw usageError(
        `${dir} was made with ${name} ${made[name]}, which can't change to ${value}: leave the option out, or give a new --dir`,
      );
}
