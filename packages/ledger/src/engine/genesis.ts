import { createHash } from "node:crypto";
import type { GenesisDocument, GenesisValidator } from "../application.ts";
import { EngineError } from "./engine-error.ts";

/** A genesis document with the bytes it was read from; `hash` = sha256 of those bytes. */
export type Genesis = Readonly<{
  document: GenesisDocument;
  bytes: Uint8Array;
  hash: Uint8Array;
}>;

export type GenesisInput = Readonly<{
  chainId: string;
  time: Date;
  /** ed25519 keys with their power; at least one. */
  validators: readonly Readonly<{ publicKey: Uint8Array; power: number; name: string }>[];
  appState: Readonly<Record<string, unknown>>;
  initialHeight?: number;
  blockBytesMax?: number;
  /** -1: without a limit. */
  blockGasMax?: number;
}>;

/** CometBFT's limit for a chain id, in characters. */
const chainIdLengthMax = 50;
/** CometBFT's limit for all voting power together: 2⁶³ / 8. Ours is what a `number` holds exactly. */
const totalPowerMax = Number.MAX_SAFE_INTEGER;
export const genesisBytesMax = 256 * 1024 * 1024;

/** Writes a genesis document in CometBFT's format, ready to be saved as it is. */
export function makeGenesis(input: GenesisInput): Genesis {
  const document: GenesisDocument = {
    genesis_time: input.time.toISOString(),
    chain_id: input.chainId,
    initial_height: `${input.initialHeight ?? 1}`,
    consensus_params: {
      block: {
        max_bytes: `${input.blockBytesMax ?? 8 * 1024 * 1024}`,
        max_gas: `${input.blockGasMax ?? -1}`,
      },
      evidence: {
        max_age_num_blocks: "100000",
        max_age_duration: "172800000000000",
        max_bytes: "1048576",
      },
      validator: { pub_key_types: ["ed25519"] },
      version: { app: "0" },
      abci: { vote_extensions_enable_height: "0" },
    },
    validators: input.validators.map(genesisValidator),
    app_hash: "",
    app_state: input.appState,
  };
  return parseGenesis(new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`));
}

/** Throws `EngineError` `genesis-malformed`. */
export function parseGenesis(bytes: Uint8Array): Genesis {
  if (bytes.byteLength > genesisBytesMax)
    throw malformed(`it is longer than ${genesisBytesMax} bytes`);
  const document = parseJson(bytes);
  checkDocument(document);
  return { document, bytes, hash: createHash("sha256").update(bytes).digest() };
}

function genesisValidator(validator: GenesisInput["validators"][number]): GenesisValidator {
  return {
    address: consensusAddress(validator.publicKey),
    pub_key: {
      type: "tendermint/PubKeyEd25519",
      value: Buffer.from(validator.publicKey).toString("base64"),
    },
    power: `${validator.power}`,
    name: validator.name,
  };
}

/** First 20 bytes of sha256 of an ed25519 key, upper-case hex. */
function consensusAddress(publicKey: Uint8Array): string {
  return createHash("sha256")
    .update(publicKey)
    .digest()
    .subarray(0, 20)
    .toString("hex")
    .toUpperCase();
}

function parseJson(bytes: Uint8Array): GenesisDocument {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value !== "object" || value === null) throw malformed("it is no JSON object");
    return value as GenesisDocument;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw malformed("it is no JSON");
  }
}

function checkDocument(document: GenesisDocument): void {
  const {
    chain_id: chainId,
    genesis_time: time,
    initial_height: initialHeight,
    validators,
  } = document;
  if (typeof chainId !== "string" || chainId.length === 0 || chainId.length > chainIdLengthMax)
    throw malformed(`chain_id must have 1 to ${chainIdLengthMax} characters`);
  if (typeof time !== "string" || Number.isNaN(Date.parse(time)))
    throw malformed("genesis_time is no time");
  if (typeof initialHeight !== "string" || !/^[1-9][0-9]{0,14}$/.test(initialHeight))
    throw malformed("initial_height must be a whole number from 1, as text");
  if (typeof document.app_state !== "object" || document.app_state === null)
    throw malformed("app_state is no object");
  if (!Array.isArray(validators) || validators.length === 0)
    throw malformed("it names no validator");

  const addresses = new Set(validators.map(checkValidator));
  if (addresses.size !== validators.length) throw malformed("a validator stands in it twice");
  const total = validators.reduce((sum, validator) => sum + Number(validator.power), 0);
  if (total > totalPowerMax) throw malformed(`the voting power together is above ${totalPowerMax}`);
}

function checkValidator(validator: GenesisValidator): string {
  const key = Buffer.from(validator?.pub_key?.value ?? "", "base64");
  if (validator?.pub_key?.type !== "tendermint/PubKeyEd25519" || key.byteLength !== 32)
    throw malformed("a validator's pub_key is no tendermint/PubKeyEd25519 of 32 bytes");
  if (!/^[1-9][0-9]{0,15}$/.test(validator.power))
    throw malformed("a validator's power must be a whole number above 0, as text");
  const address = consensusAddress(key);
  if (validator.address !== "" && validator.address !== address)
    throw malformed(`a validator's address is ${validator.address}, its key's is ${address}`);
  return address;
}

function malformed(reason: string): EngineError {
  return new EngineError({ code: "genesis-malformed", reason });
}
