import type { DepositProfile } from "@stos/economy";

/** How a devnet's networks are made; fixed by the first start in its folder. */
export type DevnetShape = Readonly<{
  epochSeconds: number;
  resourceNodes: number;
  metaNodes: number;
  /** Replicas of an object that names no number. */
  replicas: number;
  profile: DepositProfile;
}>;

export const defaultDir = ".stratos/devnet";
export const defaultPortBase = 26_600;

export const defaultShape: DevnetShape = {
  epochSeconds: 30,
  resourceNodes: 6,
  metaNodes: 4,
  replicas: 3,
  profile: "literal",
};

/** What the options accept. */
export const shapeLimits = {
  epochSeconds: { min: 5, max: 86_400 },
  resourceNodes: { min: 1, max: 50 },
  metaNodes: { min: 1, max: 16 },
  replicas: { min: 1, max: 16 },
  portBase: { min: 1_024, max: 65_000 },
} as const;
