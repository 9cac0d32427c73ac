/**
 * An issuer that answers random asks until it is killed: `asking-process.ts JOURNAL SEED NONCE NOZ`. Each line that it
 * writes is what a client has got.
 */

import { openIssuer } from "../issuer.ts";
import { allowancesOf } from "./allowances-of.ts";
import { knownReachability, signedAsks, startIssuingChain } from "./issuing-chain.ts";

const [, , journal = "", seedText = "1", nonceText = "1", noz = "0"] = process.argv;
const chain = await startIssuingChain({ noz: BigInt(noz) });
const issuer = await openIssuer({
  chain: chain.view,
  key: chain.issuerKey,
  journal,
  prober: knownReachability(),
});

let random = Number(seedText);
const below = (limit: number) => {
  random = (random * 48_271) % 2_147_483_647;
  return random % limit;
};

for (let nonce = Number(nonceText); ; nonce += 1) {
  const asks = Array.from({ length: 1 + below(3) }, () => ({
    kind: "upload",
    size: 1 + below(1_048_576),
    replicas: 3,
    count: 1 + below(4),
  }));
  try {
    const { answers, allowances } = await issuer.answer(...signedAsks(chain, nonce, asks));
    const numbers = answers.flatMap((answer) =>
      "assignments" in answer ? answer.assignments.map(({ number }) => number) : [],
    );
    process.stdout.write(
      `${JSON.stringify({ nonce, numbers, allowances: allowancesOf(allowances) })}\n`,
    );
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ nonce, refused: String(error) })}\n`);
  }
}
