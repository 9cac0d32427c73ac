import { type Allowance, type Receipt, verifyAllowance, verifyReceipt } from "@stos/codec";
import { max, type Noz, noz, sub, sum } from "@stos/units";
import { settledLine } from "../accounts/statements.ts";
import { parseNoz, parsePositiveNoz } from "../amounts.ts";
import type { MetaCapabilities } from "../capabilities.ts";
import { refuse } from "../failure.ts";
import type { Session } from "../sessions/state.ts";
import { verifiedOnce } from "../verified-once.ts";
import type { ReceiptEntry } from "./settle-receipts.ts";
import type { KindAmount, Settled } from "./state.ts";

export const trafficKinds = ["compute", "download", "query", "upload"] as const;

/** Charges the session and credits the node with what the receipt adds to the last one. Answers that difference. */
export async function settleEntry(
  capabilities: MetaCapabilities,
  node: string,
  { allowance, receipt }: ReceiptEntry,
): Promise<Noz> {
  const { block, epochs, sessions, statements, traffic } = capabilities;
  const session = sessions.require(receipt.session);
  if (session.state === "returned") throw refuse("session-closed", "the session's grace is over");
  if (receipt.node !== node) throw refuse("receipt-invalid", `the receipt is for ${receipt.node}`);

  const prior = traffic.settledAt(session.id, node) ?? nothingSettled;
  const total = parsePositiveNoz(receipt.nozTotal, "noz_total");
  const byKind = kindsOf(receipt, total);
  requireGrowth(prior, total, byKind);
  const allowed = allowedBy(capabilities, { session, node, allowance, prior });
  if (total > allowed)
    throw refuse(
      "allowance-exceeded",
      `${total} noz exceed the ${allowed} that the issuer allowed ${node}`,
    );
  if (!isSigned(block, receipt, session))
    throw refuse("receipt-invalid", "the session's key didn't sign the receipt");

  const amount = sub(total, prior.total);
  sessions.charge(session, amount);
  traffic.credit(
    {
      epoch: epochs.open(),
      node,
      session: session.id,
      before: prior.total,
      total,
      byKind,
      signature: receipt.signature,
    },
    allowed,
  );
  for (const { kind, noz: now } of byKind) {
    const grown = sub(now, ofKind(prior.byKind, kind));
    if (grown > 0n)
      await statements.add(session.wallet, {
        epoch: epochs.open(),
        ...settledLine(node, kind, grown),
      });
  }
  return amount;
}

const nothingSettled: Settled = { total: noz(0n), byKind: [], allowed: noz(0n), epoch: 0, line: 0 };

function kindsOf({ byKind }: Receipt, total: Noz): readonly KindAmount[] {
  const kinds = trafficKinds
    .map((kind) => ({ kind, noz: parseNoz(byKind[kind] ?? "0", kind) }))
    .filter(({ noz: amount }) => amount > 0n);
  if (Object.keys(byKind).some((kind) => !trafficKinds.some((known) => known === kind)))
    throw refuse("receipt-invalid", `kinds of traffic are ${trafficKinds.join(", ")}`);
  if (sum(kinds.map(({ noz: amount }) => amount)) !== total)
    throw refuse("receipt-invalid", `the kinds don't add up to ${total} noz`);
  return kinds;
}

function requireGrowth(prior: Settled, total: Noz, byKind: readonly KindAmount[]): void {
  if (total === prior.total) throw refuse("receipt-replayed", `${total} noz are settled already`);
  if (total < prior.total)
    throw refuse(
      "receipt-decreasing",
      `${total} noz, after ${prior.total} were settled: receipts only grow`,
    );
  for (const { kind, noz: before } of prior.byKind)
    if (ofKind(byKind, kind) < before)
      throw refuse("receipt-decreasing", `${kind} fell below ${before} noz`);
}

function ofKind(kinds: readonly KindAmount[], kind: string): Noz {
  return kinds.find((entry) => entry.kind === kind)?.noz ?? noz(0n);
}

/** The highest allowance ever submitted holds: an older one can't lower it. */
function allowedBy(
  { block }: Pick<MetaCapabilities, "block">,
  {
    session,
    node,
    allowance,
    prior,
  }: Readonly<{ session: Session; node: string; allowance: Allowance | undefined; prior: Settled }>,
): Noz {
  if (allowance === undefined) return prior.allowed;
  const isFor = Buffer.compare(allowance.session, session.id) === 0 && allowance.node === node;
  if (!isFor) throw refuse("allowance-invalid", "the allowance is for another session or node");
  if (allowance.generation !== session.generation)
    throw refuse(
      "allowance-invalid",
      `the allowance is of generation ${allowance.generation}, not ${session.generation}`,
    );

  const allowed = parseNoz(allowance.nozTotal, "noz_total");
  const parts = [
    "allowance",
    session.issuerKey,
    session.id,
    node,
    allowance.nozTotal,
    allowance.signature,
    block.genesisHash,
    block.chainId,
  ];
  if (
    !verifiedOnce([...parts, `${allowance.generation}`], () =>
      verifyAllowance(block, allowance, session.issuerKey),
    )
  )
    throw refuse("allowance-invalid", `the issuer ${session.issuer} didn't sign the allowance`);
  return max(allowed, prior.allowed);
}

/** Each receipt is new, so remembering its signature would gain nothing. */
function isSigned(block: MetaCapabilities["block"], receipt: Receipt, session: Session): boolean {
  return verifyReceipt(block, receipt, session.key);
}
