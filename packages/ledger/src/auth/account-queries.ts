import { encodePublicKey, isAddress, type PublicKey, toBase64 } from "@stos/codec";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import {
  QueryAccountRequest,
  QueryAccountResponse,
  QueryParamsResponse,
} from "cosmjs-types/cosmos/auth/v1beta1/query";
import { sdkError } from "../chain-error.ts";
import type { QueryHandler, Route } from "../module.ts";
import { transactionGas } from "../state/gas.ts";
import type { Account, Accounts } from "./accounts.ts";
import type { AuthCapabilities } from "./auth.ts";
import { authLimits } from "./authentication.ts";

const accountTypeUrl = "/cosmos.auth.v1beta1.BaseAccount";

/** What ordinary Cosmos clients read of accounts. */
export const accountQueries: readonly QueryHandler<AuthCapabilities>[] = [
  {
    path: "/cosmos.auth.v1beta1.Query/Account",
    handle({ auth: { accounts } }, request) {
      const { address } = decodedRequest(() => QueryAccountRequest.decode(request));
      const value = BaseAccount.encode(baseAccount(requireAccount(accounts, address))).finish();
      return QueryAccountResponse.encode({ account: { typeUrl: accountTypeUrl, value } }).finish();
    },
  },
  {
    path: "/cosmos.auth.v1beta1.Query/Params",
    handle: () => QueryParamsResponse.encode({ params: authParams() }).finish(),
  },
];

export const accountRoutes: readonly Route<AuthCapabilities>[] = [
  {
    method: "GET",
    path: "/cosmos/auth/v1beta1/accounts/:address",
    handle: ({ auth: { accounts } }, { params }) => ({
      account: accountJson(requireAccount(accounts, params["address"] ?? "")),
    }),
  },
  {
    method: "GET",
    path: "/cosmos/auth/v1beta1/params",
    handle: () => ({ params: paramsJson() }),
  },
];

/** "not found" is what CosmJS looks for in the sentence. */
function requireAccount(accounts: Accounts, address: string): Account {
  if (!isAddress("st", address) && !isAddress("stsds", address)) {
    throw sdkError("invalid-address", `"${address.slice(0, 100)}" is no account's address`);
  }
  const account = accounts.get(address);
  if (account !== undefined) return account;
  throw sdkError(
    "key-not-found",
    `rpc error: code = NotFound desc = account ${address} not found: key not found`,
  );
}

function baseAccount({ address, publicKey, number, sequence }: Account): BaseAccount {
  return {
    address,
    accountNumber: BigInt(number),
    sequence: BigInt(sequence),
    ...(publicKey === undefined ? {} : { pubKey: encodePublicKey(publicKey) }),
  };
}

function accountJson({ address, publicKey, number, sequence }: Account) {
  return {
    "@type": accountTypeUrl,
    address,
    pub_key: publicKey === undefined ? null : publicKeyJson(publicKey),
    account_number: `${number}`,
    sequence: `${sequence}`,
  };
}

function publicKeyJson({ typeUrl, bytes }: PublicKey) {
  return { "@type": typeUrl, key: toBase64(bytes) };
}

function authParams() {
  return {
    maxMemoCharacters: BigInt(authLimits.memoBytes),
    txSigLimit: BigInt(authLimits.signers),
    txSizeCostPerByte: transactionGas.byte,
    sigVerifyCostEd25519: transactionGas.ed25519,
    sigVerifyCostSecp256k1: transactionGas.secp256k1,
  };
}

function paramsJson() {
  return {
    max_memo_characters: `${authLimits.memoBytes}`,
    tx_sig_limit: `${authLimits.signers}`,
    tx_size_cost_per_byte: `${transactionGas.byte}`,
    sig_verify_cost_ed25519: `${transactionGas.ed25519}`,
    sig_verify_cost_secp256k1: `${transactionGas.secp256k1}`,
  };
}

function decodedRequest<T>(decode: () => T): T {
  try {
    return decode();
  } catch {
    throw sdkError("invalid-request", "the request is malformed");
  }
}
