import { join } from "node:path";
import { equalBytes } from "@stos/codec";
import type { NodeLog } from "@stos/ledger";
import {
  type ChainView,
  type Issuer,
  IssuerError,
  openIssuer,
  type Prober,
  startIssuerServer,
} from "../issuer/index.ts";
import type { MetaMemberConfig } from "./meta-node-config.ts";

export interface RunningIssuer extends AsyncDisposable {
  readonly node: string;
  readonly url: string;
}

export type IssuerSurroundings = Readonly<{
  chain: ChainView;
  prober: Prober;
  /** Holds a folder for each issuer's journal. */
  dataDir: string;
  log: NodeLog;
  onBug: (error: unknown) => void;
}>;

/** Between two looks for sessions that have ended. */
const dropMs = 30_000;

/** One member's issuer, served at its own endpoint. Throws `IssuerError`. */
export async function startIssuer(
  { name, networkKey, issuer: { key, listen } }: MetaMemberConfig,
  { chain, prober, dataDir, log, onBug }: IssuerSurroundings,
): Promise<RunningIssuer> {
  const node = networkKey.networkAddress;
  await requireIssuerKey(chain, node, key.publicKey);

  await using started = new AsyncDisposableStack();
  const journal = join(dataDir, "issuers", node);
  const onFailedRequest = (error: unknown) =>
    log("issuer's request failed", {
      name,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  const issuer = started.use(await openIssuer({ chain, key, journal, prober }));
  const server = started.use(
    await startIssuerServer({ issuer, ...listen, onBug, onFailedRequest }),
  );
  started.use(dropEndedRegularly(issuer, onBug));
  log("issuer started", { name, node, url: server.url });

  const running = started.move();
  return { node, url: server.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A wrong key would sign allowances that no node takes. */
async function requireIssuerKey(
  chain: ChainView,
  node: string,
  publicKey: Uint8Array,
): Promise<void> {
  const member = await chain.read(({ membership }) => membership.get(node));
  if (member?.issuerKey === undefined || equalBytes(member.issuerKey, publicKey)) return;
  throw new IssuerError({
    code: "keys-mismatch",
    reason: `the chain names another issuer's key for ${node}: give the process the key that was announced`,
  });
}

function dropEndedRegularly(issuer: Issuer, onBug: (error: unknown) => void): AsyncDisposable {
  let dropping: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    dropping = dropping.then(() => issuer.dropEnded()).catch(onBug);
  }, dropMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await dropping;
    },
  };
}
