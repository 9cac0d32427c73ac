import { fromBase64, fromHex, toHex } from "@stos/codec";
import { NodeError } from "../node-error.ts";
import { jsonFields } from "./json-fields.ts";
import type { NetworkStatus, NetworkView, NodeInfo, SessionInfo } from "./network-view.ts";

/** One request waits so long at most. */
const timeoutMs = 10_000;
const root = "/stratos/meta/v1";

/** The meta chain by its REST API at `url`. */
export function httpNetworkView(url: string): NetworkView {
  const get = (path: string, signal?: AbortSignal) => askJson(`${url}${path}`, { signal });
  return {
    async session(id, signal) {
      const answer = await get(`${root}/sessions/${id}`, signal);
      return answer === undefined ? undefined : sessionOf(answer);
    },
    async node(address, signal) {
      const answer = await get(`${root}/nodes/${address}`, signal);
      return answer === undefined ? undefined : nodeOf(answer);
    },
    async status(signal) {
      return statusOf(await get(`${root}/status`, signal));
    },
    async wanted({ node, slices }, signal) {
      const body = {
        node,
        slices: slices.map(({ id }) => toHex(id)),
        sessions: slices.map(({ session }) => toHex(session)),
      };
      const answer = await askJson(`${url}${root}/wanted`, { signal, body });
      const wanted = jsonFields(answer).list("wanted");
      // What isn't plainly unwanted is kept.
      return slices.map((_, index) => wanted[index] !== false);
    },
  };
}

/** The answer's JSON; undefined for 404. Throws `NodeError` network-unavailable for what else isn't 2xx. */
export async function askJson(
  url: string,
  { signal, body }: Readonly<{ signal?: AbortSignal | undefined; body?: unknown }>,
): Promise<unknown> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const init = {
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    ...(body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
  };
  try {
    const response = await fetch(url, init);
    const answer: unknown = await response.json();
    if (response.status === 404) return undefined;
    if (response.ok) return answer;
    throw new NodeError({ code: "network-unavailable", reason: `status ${response.status}` });
  } catch (error) {
    if (error instanceof NodeError) throw error;
    throw new NodeError({ code: "network-unavailable", reason: String(error) });
  }
}

function sessionOf(answer: unknown): SessionInfo {
  const fields = jsonFields(answer);
  const state = fields.text("state");
  return {
    wallet: fields.text("wallet"),
    sessionKey: fromBase64(fields.text("sessionKey")),
    issuerKey: fromBase64(fields.text("issuerKey")),
    generation: fields.number("generation"),
    isReturned: fields.flag("returned"),
    state: state === "open" || state === "pending" || state === "expired" ? state : "closed",
    expiresEpoch: fields.number("expires_epoch"),
  };
}

function nodeOf(answer: unknown): NodeInfo {
  const fields = jsonFields(answer);
  return {
    node: fields.text("node"),
    state: fields.text("state"),
    endpoints: fields.list("endpoints").map(String),
    services: fields.number("services"),
    capacity: fields.number("capacity"),
    bandwidth: fields.number("bandwidth"),
  };
}

function statusOf(answer: unknown): NetworkStatus {
  const fields = jsonFields(answer);
  return {
    chainId: fields.text("chain_id"),
    genesisHash: fromHex(fields.text("genesis_hash")),
    epoch: fields.number("epoch"),
    epochSeconds: fields.number("epoch_seconds"),
    epochOrigin: fields.number("epoch_origin"),
    time: fields.number("time"),
  };
}
