import type { NetworkView } from "../network/network-view.ts";
import type { SliceStore } from "../volume/slice-store.ts";
import type { Log } from "./log.ts";

/** Epochs for which a slice is kept whatever the chain says: an upload may take so long until it is committed. */
export const collectionGraceEpochs = 24;
/** Slices in one question to the chain. */
const pageSlices = 1_000;

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

    const known = page.flatMap(({ id, origin }) => {
      if (origin !== undefined) return [{ id, session: origin.session }];
      // Read again from the log after a crash: nobody remembers when it came, so its grace begins now.
      store.setOrigin({ id, session: new Uint8Array(0), epoch });
      return [];
    });
    if (known.length === 0) continue;
    const wanted = await view.wanted({ node, slices: known }, signal);
    for (const [index, { id }] of known.entries()) {
      if (wanted[index] !== false) continue;
      await store.remove(id);
      removed += 1;
    }
  }
  if (removed > 0) log("info", "slices collected", { removed });
  while (!signal.aborted && (await store.compact())) log("info", "volume compacted");
  return removed;
}
