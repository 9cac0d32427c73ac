import type { NetworkView } from "./network-view.ts";

/** How old an answer about a session or a node may be. */
const ageMs = 5_000;
const entriesMax = 10_000;

/** Remembers sessions and nodes for five seconds, what isn't there not at all; who asks at once shares one request. */
export function cachedNetworkView(view: NetworkView, now: () => number = Date.now): NetworkView {
  return {
    ...view,
    session: cached((id) => view.session(id), now),
    node: cached((address) => view.node(address), now),
  };
}

function cached<T>(
  load: (key: string) => Promise<T | undefined>,
  now: () => number,
): (key: string) => Promise<T | undefined> {
  const entries = new Map<string, Readonly<{ value: Promise<T | undefined>; at: number }>>();

  return (key) => {
    const known = entries.get(key);
    if (known !== undefined && now() - known.at < ageMs) return known.value;

    const value = load(key);
    const forget = () => {
      if (entries.get(key)?.value === value) entries.delete(key);
    };
    entries.delete(key);
    entries.set(key, { value, at: now() });
    value.then((found) => found ?? forget(), forget);
    if (entries.size > entriesMax)
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    return value;
  };
}
