import { toHex } from "@stos/codec";
import type { NetworkView, WantedAsk } from "../network/network-view.ts";
import type { SliceStore } from "../volume/slice-store.ts";
import type { Log } from "./log.ts";

/** Epochs for which a slice is kept whatever the chain says: an upload may take so long until it is committed. */
export const collectionGraceEpochs = 24;
/** Slices in one question to the chain. */
const pageSlices = 1_000;
const askedMax = 4_096;

/** Deletes what the chain doesn't place here. One call goes through all slices that are old enough. */
export async function collect(
  {
    store,
    view,
    node,
    log,
  }: Readonly<{ store: SliceStore; view: NetworkView; node: string; log: Log }>,
  signal: AbortSignal,
): Promise<number> {
  const { epoch } = await view.status(signal);
  let removed = 0;
  for (let after: Uint8Array = new Uint8Array(0); !signal.aborted; ) {
    const page = store.aged(epoch - collectionGraceEpochs, after, pageSlices);
    after = page.at(-1)?.id ?? after;
    if (page.length === 0) break;

    const known = page.flatMap(({ id, sessions }) => {
      if (sessions.length > 0) return sessions.map((session) => ({ id, session }));
      // Read again from the log after a crash: nobody remembers when it came, so its grace begins now.
      store.setOrigin({ id, session: new Uint8Array(0), epoch });
      return [];
    });
    for (const id of await unwanted(known, { view, node }, signal)) {
      await store.remove(id);
      removed += 1;
    }
  }
  if (removed > 0) log("info", "slices collected", { removed });
  while (!signal.aborted && (await store.compact())) log("info", "volume compacted");
  return removed;
}

/** Slices that neither the chain nor any session that brought them wants. */
async function unwanted(
  known: WantedAsk["slices"],
  { view, node }: Readonly<{ view: NetworkView; node: string }>,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const ids = new Map(known.map(({ id }) => [toHex(id), id]));
  for (let at = 0; at < known.length; at += askedMax) {
    const slices = known.slice(at, at + askedMax);
    const wanted = await view.wanted({ node, slices }, signal);
    // What wasn't answered for stays.
    for (const [index, { id }] of slices.entries())
      if (wanted[index] !== false) ids.delete(toHex(id));
  }
  return [...ids.values()];
}
