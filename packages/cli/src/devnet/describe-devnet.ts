import { ensureResourceKey } from "../roles/resource-node/init.ts";
import { type DevnetFile, localUrl } from "./devnet-file.ts";
import { devnetChainIds } from "./genesis-plan.ts";
import { s3Region } from "./homes.ts";
import type { DevnetLayout } from "./layout.ts";
import type { DevnetPlan } from "./plan.ts";
import { devnetPorts } from "./ports.ts";
import { resourceName } from "./wallets.ts";

/** The file of a devnet whose homes are made. */
export async function describeDevnet(plan: DevnetPlan, layout: DevnetLayout): Promise<DevnetFile> {
  const ports = devnetPorts(plan.portBase, plan.shape);
  const resourceNodes = ports.resourceNodes.map(async (port, index) => {
    const { networkAddress } = await ensureResourceKey(layout.resourceNode(index));
    return { name: resourceName(index), address: networkAddress, url: localUrl(port) };
  });
  return {
    chainId: devnetChainIds.value,
    metaChainId: devnetChainIds.meta,
    value: { rpc: localUrl(ports.valueRpc), rest: localUrl(ports.valueRest) },
    meta: { rpc: localUrl(ports.metaRpc), rest: localUrl(ports.metaRest) },
    s3: { endpoint: localUrl(ports.s3), region: s3Region, ...plan.s3 },
    resourceNodes: await Promise.all(resourceNodes),
    wallets: plan.wallets,
    epochSeconds: plan.shape.epochSeconds,
  };
}
