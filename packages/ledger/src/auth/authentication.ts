import { sdkError } from "../chain-error.ts";
import type { BlockInfo } from "../context.ts";
import type { Admission, AdmissionMode, Transaction } from "../module.ts";
import { transactionGas } from "../state/gas.ts";
import type { Account, Accounts } from "./accounts.ts";
import type { Auth, AuthCapabilities } from "./auth.ts";
import { checkSignature, signatureGas } from "./signature.ts";

/**
 * Takes the fee from `payer`, or throws `ChainError`: insufficient-fee below the floor (not in `simulate`, and the
 * floor of a node's own only in `check`), insufficient-funds.
 */
export type FeeRule<C> = (
  capabilities: C,
  transaction: Transaction,
  payer: string,
  mode: AdmissionMode,
) => void | Promise<void>;

export type AuthenticationOptions<C> = Readonly<{
  /** Absent: the fee must be empty. */
  fees?: FeeRule<C>;
  /**
   * Whose account begins with the first transaction; none unless told. Such a transaction is signed for the account number 0
   * and the sequence 0.
   */
  firstUse?: (address: string) => boolean;
}>;

/** What a transaction may hold at most, beside its own limits. */
export const authLimits = { memoBytes: 256, signers: 7 } as const;

/** Admits what its signers have signed for this chain, once: SIGN_MODE_DIRECT with each account's sequence. */
export function authentication<C extends AuthCapabilities>({
  fees = requireNoFee,
  firstUse = () => false,
}: AuthenticationOptions<C>): Admission<C> {
  return {
    async admit(capabilities, transaction, mode) {
      const { accounts, gas, block } = capabilities.auth;
      checkForm(transaction, block);
      gas.consume(transactionGas.byte * BigInt(transaction.byteLength), "the transaction's bytes");
      const payer = payerOf(transaction);
      const signing = transaction.signers.map((address) => accountOf(accounts, address, firstUse));
      checkSequences(signing, transaction);

      await fees(capabilities, transaction, payer, mode);
      for (const [index, account] of signing.entries()) {
        gas.consume(signatureGas(transaction.signerInfos[index]), "a signature");
        const publicKey =
          mode === "simulate"
            ? account.publicKey
            : checkSignature({ account, index, transaction, chainId: block.chainId });
        const stored = accounts.ensure(account.address);
        accounts.set({ ...stored, publicKey, sequence: account.sequence + 1 });
      }
      emitAdmitted(capabilities.auth, transaction, payer, signing);
    },
  };
}

function checkForm(
  { memo, timeoutHeight, signers, signerInfos, signatures }: Transaction,
  block: BlockInfo,
) {
  const memoBytes = Buffer.byteLength(memo);
  if (memoBytes > authLimits.memoBytes) {
    throw sdkError(
      "memo-too-large",
      `maximum number of bytes of a memo is ${authLimits.memoBytes} but received ${memoBytes}`,
    );
  }
  if (timeoutHeight !== 0n && BigInt(block.height) > timeoutHeight) {
    throw sdkError("tx-timeout", `block height: ${block.height}, timeout height: ${timeoutHeight}`);
  }
  if (signers.length > authLimits.signers) {
    throw sdkError(
      "too-many-signatures",
      `signatures: ${signers.length}, limit: ${authLimits.signers}`,
    );
  }
  if (signerInfos.length === 0 || signatures.length === 0) {
    throw sdkError("no-signatures", "no signatures supplied");
  }
  if (signerInfos.length !== signers.length || signatures.length !== signers.length) {
    throw sdkError(
      "unauthorized",
      `wrong number of signers; expected ${signers.length}, got ${signatures.length}`,
    );
  }
}

function payerOf({ fee, signers }: Transaction): string {
  const [first = ""] = signers;
  const payer = fee.payer === "" ? first : fee.payer;
  if (signers.includes(payer)) return payer;
  throw sdkError(
    "unauthorized",
    `the fee's payer ${payer.slice(0, 100)} doesn't sign the transaction`,
  );
}

function accountOf(
  accounts: Accounts,
  address: string,
  firstUse: (address: string) => boolean,
): Account {
  const found = accounts.get(address);
  if (found !== undefined) return found;
  if (firstUse(address)) return { address, number: 0, sequence: 0, publicKey: undefined };
  throw sdkError("unknown-address", `account ${address} not found: unknown address`);
}

/** CosmJS and others read the expected number out of this sentence. */
function checkSequences(signing: readonly Account[], { signerInfos }: Transaction): void {
  for (const [index, { sequence }] of signing.entries()) {
    const signed = signerInfos[index]?.sequence;
    if (signed === BigInt(sequence)) continue;
    throw sdkError(
      "wrong-sequence",
      `account sequence mismatch, expected ${sequence}, got ${signed}: incorrect account sequence`,
    );
  }
}

function requireNoFee(_capabilities: unknown, { fee }: Transaction): void {
  if (fee.amount.length > 0)
    throw sdkError("invalid-coins", "this chain takes no fees: leave the fee empty");
}

function emitAdmitted(
  { emit }: Auth,
  { fee, signatures }: Transaction,
  payer: string,
  signing: readonly Account[],
): void {
  const amount = fee.amount.map(({ denom, amount }) => `${amount}${denom}`).join(",");
  const ofTx = (key: string, value: string) => ({ key, value });
  emit({ type: "tx", attributes: [ofTx("fee", amount), ofTx("fee_payer", payer)] });
  for (const [index, { address, sequence }] of signing.entries()) {
    const signature = Buffer.from(signatures[index] ?? new Uint8Array()).toString("base64");
    emit({ type: "tx", attributes: [ofTx("acc_seq", `${address}/${sequence}`)] });
    emit({ type: "tx", attributes: [ofTx("signature", signature)] });
  }
}
