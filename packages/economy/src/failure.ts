import { formatOzone, formatStos, type Noz, type Wei } from "@stos/units";

/** Why a rule of the economy refused, as data: callers switch on `code`. */
export type EconomyFailure =
  | Readonly<{ code: "amount-is-zero" }>
  | Readonly<{ code: "ozone-unavailable"; payment: Wei }>
  | Readonly<{ code: "ozone-below-minimum"; bought: Noz; minimum: Noz }>
  | Readonly<{ code: "ozone-limit-exceeded"; wanted: Noz; forSale: Noz }>
  | Readonly<{ code: "ozone-balance-exceeded"; wanted: Noz; balance: Noz }>
  | Readonly<{ code: "limit-would-not-stay-positive"; fall: Noz; forSale: Noz }>
  | Readonly<{ code: "nothing-for-sale" }>
  | Readonly<{ code: "nothing-deposited" }>
  | Readonly<{ code: "nothing-staked" }>
  | Readonly<{ code: "traffic-exceeds-sold"; consumed: Noz; sold: Noz }>
  | Readonly<{ code: "migration-unpaid"; cost: Wei; funds: Wei }>
  | Readonly<{ code: "issued-exceeds-cap"; issued: Wei }>
  | Readonly<{ code: "commission-above-whole"; commissionBp: bigint }>
  | Readonly<{ code: "id-used"; id: string }>
  | Readonly<{ code: "node-unknown"; id: string }>
  | Readonly<{ code: "node-not-active"; id: string }>
  | Readonly<{ code: "node-not-leaving"; id: string }>
  | Readonly<{ code: "node-gone"; id: string }>
  | Readonly<{ code: "meta-node-cannot-unregister"; id: string }>
  | Readonly<{ code: "genesis-missing" }>
  | Readonly<{ code: "genesis-repeated" }>
  | Readonly<{ code: "vectors-malformed"; where: string; problem: string }>;

/** A rule of the economy refused. Nothing has changed. */
export class EconomyError extends Error {
  override readonly name = "EconomyError";
  readonly failure: EconomyFailure;

  constructor(failure: EconomyFailure) {
    super(describe(failure));
    this.failure = failure;
  }
}

function describe(failure: EconomyFailure): string {
  switch (failure.code) {
    case "amount-is-zero":
      return "The amount is zero.";
    case "ozone-unavailable":
      return `${formatStos(failure.payment)} STOS buys less than one noz.`;
    case "ozone-below-minimum":
      return `The payment buys ${formatOzone(failure.bought)} oz, below the ${formatOzone(failure.minimum)} oz asked for.`;
    case "ozone-limit-exceeded":
      return `${formatOzone(failure.wanted)} oz is not below the remaining limit of ${formatOzone(failure.forSale)} oz.`;
    case "ozone-balance-exceeded":
      return `${formatOzone(failure.wanted)} oz is more than the balance of ${formatOzone(failure.balance)} oz.`;
    case "limit-would-not-stay-positive":
      return `The Ozone limit of ${formatOzone(failure.forSale)} oz can't fall by ${formatOzone(failure.fall)} oz.`;
    case "nothing-for-sale":
      return "There is no Ozone for sale, so it has no price.";
    case "nothing-deposited":
      return "There is no genesis deposit, so Ozone has no price.";
    case "nothing-staked":
      return "Nobody has delegated or deposited anything.";
    case "traffic-exceeds-sold":
      return `${formatOzone(failure.consumed)} oz consumed is more than the ${formatOzone(failure.sold)} oz sold and not yet settled.`;
    case "migration-unpaid":
      return `The migration costs ${formatStos(failure.cost)} STOS, but the node has ${formatStos(failure.funds)} STOS.`;
    case "issued-exceeds-cap":
      return `${formatStos(failure.issued)} STOS is more than the Mining Pool ever held.`;
    case "commission-above-whole":
      return `A commission of ${failure.commissionBp} basis points is more than the whole.`;
    case "id-used":
      return `The id "${failure.id}" has been used before.`;
    case "node-unknown":
      return `There is no node "${failure.id}".`;
    case "node-not-active":
      return `The node "${failure.id}" is not active.`;
    case "node-not-leaving":
      return `The node "${failure.id}" is not leaving.`;
    case "node-gone":
      return `The node "${failure.id}" is gone.`;
    case "meta-node-cannot-unregister":
      return `"${failure.id}" is a meta node, which can't unregister here.`;
    case "genesis-missing":
      return "The economy has no genesis yet.";
    case "genesis-repeated":
      return "The economy has its genesis already.";
    case "vectors-malformed":
      return `${failure.where}: ${failure.problem}`;
  }
}
