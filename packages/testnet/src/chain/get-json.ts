const answerMs = 30_000;

export type Json = Readonly<Record<string, unknown>>;

/** Asks a REST API, at an older height where one is given. Throws with the answer where it is no success. */
export async function getJson<T = Json>(base: string, path: string, height?: number): Promise<T> {
  const headers = height === undefined ? {} : { "x-cosmos-block-height": `${height}` };
  const response = await fetch(`${base}${path}`, {
    headers,
    signal: AbortSignal.timeout(answerMs),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${body.slice(0, 500)}`);
  return JSON.parse(body) as T;
}
