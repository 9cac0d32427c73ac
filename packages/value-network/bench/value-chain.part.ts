import {
  accountKeyFromBytes,
  buildTransaction,
  ed25519FromSeed,
  type Signer,
  sha256,
  toBase64,
} from "@stos/codec";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";

/** What every bench of the value network stands on: accounts, their transfers, a genesis. */
export const chainId = "stratos-bench-1";
const stos = 10n ** 18n;
const gasLimit = 200_000n;

export function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ bench: "value", name, value, unit }));
}

export function signersOf(count: number): readonly Signer[] {
  return Array.from({ length: count }, (_, index) =>
    accountKeyFromBytes("secp256k1", sha256(new TextEncoder().encode(`account ${index}`))),
  );
}

/** Each account's transfers, round after round, to the account after it. Genesis numbers accounts by their addresses. */
export function signedTransfers(
  signers: readonly Signer[],
  { rounds, numberOf }: Readonly<{ rounds: number; numberOf: (address: string) => bigint }>,
): readonly Uint8Array[] {
  return Array.from({ length: rounds }, (_, round) =>
    signers.map((signer, index) => {
      const to = signers[(index + 1) % signers.length]?.address ?? signer.address;
      const value = MsgSend.encode({
        fromAddress: signer.address,
        toAddress: to,
        amount: [{ denom: "wei", amount: "1" }],
      }).finish();
      return buildTransaction({
        messages: [{ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value }],
        fee: { amount: [{ denom: "wei", amount: `${gasLimit * 10n ** 9n}` }], gasLimit },
        signer,
        sequence: BigInt(round),
        accountNumber: numberOf(signer.address),
        chainId,
      });
    }),
  ).flat();
}

/** A genesis state whose only validator has `consensusKey`. */
export function appState(
  signers: readonly Signer[],
  { time, consensusKey }: Readonly<{ time: number; consensusKey: Uint8Array }>,
) {
  const balances = signers.map(({ address }) => ({ address, amount: `${1_000n * stos}` }));
  const node = ed25519FromSeed(sha256(new TextEncoder().encode("node")));
  const owner = signers[0]?.address ?? "";
  return {
    bank: { balances },
    staking: {
      validators: [
        {
          operator: owner,
          moniker: "v",
          commission_bp: 0,
          self: `${stos}`,
          delegators: [],
          consensus_key: toBase64(consensusKey),
        },
      ],
    },
    register: {
      parameters: {
        foundation: owner,
        resource_node_registration: true,
        resource_node_deposit_min: `${stos}`,
        meta_node_deposit_min: `${stos}`,
        deposit_lock_seconds: 86_400,
        cooling_off_seconds: 86_400,
        voting_seconds: 86_400,
        approval_numerator: 1,
        approval_denominator: 1,
      },
      nodes: [
        {
          kind: "resource",
          address: node.networkAddress,
          network_key: toBase64(node.publicKey),
          owner,
          beneficiary: owner,
          services: 4,
          moniker: "n",
          deposit: `${stos}`,
        },
      ],
    },
    pot: {
      profile: "tracking",
      epoch_origin: time,
      epoch_seconds: 600,
      reward_lock_epochs: 2_016,
      penalty_seconds: 86_400,
      penalty_bp: 1_000,
      ozone_limit: "1000000000000",
      issued: "0",
    },
    relay: {
      chainId: "stratos-bench-meta-1",
      initialHeight: 1,
      time,
      validatorsHash: "11".repeat(32),
      trustingPeriodSeconds: 86_400,
    },
  };
}
