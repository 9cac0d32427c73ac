import { add, mulDivFloor, noz, sub, sum, wei } from "@stos/units";
import { EconomyError } from "../failure.ts";
import { miningPoolAtGenesis } from "../mining.ts";
import { lookUp, type OrderedMap, withEntry } from "../ordered-map.ts";
import type { Applied, Genesis, GenesisDeposit } from "./operation.ts";
import type { EconomyNode, EconomyState } from "./state.ts";

/** Who holds the Ozone of a pool that genesis filled. */
export const holderBefore = "(before)";

/** Starts the economy at time 0. A genesis without deposit is refused, since Ozone would have no price (reading 27). */
export function startEconomy(state: EconomyState, genesis: Genesis): Applied {
  if (state.hasGenesis) throw new EconomyError({ code: "genesis-repeated" });
  const deposits = sum([...genesis.nodes, ...genesis.metas].map(({ deposit }) => deposit));
  const deposited = genesis.deposited ?? deposits;
  const prepaid = genesis.prepaid ?? wei(0n);
  const issued = genesis.issued ?? wei(0n);
  requireStartable(genesis, deposited, issued);

  const outstanding = noz(mulDivFloor(prepaid, genesis.forSale, deposited));
  const miningPool = sub(miningPoolAtGenesis, issued);
  const started: EconomyState = {
    ...state,
    hasGenesis: true,
    pool: { deposited, prepaid, forSale: genesis.forSale },
    outstanding,
    mining: { issued, pool: miningPool },
    miningPoolAtStart: miningPool,
    issuedAtStart: issued,
    inflow: add(deposits, prepaid),
    balances: outstanding === 0n ? undefined : withEntry(undefined, holderBefore, outstanding),
    nodes: joined(joined(undefined, genesis.nodes, "resource"), genesis.metas, "meta"),
    validators: genesis.validators,
  };
  return { state: started, outcome: { op: "genesis" } };
}

function requireStartable(
  { forSale, validators }: Genesis,
  deposited: bigint,
  issued: bigint,
): void {
  if (deposited === 0n) throw new EconomyError({ code: "nothing-deposited" });
  if (forSale === 0n) throw new EconomyError({ code: "nothing-for-sale" });
  if (issued > miningPoolAtGenesis)
    throw new EconomyError({ code: "issued-exceeds-cap", issued: wei(issued) });

  const ids = new Set<string>();
  for (const { id, commissionBp } of validators) {
    if (ids.has(id)) throw new EconomyError({ code: "id-used", id });
    if (commissionBp > 10_000n)
      throw new EconomyError({ code: "commission-above-whole", commissionBp });
    ids.add(id);
  }
}

function joined(
  before: OrderedMap<EconomyNode>,
  deposits: readonly GenesisDeposit[],
  role: EconomyNode["role"],
): OrderedMap<EconomyNode> {
  return deposits.reduce((nodes, { id, deposit }) => {
    if (lookUp(nodes, id) !== undefined) throw new EconomyError({ code: "id-used", id });
    return withEntry(nodes, id, activeNode({ role, deposit, depositedAt: 0n }));
  }, before);
}

/** A node that has just made its deposit. */
export function activeNode({
  role,
  deposit,
  depositedAt,
}: Readonly<{
  role: EconomyNode["role"];
  deposit: EconomyNode["initial"];
  depositedAt: bigint;
}>): EconomyNode {
  return {
    role,
    status: "active",
    initial: deposit,
    remaining: deposit,
    depositedAt,
    isReleased: false,
  };
}
