import type { Settings } from "./settings.ts";
import { type Outcome, simulateDays, simulateDecades } from "./simulate.ts";

export type Asked = Readonly<{ kind: "decades" | "days"; number: number; settings: Settings }>;
export type Answered = Readonly<{
  kind: Asked["kind"];
  number: number;
  milliseconds: number;
  outcome: Outcome | Readonly<{ failure: string }>;
}>;

let running = new AbortController();

addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
  running.abort(new Error("a newer setting came"));
  running = new AbortController();
  const { signal } = running;
  const started = performance.now();
  try {
    const outcome =
      data.kind === "decades"
        ? simulateDecades(data.settings)
        : await simulateDays(data.settings, signal);
    answer({ ...told(data, started), outcome });
  } catch (error) {
    if (signal.aborted) return;
    const failure = error instanceof Error ? error.message : `${error}`;
    answer({ ...told(data, started), outcome: { failure } });
  }
});

function told({ kind, number }: Asked, started: number): Omit<Answered, "outcome"> {
  return { kind, number, milliseconds: performance.now() - started };
}

function answer(message: Answered): void {
  postMessage(message);
}
