import type { Signer, TransactionOrder, Validator } from "@stos/codec";
import { relayStore } from "../relay/state.ts";
import { signedHeaderOf, validatorOf } from "./comet-json.ts";
import { type CometRpc, cometRpc } from "./comet-rpc.ts";
import type { RelayEndpoint } from "./relay-endpoint.ts";
import { RelayerError } from "./relayer-error.ts";
import { abciQuery, submitTransaction } from "./submit-transaction.ts";

export type HttpEndpointOptions = Readonly<{
  /** A node's CometBFT RPC, `http://HOST:PORT`. */
  url: string;
  chainId: string;
  signer: Signer;
  /** The signer's own address unless told; `stsds…` for a network key. */
  sender?: string;
  /** Empty unless told. */
  feeOf?: (gasLimit: bigint) => TransactionOrder["fee"]["amount"];
  /** How long a transaction may take to stand in a block. Default 60 s. */
  inclusionMs?: number;
}>;

/** Validators of one page at most, by CometBFT. */
const pageLength = 100;
const pagesMax = 3;

/** A chain reached over CometBFT's JSON-RPC. */
export function httpEndpoint(options: HttpEndpointOptions): RelayEndpoint {
  const { url, chainId, signer, sender = signer.address, feeOf = () => [] } = options;
  const { inclusionMs = 60_000 } = options;
  const rpc = cometRpc(url);
  const path = `/store/${relayStore}/key`;

  return {
    chainId,
    sender,
    async newestHeight(signal) {
      const status = await rpc("status", {}, signal);
      return Number(status.at("sync_info").at("latest_block_height").integer());
    },
    async signedHeader(height, signal) {
      const answer = await rpc("commit", { height: `${height}` }, signal);
      return signedHeaderOf(answer.at("signed_header"));
    },
    async validators(height, signal) {
      const validators = await readValidators(rpc, height, signal);
      const totalVotingPower = validators.reduce((sum, { votingPower }) => sum + votingPower, 0n);
      return { validators, totalVotingPower };
    },
    async read(key, height, signal) {
      const { value } = requireAnswer(await abciQuery(rpc, { path, data: key, height }, signal));
      return value.length === 0 ? undefined : value;
    },
    async prove(key, height, signal) {
      const asked = { path, data: key, height, prove: true };
      const { value, proofs } = requireAnswer(await abciQuery(rpc, asked, signal));
      if (value.length === 0) return undefined;
      const [storeProof, rootProof] = proofs;
      if (storeProof === undefined || rootProof === undefined) {
        throw new RelayerError({ code: "malformed", what: "proof" });
      }
      return { value, storeProof, rootProof };
    },
    submit: (messages, signal) =>
      submitTransaction(messages, { rpc, chainId, signer, sender, feeOf, inclusionMs }, signal),
  };
}

async function readValidators(
  rpc: CometRpc,
  height: number,
  signal: AbortSignal,
): Promise<Validator[]> {
  const validators: Validator[] = [];
  for (let page = 1; page <= pagesMax; page += 1) {
    const params = { height: `${height}`, page: `${page}`, per_page: `${pageLength}` };
    const answer = await rpc("validators", params, signal);
    validators.push(...answer.at("validators").list().map(validatorOf));
    if (validators.length >= Number(answer.at("total").integer())) return validators;
  }
  throw new RelayerError({
    code: "malformed",
    what: `set of at most ${pageLength * pagesMax} validators`,
  });
}

function requireAnswer<T extends Readonly<{ code: number; log: string }>>(answer: T): T {
  if (answer.code === 0) return answer;
  throw new RelayerError({ code: "malformed", what: `state: ${answer.log}` });
}
