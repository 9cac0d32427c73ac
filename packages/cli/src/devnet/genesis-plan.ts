import type { Ed25519PrivateKey } from "@stos/codec";
import { sum, wei } from "@stos/units";
import { ozoneLimitAt } from "../genesis/ozone-limit.ts";
import type { GenesisPlan, GenesisRules, PlannedMetaNode } from "../genesis/plan.ts";
import { paperRules } from "../genesis/rules.ts";
import type { MetaKeys } from "../roles/meta-node/init.ts";
import { localUrl } from "./devnet-file.ts";
import type { DevnetShape } from "./options.ts";
import type { DevnetPlan } from "./plan.ts";
import type { DevnetPorts } from "./ports.ts";
import { devnetStakes, devnetWallets, metaOwner } from "./wallets.ts";

export const devnetChainIds = {
  value: "stratos-devnet-1",
  meta: "stratos-devnet-meta-1",
} as const;

/** 1/50 STOS for an oz. */
const price = { numerator: 1n, denominator: 50n };
/** Ten years: a devnet that lay still for a while must come up again. */
const trustingSeconds = 10 * 365 * 86_400;

export function devnetGenesisPlan(
  plan: DevnetPlan,
  keys: Readonly<{
    validator: Ed25519PrivateKey;
    metaKeys: readonly MetaKeys[];
    ports: DevnetPorts;
  }>,
): GenesisPlan {
  const { shape } = plan;
  const addressOf = (name: string) => plan.wallets[name]?.address ?? "";
  const metaNodes = keys.metaKeys.map(
    ({ network, issuer }, index): PlannedMetaNode => ({
      moniker: `meta-${index + 1}`,
      networkKey: network.publicKey,
      issuerKey: issuer.publicKey,
      issuerUrl: localUrl(keys.ports.issuers[index] ?? 0),
      owner: addressOf(metaOwner(index)),
      beneficiary: addressOf(metaOwner(index)),
      deposit: devnetStakes.metaDeposit,
    }),
  );

  return {
    chainId: devnetChainIds.value,
    metaChainId: devnetChainIds.meta,
    time: new Date(plan.genesisSeconds * 1000),
    profile: shape.profile,
    ozoneLimit: ozoneLimitAt(sum(metaNodes.map(({ deposit }) => deposit)), price),
    epochSeconds: shape.epochSeconds,
    foundation: addressOf("foundation"),
    balances: devnetWallets(shape).map(({ name, balance }) => ({
      address: addressOf(name),
      amount: balance,
    })),
    validators: [
      {
        operator: addressOf("validator"),
        moniker: "validator-1",
        commissionBp: devnetStakes.commissionBp,
        self: devnetStakes.validatorSelf,
        delegators: devnetStakes.delegations.map(({ name, amount }) => ({
          delegator: addressOf(name),
          amount,
        })),
        consensusKey: keys.validator.publicKey,
      },
    ],
    metaNodes,
    rules: devnetRules(shape),
  };
}

function devnetRules({ replicas }: DevnetShape): GenesisRules {
  return {
    ...paperRules,
    resourceNodeDepositMin: wei(10n ** 18n),
    replicas: { default: replicas, min: 1, max: Math.max(16, replicas) },
    distinctNetworks: false,
    trustingPeriodSeconds: { value: trustingSeconds, meta: trustingSeconds },
  };
}
