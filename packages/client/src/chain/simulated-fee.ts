import { mulDivCeil } from "@stos/units";
import type { ChainClient } from "./chain-client.ts";
import type { FeeChoice } from "./transaction-sender.ts";

/** 1 gwei for one gas. */
export const gasPriceWeiDefault = 1_000_000_000n;

/** Half again what a simulation used, in wei at `gasPriceWei`, both rounded up. */
export function simulatedFee(
  chain: ChainClient,
  gasPriceWei: bigint = gasPriceWeiDefault,
): FeeChoice {
  return async (build, signal) => {
    const used = await chain.simulate(build({ amount: [], gasLimit: 0n }), signal);
    const gasLimit = mulDivCeil(used, 3n, 2n);
    return { amount: [{ denom: "wei", amount: `${gasLimit * gasPriceWei}` }], gasLimit };
  };
}
