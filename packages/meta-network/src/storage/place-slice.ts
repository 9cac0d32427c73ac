import { type Custody, equalBytes, type Slice, toHex, verifyAssignment } from "@stos/codec";
import type { MetaCapabilities } from "../capabilities.ts";
import { drawUpload } from "../draws/index.ts";
import { refuse } from "../failure.ts";
import type { Session } from "../sessions/state.ts";
import { isInCustody } from "./custody-check.ts";
import type { Placement } from "./state.ts";

type Wanted = Readonly<{ wallet: string; slice: Slice; replicas: number }>;

/** References a slice that stands already in an object of the same wallet, or takes a new one with its custody. */
export function placeSlice(
  capabilities: MetaCapabilities,
  { wallet, slice, replicas }: Wanted,
): void {
  const { placements } = capabilities.storage;
  const first = firstOf(slice);
  const name = { session: first.session, number: first.number };
  const nodes = slice.custody.map(({ node }) => node);

  const known = placements.get(name);
  if (known === undefined) takeCustody(capabilities, { wallet, slice, replicas });
  else requireSame(known, { wallet, slice, nodes });
  placements.reference(name, { slice: slice.id, size: Number(slice.size), nodes, wallet });
}

/** A custody counts once: a task that has placed its slice can only be named again for that same slice while it stands. */
function requireSame(
  known: Placement,
  { wallet, slice, nodes }: Readonly<{ wallet: string; slice: Slice; nodes: readonly string[] }>,
): void {
  if (known.references === 0)
    throw refuse("custody-spent", "the slice was deleted; upload it again");
  const isSame =
    known.wallet === wallet &&
    equalBytes(known.slice, slice.id) &&
    known.size === Number(slice.size) &&
    known.nodes.length === nodes.length &&
    known.nodes.every((node, index) => node === nodes[index]);
  if (!isSame) throw refuse("custody-spent", "the task's draw has placed another slice already");
}

/** Every replica's node signed for it, and they are the nodes that the session's draw leads to. */
function takeCustody(capabilities: MetaCapabilities, { wallet, slice, replicas }: Wanted): void {
  const { block, nodes, sessions } = capabilities;
  const first = firstOf(slice);
  const session = sessions.require(first.session);
  if (session.wallet !== wallet) throw refuse("custody-invalid", `the session isn't ${wallet}'s`);
  // One that is over serves as well until it is forgotten: its uploads were paid for by receipts.

  for (const custody of slice.custody) {
    requireTerms(custody, { first, slice });
    const node = nodes.require(custody.node);
    if (node.state !== "active")
      throw refuse("node-not-active", `${node.node} is ${node.state} and takes no new slices`);
    if (!isInCustody(block, custody, node.key))
      throw refuse(
        "custody-invalid",
        `${node.node} didn't sign that it holds the slice ${toHex(slice.id)}`,
      );
  }
  requireDraw(capabilities, { session, slice, replicas });
}

function requireTerms(
  custody: Custody,
  { first, slice }: Readonly<{ first: Custody; slice: Slice }>,
): void {
  const isFor =
    equalBytes(custody.session, first.session) &&
    custody.number === first.number &&
    equalBytes(custody.slice, slice.id) &&
    custody.size === slice.size;
  if (!isFor)
    throw refuse("custody-invalid", "a custody statement is for another task, slice or size");
}

/**
 * Recomputes the draw from the session's seed and table: those inactive now don't count, nor those that the session's issuer
 * signed it passed over. A user's own word passes nobody over.
 */
function requireDraw(
  { block, nodes, parameters, tables }: MetaCapabilities,
  { session, slice, replicas }: Readonly<{ session: Session; slice: Slice; replicas: number }>,
): void {
  if (session.seed === undefined)
    throw refuse("session-pending", "the session's seed is still to come");
  const table = tables.get(session.table);
  if (table === undefined)
    throw refuse("draw-wrong", "the table of the session's draws is forgotten; upload again");
  if (slice.passedOver.length > table.entries.length)
    throw refuse("draw-wrong", "more nodes are passed over than the table has");

  const passedOver = new Set(slice.passedOver);
  const isInactive = (node: string) => nodes.get(node)?.state !== "active";
  const needsIssuer = slice.passedOver.find((node) => !isInactive(node));
  if (needsIssuer !== undefined && !isAssigned(block, slice, session.issuerKey))
    throw refuse("draw-wrong", `the issuer didn't sign that it passed over ${needsIssuer}`);

  const { nodes: drawn } = drawUpload({
    seed: session.seed,
    number: firstOf(slice).number,
    table,
    replicas,
    distinctNetworks: parameters.get().distinctNetworks,
    isPassedOver: (node) => passedOver.has(node) || isInactive(node),
  });
  const named = slice.custody.map(({ node }) => node);
  if (drawn.length !== named.length || drawn.some((node, index) => node !== named[index]))
    throw refuse(
      "draw-wrong",
      `the draw leads to ${drawn.join(", ")}, the slice stands at ${named.join(", ")}`,
    );
}

/** Whether the session's issuer signed whom this numbered draw passed over. */
function isAssigned(
  block: MetaCapabilities["block"],
  slice: Slice,
  issuerKey: Uint8Array,
): boolean {
  const { session, number } = firstOf(slice);
  const proof = { key: issuerKey, signature: slice.assignmentSignature };
  return verifyAssignment(block, { session, number, passedOver: slice.passedOver }, proof);
}

function firstOf({ custody }: Slice): Custody {
  const [first] = custody;
  if (first === undefined) throw refuse("custody-invalid", "a slice has no custody statement");
  return first;
}
