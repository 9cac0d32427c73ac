import {
  accountKeyFromBytes,
  type Ed25519PrivateKey,
  ed25519FromSeed,
  type Signer,
  sha256,
} from "@stos/codec";
import type {
  BankGenesis,
  PotGenesis,
  RegisterGenesis,
  SlashingGenesis,
  StakingGenesis,
} from "../index.ts";

/** Unix seconds of the genesis, where epoch 0 begins. */
export const origin = 1_800_000_000;
export const chainId = "stratos-test-1";
export const genesisHash = new Uint8Array(32).fill(7);
export const day = 86_400;
export const stos = 10n ** 18n;
export const oz = 10n ** 9n;

export function wallet(name: string): Signer {
  return accountKeyFromBytes("secp256k1", seeded(`wallet ${name}`));
}

export function nodeKey(name: string): Ed25519PrivateKey {
  return ed25519FromSeed(seeded(`node ${name}`));
}

/** The key that signs blocks for the validator of this operator's wallet. */
export function consensusKey(operator: string): Ed25519PrivateKey {
  return ed25519FromSeed(seeded(`consensus ${operator}`));
}

export function addressOf(name: string): string {
  return wallet(name).address;
}

function seeded(name: string): Uint8Array {
  return sha256(new TextEncoder().encode(name));
}

/** What a test says of its genesis; the rest is the paper's. Amounts in wei and noz; node N belongs to the wallet `N owner`. */
export type TestGenesis = Readonly<{
  wallets?: readonly string[];
  nodes?: Readonly<Record<string, bigint>>;
  metas?: Readonly<Record<string, bigint>>;
  /** Their consensus keys are derived from their operators. */
  validators?: readonly TestValidator[];
  staking?: StakingGenesis["parameters"];
  slashing?: SlashingGenesis;
  ozoneLimit?: bigint;
  pot?: Partial<PotGenesis>;
  register?: Partial<RegisterGenesis["parameters"]>;
}>;

export type TestValidator = Omit<StakingGenesis["validators"][number], "consensus_key">;

/** What every wallet of a test begins with. */
export const startBalance = 1_000_000n * stos;

/** The `app_state` of a test network. */
export function appState(given: TestGenesis) {
  const { nodes = { n1: 20_000n * stos }, metas = {}, wallets = [], validators = [] } = given;
  const owners = [...Object.keys(nodes), ...Object.keys(metas)].map(ownerOf);
  const names = [...new Set(["user", "foundation", ...wallets, ...owners])];
  const register: RegisterGenesis = {
    parameters: {
      foundation: addressOf("foundation"),
      resource_node_registration: true,
      resource_node_deposit_min: `${stos}`,
      meta_node_deposit_min: `${stos}`,
      deposit_lock_seconds: 180 * day,
      cooling_off_seconds: 14 * day,
      voting_seconds: 7 * day,
      approval_numerator: 1,
      approval_denominator: 1,
      ...given.register,
    },
    nodes: [
      ...Object.entries(nodes).map(([name, deposit]) => genesisNode("resource", name, deposit)),
      ...Object.entries(metas).map(([name, deposit]) => genesisNode("meta", name, deposit)),
    ],
  };
  const bank: BankGenesis = {
    balances: names.map((name) => ({ address: addressOf(name), amount: `${startBalance}` })),
  };
  const pot: PotGenesis = {
    profile: "literal",
    epoch_origin: origin,
    epoch_seconds: 600,
    reward_lock_epochs: 2_016,
    penalty_seconds: 14 * day,
    penalty_bp: 1_000,
    ozone_limit: `${given.ozoneLimit ?? 1_000_000n * oz}`,
    issued: "0",
    ...given.pot,
  };
  const staking: StakingGenesis = {
    ...(given.staking === undefined ? {} : { parameters: given.staking }),
    validators: validators.map((validator) => ({
      ...validator,
      consensus_key: Buffer.from(consensusKey(validator.operator).publicKey).toString("base64"),
    })),
  };
  return { bank, staking, slashing: given.slashing, register, pot, relay };
}

export function ownerOf(node: string): string {
  return `${node} owner`;
}

function genesisNode(
  kind: "resource" | "meta",
  name: string,
  deposit: bigint,
): RegisterGenesis["nodes"][number] {
  const key = nodeKey(name);
  return {
    kind,
    address: key.networkAddress,
    network_key: Buffer.from(key.publicKey).toString("base64"),
    owner: addressOf(ownerOf(name)),
    beneficiary: addressOf(ownerOf(name)),
    services: kind === "resource" ? 4 : 0,
    moniker: name,
    deposit: `${deposit}`,
  };
}

/** No packet is proved in these tests: they enter behind the light client. */
const relay = {
  chainId: "stratos-test-meta-1",
  initialHeight: 1,
  time: origin,
  validatorsHash: "11".repeat(32),
  trustingPeriodSeconds: 10 * 365 * day,
};
