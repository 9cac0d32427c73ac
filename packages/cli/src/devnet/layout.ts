import { join } from "node:path";
import { resourceName } from "./wallets.ts";

/** Where a devnet's folders are. Each role's home is what its own `init` makes. */
export type DevnetLayout = Readonly<{
  value: string;
  meta: string;
  gateway: string;
  resourceNode(index: number): string;
  log(name: string): string;
  logs: string;
}>;

export function devnetLayout(dir: string): DevnetLayout {
  const logs = join(dir, "logs");
  return {
    value: join(dir, "value"),
    meta: join(dir, "meta"),
    gateway: join(dir, "gateway"),
    resourceNode: (index) => join(dir, resourceName(index)),
    logs,
    log: (name) => join(logs, `${name}.log`),
  };
}
