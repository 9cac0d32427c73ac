import type { RelayEndpoint } from "@stos/ledger";

/** How old a height may be, milliseconds: relayers look a few times a second, each for itself. */
const ageMs = 150;

/** One look at a chain's height for all relayers of this process. */
export function createSharedHeight(): (remote: RelayEndpoint) => RelayEndpoint {
  let known: Readonly<{ height: Promise<number>; until: number }> | undefined;

  return (remote) => ({
    ...remote,
    newestHeight(signal) {
      if (known !== undefined && performance.now() < known.until) return known.height;
      const asked = { height: remote.newestHeight(signal), until: performance.now() + ageMs };
      known = asked;
      return asked.height;
    },
  });
}
