import { EconomyError } from "@stos/economy";
import { ChainError, sdkError } from "@stos/ledger";

/** Our modules' own codes, by codespace. Numbers are part of the protocol: never reuse one. */
const codes = {
  register: {
    "address-used": 2,
    "node-unknown": 3,
    "node-not-active": 4,
    "not-the-owner": 5,
    "deposit-below-minimum": 6,
    "signature-wrong": 7,
    "key-mismatch": 8,
    "registration-closed": 9,
    "description-too-long": 10,
    "not-the-foundation": 11,
    "not-a-candidate": 12,
    "vote-closed": 13,
    "not-an-elector": 14,
    "already-voted": 15,
    "node-type-invalid": 16,
    "limit-would-not-stay-positive": 17,
    "too-many-deposits": 18,
  },
  /** The Cosmos SDK's own numbers, for those who know them. */
  staking: {
    "validator-unknown": 3,
    "operator-used": 4,
    "consensus-key-used": 5,
    "consensus-key-invalid": 6,
    "validator-jailed": 7,
    "commission-above-whole": 10,
    "commission-above-its-maximum": 11,
    "commission-changed-today": 12,
    "commission-change-above-its-maximum": 15,
    "self-delegation-below-minimum": 16,
    "minimum-self-delegation-lowered": 17,
    "delegation-unknown": 19,
    "delegation-too-small": 22,
    "unbonding-unknown": 26,
    "too-many-unbondings": 27,
    "redelegation-to-itself": 29,
    "redelegation-too-small": 30,
    "redelegation-target-unknown": 31,
    "redelegation-of-a-redelegation": 32,
    "too-many-redelegations": 33,
    "validator-without-tokens": 34,
    "commission-below-minimum": 40,
    "description-invalid": 41,
  },
  slashing: {
    "validator-unknown": 2,
    "validator-jailed": 4,
    "validator-not-jailed": 5,
    "self-delegation-missing": 6,
    "self-delegation-below-minimum": 7,
    "signing-info-unknown": 8,
  },
  distribution: { "nothing-delegated": 5, "no-commission": 7 },
  sds: { "ozone-unavailable": 2, "below-minimum": 3, "deadline-passed": 4 },
  pot: {
    "nothing-vested": 2,
    "report-of-another-epoch": 3,
    "report-part-invalid": 4,
    "node-unknown": 5,
    "migration-refused": 6,
    "penalty-unknown": 7,
    "nothing-to-deposit": 8,
  },
} as const;

type Codespace = keyof typeof codes;

/** Refuses a message in the name of one of our modules. */
export function refuse<S extends Codespace>(
  codespace: S,
  code: keyof (typeof codes)[S] & string,
  reason: string,
): ChainError {
  const table: Readonly<Record<string, number>> = codes[codespace];
  const number = table[code];
  if (number === undefined) throw new RangeError(`${codespace} has no code ${code}`);
  return new ChainError({ codespace, code: number, reason });
}

/** Runs a rule of the economy; what it refuses becomes the chain's own refusal. */
export function byRule<T>(refusal: (error: EconomyError) => ChainError, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (error instanceof EconomyError) throw refusal(error);
    throw error;
  }
}

export function insufficientFunds(available: bigint, wanted: bigint): ChainError {
  return sdkError(
    "insufficient-funds",
    `spendable balance ${available}wei is smaller than ${wanted}wei: insufficient funds`,
  );
}
