import { CodecError, fromHex, toBase64, toHex } from "@stos/codec";
import type { Route } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { drawUpload } from "../draws/index.ts";
import { notFound, refuse } from "../failure.ts";
import { routeName } from "../route-name.ts";
import { chargeableOf } from "./sessions.ts";
import type { Session } from "./state.ts";

const root = "/stratos/meta/v1";

export const routes: readonly Route<MetaCapabilities>[] = [
  {
    method: "GET",
    path: `${root}/sessions/:id`,
    handle(capabilities, { params }) {
      return sessionJson(capabilities, sessionAt(capabilities, params["id"]));
    },
  },
  {
    method: "GET",
    path: `${root}/assignments/:session/:number`,
    handle(capabilities, { params, query }) {
      const session = sessionAt(capabilities, params["session"]);
      const number = wholeNumber(params["number"], 0xffff_ffff);
      const replicas = wholeNumber(
        query["replicas"] ?? `${capabilities.parameters.get().replicasDefault}`,
        256,
      );
      return assignmentJson(capabilities, session, { number, replicas });
    },
  },
  {
    method: "GET",
    path: `${root}/grants/:wallet`,
    async handle({ grants }, { params }) {
      const found = await grants.of(routeName(params["wallet"]));
      return {
        grants: found.map(({ key, grant }) => ({
          key,
          noz_per_epoch: `${grant.nozPerEpoch}`,
          rights: grant.rights,
          until_epoch: grant.untilEpoch,
          spent: `${grant.spent}`,
          spent_epoch: grant.spentEpoch,
        })),
      };
    },
  },
];

/** `hold` is what allowances may add up to: the noz opened with, without the reserve for entries in the state. */
function sessionJson({ epochs }: MetaCapabilities, session: Session): unknown {
  return {
    session: toHex(session.id),
    wallet: session.wallet,
    sessionKey: toBase64(session.key),
    signer: session.signer,
    issuer: session.issuer,
    issuerKey: toBase64(session.issuerKey),
    issuerUrl: session.issuerUrl,
    generation: session.generation,
    rights: session.rights,
    noz: `${session.noz}`,
    hold: `${chargeableOf(session)}`,
    settled: `${session.settled}`,
    state_held: `${session.stateTaken}`,
    opened_epoch: session.openedEpoch,
    expires_epoch: epochs.epochOfClock(session.expiresClock),
    seed: session.seed === undefined ? "" : toHex(session.seed),
    table: session.table,
    state: session.state === "returned" ? "closed" : session.state,
    returned: session.state === "returned",
  };
}

/** Recomputes a draw from what is public: all candidates in order, and the nodes that nothing passed over leads to. */
function assignmentJson(
  { nodes, parameters, tables }: MetaCapabilities,
  { id, seed, table: tableNumber }: Session,
  { number, replicas }: Readonly<{ number: number; replicas: number }>,
): unknown {
  if (seed === undefined) throw refuse("session-pending", "the session's seed is still to come");
  const table = tables.get(tableNumber);
  if (table === undefined) throw notFound("the table that the session draws from");

  const { distinctNetworks } = parameters.get();
  const draw = { seed, number, table, replicas, distinctNetworks };
  const order = drawUpload({ ...draw, replicas: table.entries.length, isPassedOver: () => true });
  const { nodes: chosen, passedOver } = drawUpload({
    ...draw,
    isPassedOver: (node) => nodes.get(node)?.state !== "active",
  });
  return {
    session: toHex(id),
    number,
    kind: "upload",
    seed: toHex(seed),
    table: tableNumber,
    table_epoch: table.epoch,
    replicas,
    candidates: order.passedOver,
    nodes: chosen,
    passed_over: passedOver,
  };
}

function sessionAt({ sessions }: MetaCapabilities, text: string | undefined): Session {
  const found = sessions.get(idOf(text ?? ""));
  if (found === undefined) throw notFound(`session ${text}`);
  return found;
}

function idOf(text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch (error) {
    if (error instanceof CodecError)
      throw refuse("message-invalid", `"${text}" is no session's id in hex`);
    throw error;
  }
}

function wholeNumber(text: string | undefined, max: number): number {
  const value = /^\d{1,10}$/.test(text ?? "") ? Number(text) : Number.NaN;
  if (!(value <= max)) throw refuse("message-invalid", `"${text}" is no whole number up to ${max}`);
  return value;
}
