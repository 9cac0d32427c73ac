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
