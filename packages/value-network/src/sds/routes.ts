import { priceE18, quotePurchase } from "@stos/economy";
import { type Route, sdkError } from "@stos/ledger";
import { formatDecimal, parseStos, stosDecimals, type Wei } from "@stos/units";
import type { ValueCapabilities } from "../capabilities.ts";
import { parseAmount } from "../coins.ts";

type Needs = Pick<ValueCapabilities, "pot">;

const root = "/stratos/sds/v1";

export const routes: readonly Route<Needs>[] = [
  { method: "GET", path: `${root}/params`, handle: () => ({ params: { bond_denom: "wei" } }) },
  {
    method: "GET",
    path: `${root}/noz_price`,
    handle: ({ pot }) => ({ price: weiPerNoz(priceE18(pot.pool())) }),
  },
  {
    method: "GET",
    path: `${root}/noz_supply`,
    handle({ pot }) {
      const { forSale } = pot.pool();
      return { remaining: `${forSale}`, total: `${forSale + pot.outstanding()}` };
    },
  },
  {
    method: "GET",
    path: `${root}/sim_prepay/:amount`,
    handle: ({ pot }, { params }) => ({
      noz: `${quotePurchase(pot.pool(), parseCoin(params["amount"] ?? "")).bought}`,
    }),
  },
  {
    method: "GET",
    path: "/stratos/economy/v1/prepay/:wei",
    handle({ pot }, { params }) {
      const before = pot.pool();
      const { bought, pool } = quotePurchase(before, parseAmount(params["wei"] ?? ""));
      if (bought === 0n) throw sdkError("invalid-request", "that buys less than one noz");
      return {
        noz: `${bought}`,
        price_before: stosPerOzone(priceE18(before)),
        price_after: stosPerOzone(priceE18(pool)),
      };
    },
  },
];

/** `10stos`, `0.5stos`, `3gwei`, `7wei`. Throws `ChainError`. */
function parseCoin(text: string): Wei {
  const match = /^([\d.]{1,60})(wei|gwei|stos)$/.exec(text);
  const [, digits = "", unit = ""] = match ?? [];
  const amount = unit === "wei" ? parseAmount(digits) : parseStos(digits);
  if (match === null || amount === undefined)
    throw sdkError("invalid-coins", `"${text}" is no amount such as 10stos`);
  return unit === "gwei" ? parseAmount(`${amount / 10n ** 9n}`) : amount;
}

/** As Cosmos writes a Dec, always with 18 decimals. From STOS per Ozone times 10¹⁸: a wei per noz is 10⁻⁹ STOS per Ozone. */
function weiPerNoz(priceOfOzoneE18: bigint): string {
  const scale = 10n ** 9n;
  const fraction = `${priceOfOzoneE18 % scale}`.padStart(9, "0").padEnd(18, "0");
  return `${priceOfOzoneE18 / scale}.${fraction}`;
}

function stosPerOzone(priceOfOzoneE18: bigint): string {
  return formatDecimal(priceOfOzoneE18, stosDecimals);
}
