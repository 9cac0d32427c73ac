import { drawByWeight } from "@stos/economy";
import { mulDivFloor, type Noz } from "@stos/units";
import type { MetaCapabilities } from "../capabilities.ts";
import { digest, uniformOf } from "../digest.ts";
import { refuse } from "../failure.ts";
import type { Member } from "../membership/state.ts";
import type { Price } from "../nodes/state.ts";

/** A member that can issue. */
export type Issuer = Member & Readonly<{ issuerKey: Uint8Array }>;

/**
 * The session's issuer: drawn by R among the meta nodes that have an issuer's key and endpoint and whose open holds stay
 * within half their deposit at the present price. Nobody chooses it.
 */
export async function drawIssuer(
  {
    membership,
    nodes,
    parameters,
    randomness,
    sessions,
  }: Pick<MetaCapabilities, "membership" | "nodes" | "parameters" | "randomness" | "sessions">,
  { session, hold }: Readonly<{ session: Uint8Array; hold: Noz }>,
): Promise<Issuer> {
  const price = nodes.price();
  const isBonded = parameters.get().issuerBond;
  const able = (await membership.all()).filter((member): member is Issuer => {
    if (member.issuerKey === undefined || member.issuerUrl === "") return false;
    return !isBonded || sessions.issuedBy(member.node) + hold <= bondOf(member, price);
  });

  const uniform = uniformOf(digest("stratos/issuer/v1", randomness.current(), session));
  const [drawn] = drawByWeight(
    able.map(({ node }) => ({ id: node, weight: 1n })),
    [uniform],
  );
  const issuer = able.find(({ node }) => node === drawn);
  if (issuer === undefined)
    throw refuse(
      "issuers-exhausted",
      `no meta node's deposit covers a hold of ${hold} noz now; ask for less or wait`,
    );
  return issuer;
}

/** Half of the deposit in noz: Z · l / (s + p) / 2. Rounds down. */
function bondOf({ deposit }: Member, price: Price | undefined): bigint {
  if (price === undefined || price.deposited + price.prepaid === 0n) return 0n;
  return mulDivFloor(deposit, price.forSale, (price.deposited + price.prepaid) * 2n);
}
