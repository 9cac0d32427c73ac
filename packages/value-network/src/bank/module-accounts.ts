import { addressBytes, encodeAddress, sha256 } from "@stos/codec";

/** Accounts that no key signs for. I1 adds up what they hold, but for the stake. */
export const moduleAccounts = {
  /** p: the Volume Pool. */
  volumePool: moduleAddress("volume_pool"),
  /** What is still to be mined. */
  miningPool: moduleAddress("mining_pool"),
  /** Deposits of nodes and candidates. */
  deposits: moduleAddress("node_deposits"),
  /** Locked and vested rewards that aren't withdrawn yet. */
  rewards: moduleAddress("rewards"),
  /** Slashed deposits and stake, gas that nobody can claim, gas dust. */
  community: moduleAddress("community_pool"),
  /** The block's gas fees, until it ends. */
  fees: moduleAddress("fee_collector"),
  /** Stake of bonded validators. */
  bonded: moduleAddress("bonded_tokens_pool"),
  /** Stake of other validators, and what is unbonding. */
  notBonded: moduleAddress("not_bonded_tokens_pool"),
  /** What validators and delegators earned and haven't withdrawn: stake rewards, locked or free, and gas fees. */
  distribution: moduleAddress("distribution"),
} as const;

const addresses: ReadonlySet<string> = new Set(Object.values(moduleAccounts));

/** Nobody sends to these: a transfer into the Volume Pool must not look like a PREPAY. */
export function isModuleAccount(address: string): boolean {
  return addresses.has(address);
}

/** As the Cosmos SDK derives them: the first 20 bytes of the name's SHA-256. */
function moduleAddress(name: string): string {
  return encodeAddress("st", sha256(new TextEncoder().encode(name)).subarray(0, addressBytes));
}
