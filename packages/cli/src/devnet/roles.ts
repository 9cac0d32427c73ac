import type { DevnetLayout } from "./layout.ts";
import type { DevnetShape } from "./options.ts";
import { resourceName } from "./wallets.ts";

/** A process of the devnet and the command that it runs. */
export type DevnetRole = Readonly<{ name: string; words: readonly string[] }>;

function roleOf(name: string, command: string, home: string): DevnetRole {
  return { name, words: [command, "start", "--home", home] };
}

export type DevnetRoles = Readonly<{
  value: DevnetRole;
  meta: DevnetRole;
  gateway: DevnetRole;
  resourceNodes: readonly DevnetRole[];
}>;

export function devnetRoles(layout: DevnetLayout, shape: DevnetShape): DevnetRoles {
  return {
    value: roleOf("value", "value-node", layout.value),
    meta: roleOf("meta", "meta-node", layout.meta),
    gateway: roleOf("gateway", "gateway", layout.gateway),
    resourceNodes: Array.from({ length: shape.resourceNodes }, (_, index) =>
      roleOf(resourceName(index), "resource-node", layout.resourceNode(index)),
    ),
  };
}
