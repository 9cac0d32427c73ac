import { toHex, validatorSetHash } from "@stos/codec";
import { createApplication, type Genesis, memoryStateStore, type Network } from "@stos/ledger";
import { metaNetwork } from "@stos/meta-network";
import { formatStos, wei } from "@stos/units";
import { valueNetwork } from "@stos/value-network";
import { CliError, inputError } from "../cli-error.ts";

/** What a genesis file is, once its own network has taken it. */
export type GenesisSummary = Readonly<{
  network: "value" | "meta";
  chainId: string;
  time: string;
  validators: number;
  /** sha256 of the file, in hex. */
  hash: string;
}>;

/** All STOS there are: what a genesis mints, to the wei. */
const supplyAtGenesis = wei(100_000_000n * 10n ** 18n);

/**
 * Lets the network itself take the genesis, over a store in memory, as a node's first start would. Throws an input error that says
 * what it refused; for a value network also where it mints anything but 100,000,000 STOS.
 */
export async function checkGenesis(file: string, genesis: Genesis): Promise<GenesisSummary> {
  const isValue = "bank" in genesis.document.app_state;
  await attempt(file, () => (isValue ? checkValue(genesis) : takeGenesis(metaNetwork(), genesis)));
  const { chain_id: chainId, genesis_time: time, validators } = genesis.document;
  return {
    network: isValue ? "value" : "meta",
    chainId,
    time,
    validators: validators.length,
    hash: toHex(genesis.hash),
  };
}

/** Throws an input error where one of the files doesn't trust the other's first validators. */
export function requirePair(value: Genesis, meta: Genesis): void {
  for (const [one, other] of [
    [value, meta],
    [meta, value],
  ] as const) {
    const trusted = one.document.app_state["relay"] as
      | Readonly<Record<string, unknown>>
      | undefined;
    const { chain_id: chainId } = other.document;
    if (trusted?.["chainId"] !== chainId || trusted["validatorsHash"] !== toHex(voterHash(other)))
      throw inputError(
        `the genesis of ${one.document.chain_id} doesn't trust the validators of ${chainId}; make both with one "stratos genesis init"`,
      );
  }
}

async function takeGenesis<C>(network: Network<C>, genesis: Genesis) {
  const application = createApplication({
    network,
    store: await memoryStateStore(network.modules.map(({ name }) => name)),
    chainId: genesis.document.chain_id,
    genesisHash: genesis.hash,
  });
  await application.initChain(genesis.document);
  return application;
}

async function checkValue(genesis: Genesis): Promise<void> {
  const application = await takeGenesis(valueNetwork, genesis);
  const supply = await application.read(({ bank }) => bank.supply());
  if (supply !== supplyAtGenesis)
    throw inputError(
      `it mints ${formatStos(supply)} STOS with the 39000000 of the Mining Pool; all balances, stakes and deposits must add up to ${formatStos(supplyAtGenesis)}`,
    );
}

/** Genesis handlers refuse by `ChainError` or `RangeError`, decoders by their own: each says which field it was. */
async function attempt(file: string, check: () => Promise<unknown>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError({ code: "input-bad", message: `${file}: ${reason}` }, { cause: error });
  }
}

function voterHash({ document }: Genesis): Uint8Array {
  const voters = document.validators.map(({ address, pub_key, power }) => ({
    address,
    publicKey: new Uint8Array(Buffer.from(pub_key.value, "base64")),
    power: BigInt(power),
  }));
  voters.sort((a, b) => Number(b.power - a.power) || (a.address < b.address ? -1 : 1));
  return validatorSetHash(voters);
}
