import { type Application, type Engine, type RelayEndpoint, relayStore } from "@stos/ledger";

/** The chain of this process, as its relayers look at it again and again. */
export type OwnChain = Disposable &
  Readonly<{
    /** `remote` with what changes with every block read in this process. */
    endpoint(remote: RelayEndpoint): RelayEndpoint;
  }>;

export function followOwnChain(
  application: Pick<Application, "info" | "query">,
  engine: Pick<Engine, "onBlock">,
): OwnChain {
  let newest = application.info().height;
  const listening = engine.onBlock(({ height }) => {
    newest = height;
  });

  return {
    endpoint: (remote) => ({
      ...remote,
      newestHeight: async () => newest,
      async read(key, height, signal) {
        signal.throwIfAborted();
        const path = `/store/${relayStore}/key`;
        const { code, value } = await application.query({ path, data: key, height, prove: false });
        // The remote way says why.
        if (code !== 0) return remote.read(key, height, signal);
        return value.length === 0 ? undefined : value;
      },
    }),
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}
