import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { unavailable } from "../cli-error.ts";
import { type DevnetShape, shapeLimits } from "./options.ts";

/** Every port of a devnet, counted from its base, so that a restart finds its nodes where they were. */
export type DevnetPorts = Readonly<{
  valueRpc: number;
  valueRest: number;
  valueGrpc: number;
  metaRpc: number;
  metaRest: number;
  s3: number;
  issuers: readonly number[];
  resourceNodes: readonly number[];
}>;

const issuersOffset = 10;
const resourceNodesOffset = issuersOffset + shapeLimits.metaNodes.max;

/** What a devnet that was killed leaves open is closed by the system within moments. */
const patienceMs = 3_000;
const pauseMs = 100;

export function devnetPorts(base: number, shape: DevnetShape): DevnetPorts {
  return {
    valueRpc: base,
    valueRest: base + 1,
    metaRpc: base + 2,
    metaRest: base + 3,
    s3: base + 4,
    valueGrpc: base + 5,
    issuers: Array.from({ length: shape.metaNodes }, (_, index) => base + issuersOffset + index),
    resourceNodes: Array.from(
      { length: shape.resourceNodes },
      (_, index) => base + resourceNodesOffset + index,
    ),
  };
}

/** Throws an unavailable error that names the first port in use. */
export async function requireFreePorts(ports: DevnetPorts): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const port of Object.values(ports).flat()) {
    while (!(await isFree(port))) {
      if (Date.now() > deadline)
        throw unavailable(
          `port ${port} is in use by another program; choose other ports with --port-base (a devnet uses up to 80 from there on)`,
        );
      await wait(pauseMs);
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(true)));
  });
}
