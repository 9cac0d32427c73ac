import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type ChainClient, createHttpClient } from "@stos/client";
import {
  type Ed25519PrivateKey,
  encodePublicKey,
  networkKeySigner,
  type StatementDomain,
  signNodeOwner,
} from "@stos/codec";
import { unavailable } from "../cli-error.ts";

/** What registering a node says of its network key, signed by it for this owner on this chain. */
export function registrationProof(key: Ed25519PrivateKey, owner: string, domain: StatementDomain) {
  return {
    networkAddress: key.networkAddress,
    ownerAddress: owner,
    pubkey: {
      $typeName: "google.protobuf.Any" as const,
      ...encodePublicKey(networkKeySigner(key).publicKey),
    },
    networkSignature: signNodeOwner(domain, owner, key),
  };
}

/**
 * In which chain and genesis the signature holds. Without the genesis file its hash is that of the node's own document in the form
 * that `stratos genesis init` writes.
 */
export async function statementDomain(
  chain: ChainClient,
  genesisFile: string | undefined,
): Promise<StatementDomain> {
  const bytes =
    genesisFile === undefined ? await genesisOf(chain.endpoints.rpc) : await readFile(genesisFile);
  return {
    chainId: await chain.chainId(),
    genesisHash: new Uint8Array(createHash("sha256").update(bytes).digest()),
  };
}

async function genesisOf(rpc: string): Promise<string> {
  await using http = createHttpClient();
  const { body } = await http.request(`${rpc}/genesis`);
  const answer = (await body.json()) as { result?: { genesis?: unknown } };
  const document = answer.result?.genesis;
  if (document === undefined)
    throw unavailable(`${rpc}/genesis has no genesis; give --genesis FILE`);
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
