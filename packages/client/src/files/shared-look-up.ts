/**
 * Looks up what may change at any time. Whoever asks during a look-up shares the next one: its answer is never older than
 * the question, and many questions at once cost two.
 */
export function createSharedLookUp<T>(
  load: (name: string) => Promise<T>,
): (name: string) => Promise<T> {
  const running = new Map<string, Promise<unknown>>();
  const next = new Map<string, Promise<T>>();

  const start = (name: string): Promise<T> => {
    const loading = load(name).finally(() => {
      if (running.get(name) === loading) running.delete(name);
    });
    // Whoever asked may have gone away; its failure is still no unhandled one.
    loading.catch(() => undefined);
    running.set(name, loading);
    return loading;
  };

  return (name) => {
    const waited = next.get(name);
    if (waited !== undefined) return waited;
    const current = running.get(name);
    if (current === undefined) return start(name);

    const following = current
      .catch(() => undefined)
      .then(() => {
        next.delete(name);
        return start(name);
      });
    following.catch(() => undefined);
    next.set(name, following);
    return following;
  };
}
