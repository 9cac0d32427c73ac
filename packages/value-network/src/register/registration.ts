import { networkAddress, parsePublicKey, verifyNodeOwner } from "@stos/codec";
import type { Wei } from "@stos/units";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { amountOf, type Coin } from "../coins.ts";
import { refuse } from "../failure.ts";
import { atEdge } from "../wire.ts";
import { parseDescription } from "./description.ts";
import type { Description } from "./state.ts";

/** What registering a node of either kind takes. */
export type Registration = Readonly<{
  address: string;
  networkKey: Uint8Array;
  deposit: Wei;
  owner: string;
  beneficiary: string;
  description: Description;
  networkSignature: Uint8Array;
}>;

type Message = Readonly<{
  networkAddress: string;
  pubkey?: Readonly<{ typeUrl: string; value: Uint8Array }> | undefined;
  value?: Coin | undefined;
  ownerAddress: string;
  beneficiaryAddress: string;
  description?: Description | undefined;
  networkSignature: Uint8Array;
}>;

/** Parses what both create messages share. Without a beneficiary the owner is it. Throws `ChainError`. */
export function parseRegistration(message: Message): Registration {
  const owner = requireAccountAddress(message.ownerAddress, "owner_address");
  const { beneficiaryAddress } = message;
  return {
    address: requireNetworkAddress(message.networkAddress, "network_address"),
    networkKey: networkKeyOf(message),
    deposit: amountOf(message.value ?? { denom: "", amount: "" }),
    owner,
    beneficiary:
      beneficiaryAddress === ""
        ? owner
        : requireAccountAddress(beneficiaryAddress, "beneficiary_address"),
    description: parseDescription(message.description),
    networkSignature: message.networkSignature,
  };
}

function networkKeyOf({ pubkey, networkAddress: address }: Message): Uint8Array {
  if (pubkey === undefined)
    throw refuse("register", "key-mismatch", "the node's public key is missing");
  const { type, bytes } = atEdge(() => parsePublicKey(pubkey));
  if (type !== "ed25519" || networkAddress(bytes) !== address)
    throw refuse(
      "register",
      "key-mismatch",
      `${address} is not the address of the given ed25519 key`,
    );
  return bytes;
}

/**
 * Refuses an address that was ever used, and one whose key hasn't signed that this owner may register it: so nobody
 * takes another's address.
 */
export function requireRegistrable(
  { block, register }: Pick<ValueCapabilities, "block" | "register">,
  { address, networkKey, networkSignature, owner }: Registration,
): void {
  if (register.node(address) !== undefined)
    throw refuse(
      "register",
      "address-used",
      `${address} is or was registered; a network address is used once`,
    );

  const proof = { key: networkKey, signature: networkSignature };
  if (networkSignature.length !== 64 || !verifyNodeOwner(block, owner, proof))
    throw refuse(
      "register",
      "signature-wrong",
      `the key of ${address} has not signed for the owner ${owner}; sign with the node's network key (network_signature)`,
    );
}
