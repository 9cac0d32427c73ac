import type { Settings } from "./settings.ts";
import type { Outcome } from "./simulate.ts";
import type { Answered, Asked } from "./worker.ts";

/** Runs one kind of simulation in a worker of its own: the newest settings win, those between are never begun. */
export type Runner = Readonly<{ ask: (settings: Settings) => void }>;

export function openRunner(
  kind: Asked["kind"],
  onAnswer: (outcome: Outcome, milliseconds: number) => void,
  onFailure: (failure: string) => void,
): Runner {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  let waiting: Settings | undefined;
  let asked = 0;
  let answered = 0;

  worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
    answered = data.number;
    if (waiting !== undefined) {
      send(waiting);
      waiting = undefined;
    }
    if ("failure" in data.outcome) onFailure(data.outcome.failure);
    else onAnswer(data.outcome, data.milliseconds);
  });
  worker.addEventListener("error", ({ message }) => onFailure(message));

  return {
    ask(settings) {
      // Days can be broken off; decades are over before a newer one could be.
      if (kind === "days" || asked === answered) send(settings);
      else waiting = settings;
    },
  };

  function send(settings: Settings): void {
    asked += 1;
    const message: Asked = { kind, number: asked, settings };
    worker.postMessage(message);
  }
}
