import type { WalletKeyType } from "@stos/client";
import { sub, sum, type Wei, wei } from "@stos/units";
import type { DevnetShape } from "./options.ts";

/** A wallet of the devnet and what genesis gives it. */
export type DevnetWallet = Readonly<{ name: string; keyType: WalletKeyType; balance: Wei }>;

const stos = 10n ** 18n;

/** 100,000,000 STOS less the Mining Pool's 39,000,000: what genesis allocates. */
const allocated = wei(61_000_000n * stos);

export const devnetStakes = {
  /** Each genesis meta node's: together they are s. */
  metaDeposit: wei(10_000n * stos),
  resourceDeposit: wei(1_000n * stos),
  validatorSelf: wei(100_000n * stos),
  commissionBp: 1_000,
  delegations: [
    { name: "alice", amount: wei(50_000n * stos) },
    { name: "bob", amount: wei(25_000n * stos) },
  ],
} as const;

export function metaOwner(index: number): string {
  return `meta-${index + 1}-owner`;
}

export function relayerName(index: number): string {
  return `relayer-${index + 1}`;
}

export function resourceName(index: number): string {
  return `resource-${index + 1}`;
}

export function resourceOwner(index: number): string {
  return `${resourceName(index)}-owner`;
}

/** Every wallet, the S3 user's first; the foundation has what is left of the 61,000,000 STOS that genesis allocates. */
export function devnetWallets(shape: DevnetShape): readonly DevnetWallet[] {
  const named = (name: string, amount: bigint, keyType: WalletKeyType = "secp256k1") => ({
    name,
    keyType,
    balance: wei(amount * stos),
  });
  const funded: readonly DevnetWallet[] = [
    named("user", 1_000_000n),
    named("alice", 100_000n, "ethsecp256k1"),
    named("bob", 100_000n),
    named("carol", 100_000n, "ethsecp256k1"),
    named("validator", 1_000n),
    named("incentive-testnet", 1_000_000n),
    ...times(shape.metaNodes, (index) => named(relayerName(index), 10_000n)),
    ...times(shape.metaNodes, (index) => named(metaOwner(index), 1_000n)),
    ...times(shape.resourceNodes, (index) =>
      named(resourceOwner(index), 10_000n, index === 0 ? "ethsecp256k1" : "secp256k1"),
    ),
  ];
  const spent = sum([...funded.map(({ balance }) => balance), staked(shape)]);
  return [...funded, { name: "foundation", keyType: "secp256k1", balance: sub(allocated, spent) }];
}

function staked({ metaNodes }: DevnetShape): Wei {
  const { metaDeposit, validatorSelf, delegations } = devnetStakes;
  return sum([
    validatorSelf,
    ...delegations.map(({ amount }) => amount),
    ...times(metaNodes, () => metaDeposit),
  ]);
}

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
