import { isIP } from "node:net";
import { EngineError } from "./engine-error.ts";

/** Chain ids of production networks: the value network's `stratos-1`, `stratos-2`, … */
const productionChainId = /^stratos-[0-9]+$/;

/** The embedded engine isn't for production: one process holds every validator's key. Throws `EngineError`. */
export function refuseProductionChainId(chainId: string): void {
  if (productionChainId.test(chainId))
    throw new EngineError({ code: "chain-id-reserved", chainId });
}

/** Throws `EngineError` for a host that others than this machine could reach. */
export function refuseOtherThanLoopback(host: string): void {
  const isLoopback =
    host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  if (!isLoopback) throw new EngineError({ code: "address-not-loopback", host });
}
