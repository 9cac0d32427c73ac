import { miningPoolAtGenesis } from "@stos/economy";
import { exportableGenesis, sdkError } from "@stos/ledger";
import { noz, sub, type Wei, wei } from "@stos/units";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount } from "../coins.ts";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import { type PotParameters, potStore } from "./state.ts";

/** Amounts in wei and noz. s is the sum of the genesis nodes' deposits. */
export type PotGenesis = Readonly<{
  profile: "literal" | "tracking";
  /** Unix seconds; the resource network's genesis has the same. */
  epoch_origin: number;
  epoch_seconds: number;
  reward_lock_epochs: number;
  penalty_seconds: number;
  penalty_bp: number;
  /** l₀, in noz. */
  ozone_limit: string;
  /** Mined before: the incentive testnet's 0, or what an earlier network issued. */
  issued: string;
}>;

export const genesis = exportableGenesis(
  potStore,
  ({ bank, pot }: Pick<ValueCapabilities, "bank" | "pot" | "state">, state) => {
    const given = readGenesis(state, "pot");
    const deposited = bank.balance(moduleAccounts.deposits);
    const forSale = noz(parseAmount(given.text("ozone_limit")));
    if (deposited === 0n || forSale === 0n)
      throw sdkError(
        "invalid-request",
        "genesis: Ozone has a price only with deposits and an ozone_limit above 0",
      );

    pot.state.parameters.set(parametersOf(given));
    const issued = given.amount("issued");
    if (issued > miningPoolAtGenesis)
      throw sdkError("invalid-request", `genesis: pot.issued is above ${miningPoolAtGenesis}`);
    const initial = sub(miningPoolAtGenesis, issued);
    bank.mintAtGenesis(moduleAccounts.miningPool, initial);
    startFrom({ pot }, { deposited, forSale, issued, initial });
  },
);

function parametersOf(given: GenesisReader): PotParameters {
  const penaltyBp = given.whole("penalty_bp");
  if (penaltyBp > 10_000)
    throw sdkError("invalid-request", "genesis: a penalty is at most 10000 basis points");
  return {
    profile: profileOf(given.text("profile")),
    epochOrigin: given.whole("epoch_origin"),
    epochSeconds: positive(given.whole("epoch_seconds"), "epoch_seconds"),
    rewardLockEpochs: given.whole("reward_lock_epochs"),
    penaltySeconds: given.whole("penalty_seconds"),
    penaltyBp,
  };
}

type Start = Readonly<{
  deposited: Wei;
  forSale: ReturnType<typeof noz>;
  issued: Wei;
  initial: Wei;
}>;

function startFrom(
  { pot }: Pick<ValueCapabilities, "pot">,
  { deposited, forSale, issued, initial }: Start,
): void {
  const nothing = wei(0n);
  pot.setPool({ deposited, prepaid: nothing, forSale });
  pot.state.ozone.set({ sold: noz(0n), settled: noz(0n), returned: noz(0n) });
  pot.setMining({ issued, pool: initial, returned: nothing, initial });
  pot.state.flows.set({
    deposited,
    prepaid: nothing,
    gas: nothing,
    foundation: nothing,
    slashed: nothing,
    stakePaid: nothing,
    vested: nothing,
    withdrawn: nothing,
    released: nothing,
  });
  pot.state.nextEpoch.set(0);
}

function profileOf(text: string): "literal" | "tracking" {
  if (text === "literal" || text === "tracking") return text;
  throw sdkError("invalid-request", `genesis: pot.profile is "${text}"; literal or tracking`);
}

function positive(value: number, field: string): number {
  if (value > 0) return value;
  throw sdkError("invalid-request", `genesis: pot.${field} must be above 0`);
}
