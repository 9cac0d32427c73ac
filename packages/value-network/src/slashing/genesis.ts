import { exportableGenesis, sdkError } from "@stos/ledger";
import type { ValueCapabilities } from "../capabilities.ts";
import { one, parseDecimalText } from "../decimal.ts";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import { type SlashingParameters, slashingStore } from "./state.ts";

/** Fractions as text: "0.05". Absent: the live network's. */
export type SlashingGenesis = Readonly<{
  signed_blocks_window: number;
  min_signed_per_window: string;
  downtime_jail_seconds: number;
  slash_fraction_double_sign: string;
  slash_fraction_downtime: string;
}>;

export const genesis = exportableGenesis(
  slashingStore,
  ({ slashing }: Pick<ValueCapabilities, "slashing" | "state">, given) => {
    slashing.state.parameters.set(
      given === undefined ? liveParameters : parametersOf(readGenesis(given, "slashing")),
    );
  },
);

/** 6 hours in jail for less than 5 % of 10,000 blocks, at 0.02 % of the stake; 5 % for signing twice. */
const liveParameters: SlashingParameters = {
  signedBlocksWindow: 10_000,
  minSignedPerWindow: one / 20n,
  downtimeJailSeconds: 6 * 3_600,
  slashFractionDoubleSign: one / 20n,
  slashFractionDowntime: one / 5_000n,
};

function parametersOf(given: GenesisReader): SlashingParameters {
  const fraction = (field: string) => {
    const value = parseDecimalText(given.text(field), `slashing.${field}`);
    if (value > one) throw invalid(`slashing.${field} is at most 1`);
    return value;
  };
  const signedBlocksWindow = given.whole("signed_blocks_window");
  if (signedBlocksWindow === 0) throw invalid("slashing.signed_blocks_window must be above 0");
  return {
    signedBlocksWindow,
    minSignedPerWindow: fraction("min_signed_per_window"),
    downtimeJailSeconds: given.whole("downtime_jail_seconds"),
    slashFractionDoubleSign: fraction("slash_fraction_double_sign"),
    slashFractionDowntime: fraction("slash_fraction_downtime"),
  };
}

function invalid(reason: string): Error {
  return sdkError("invalid-request", `genesis: ${reason}`);
}
