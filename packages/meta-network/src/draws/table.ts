/** A node as an epoch's draws see it, whatever becomes of it meanwhile. */
export type TableEntry = Readonly<{
  node: string;
  /** w(Z/s) · remaining/initial · score, scaled as `@stos/economy` has it. */
  weight: bigint;
  owner: string;
  beneficiary: string;
  /** The /24 (/48) networks, or names, of its endpoints. */
  networks: readonly string[];
  /** Bits: 1 computation, 2 database, 4 storage. */
  services: number;
  /** Bytes it still had for slices. */
  free: number;
  /** Whether it took new tasks; a suspended or leaving one only serves what it has. */
  isActive: boolean;
}>;

/** Nodes, weights and free space, frozen. */
export type NodeTable = Readonly<{ epoch: number; entries: readonly TableEntry[] }>;

/** The bit of `services` that stands for files. */
export const storageService = 4;
