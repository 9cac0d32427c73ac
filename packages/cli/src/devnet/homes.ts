import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { privateKeyOfMnemonic, walletFromMnemonic } from "@stos/client";
import { type GenesisPair, makeGenesisPair } from "../genesis/make-pair.ts";
import { ensureGrantKey, initGateway } from "../roles/gateway/init.ts";
import { homeFiles } from "../roles/home.ts";
import { ensureMetaKeys, initMetaNode } from "../roles/meta-node/init.ts";
import { readGenesisFile } from "../roles/open-home.ts";
import { ensureResourceKey, initResourceNode } from "../roles/resource-node/init.ts";
import { ensureValidatorKey, initValueNode } from "../roles/value-node/init.ts";
import { localUrl, type WalletEntry } from "./devnet-file.ts";
import { devnetGenesisPlan } from "./genesis-plan.ts";
import type { DevnetLayout } from "./layout.ts";
import type { DevnetPlan } from "./plan.ts";
import { type DevnetPorts, devnetPorts } from "./ports.ts";
import { relayerName, resourceName } from "./wallets.ts";

export const s3Region = "us-east-1";

const capacity = 2 ** 40;
const bandwidth = 125_000_000;

/**
 * Makes every role's home, by the functions of the roles' own `init`. Run again it changes nothing but configs: keys and genesis
 * files that are there stay.
 */
export async function prepareHomes(plan: DevnetPlan, layout: DevnetLayout): Promise<void> {
  await mkdir(layout.logs, { recursive: true, mode: 0o700 });
  const ports = devnetPorts(plan.portBase, plan.shape);
  const pair = await genesisPair(plan, layout, ports);
  await initNetworks(plan, layout, { ports, pair });
  await initServices(plan, layout, ports);
}

/** The pair follows from plan and keys alone, so a start that was killed between the two files makes the same ones. */
async function genesisPair(
  plan: DevnetPlan,
  layout: DevnetLayout,
  ports: DevnetPorts,
): Promise<GenesisPair> {
  const files = [layout.value, layout.meta].map((home) => join(home, homeFiles.genesis));
  const [value, meta] = files;
  if (value !== undefined && meta !== undefined && files.every(existsSync))
    return { value: await readGenesisFile(value), meta: await readGenesisFile(meta) };

  const validator = await ensureValidatorKey(layout.value);
  const metaKeys = await Promise.all(
    ports.issuers.map((_, index) => ensureMetaKeys(layout.meta, index)),
  );
  return makeGenesisPair(devnetGenesisPlan(plan, { validator, metaKeys, ports }));
}

async function initNetworks(
  plan: DevnetPlan,
  layout: DevnetLayout,
  { ports, pair }: Readonly<{ ports: DevnetPorts; pair: GenesisPair }>,
): Promise<void> {
  await initValueNode({
    home: layout.value,
    moniker: "value",
    rpc: listenOn(ports.valueRpc),
    rest: listenOn(ports.valueRest),
    grpc: listenOn(ports.valueGrpc),
    genesis: pair.value,
  });
  await initMetaNode({
    home: layout.meta,
    moniker: "meta",
    rpc: listenOn(ports.metaRpc),
    rest: listenOn(ports.metaRest),
    genesis: pair.meta,
    value: {
      rpc: localUrl(ports.valueRpc),
      rest: localUrl(ports.valueRest),
      genesis: pair.value,
    },
    members: ports.issuers.map((port, index) => {
      const { mnemonic, keyType } = walletOf(plan, relayerName(index));
      const relayer = { privateKey: privateKeyOfMnemonic(mnemonic), keyType };
      return { issuer: listenOn(port), relayer };
    }),
  });
}

async function initServices(
  plan: DevnetPlan,
  layout: DevnetLayout,
  ports: DevnetPorts,
): Promise<void> {
  const meta = { rpc: localUrl(ports.metaRpc), rest: localUrl(ports.metaRest) };
  for (const [index, port] of ports.resourceNodes.entries()) {
    const home = layout.resourceNode(index);
    await ensureResourceKey(home);
    await initResourceNode({
      home,
      moniker: resourceName(index),
      listen: listenOn(port),
      url: localUrl(port),
      capacity,
      bandwidth,
      meta,
    });
  }

  const { mnemonic, keyType } = walletOf(plan, "user");
  const { address, fileSecret } = walletFromMnemonic(mnemonic, keyType);
  await ensureGrantKey(layout.gateway);
  await initGateway({
    home: layout.gateway,
    listen: listenOn(ports.s3),
    region: s3Region,
    meta,
    accessKeys: [{ ...plan.s3, wallet: address, fileSecret }],
  });
}

/** Throws a RangeError for a name that the plan lacks: the plan's shape names them all. */
export function walletOf(plan: DevnetPlan, name: string): WalletEntry {
  const wallet = plan.wallets[name];
  if (wallet === undefined) throw new RangeError(`the plan has no wallet ${name}`);
  return wallet;
}

function listenOn(port: number): string {
  return `127.0.0.1:${port}`;
}
