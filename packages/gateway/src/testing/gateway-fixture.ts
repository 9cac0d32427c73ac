import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialsOf } from "../credentials.ts";
import type { AccessLogEntry } from "../http/access-log.ts";
import { type GatewayOptions, startGateway } from "../start-gateway.ts";
import { MemoryObjectStore } from "./memory-object-store.ts";

export const accessKeyId = "AKIDGATEWAY";
export const secretAccessKey = "a-secret-of-the-tests";

/** A gateway on a free port over a store in memory, with its log kept. */
export async function gatewayFixture(options: Partial<GatewayOptions> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), "stratos-gateway-"));
  const objects = new MemoryObjectStore();
  const log: AccessLogEntry[] = [];
  const gateway = await startGateway({
    listen: { host: "127.0.0.1", port: 0 },
    region: "us-east-1",
    dataDir,
    credentials: credentialsOf([{ accessKeyId, secretAccessKey, owner: "st1owner", objects }]),
    log: (entry) => log.push(entry),
    ...options,
  });
  return {
    objects,
    log,
    port: gateway.port,
    endpoint: `http://127.0.0.1:${gateway.port}`,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
