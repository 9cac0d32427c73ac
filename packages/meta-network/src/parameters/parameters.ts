import type { Context } from "@stos/ledger";
import { metaEvent } from "../event.ts";
import { changes, current, custodyEpochs, type MetaParameters, parametersStore } from "./state.ts";

export type Parameters = Readonly<{
  get(): MetaParameters;
  set(parameters: MetaParameters): void;
  /** Names that aren't ours are the value network's own and don't concern this chain. */
  schedule(epoch: number, values: Readonly<Record<string, string>>): void;
  /** Applies what was announced for epochs up to this one. */
  startEpoch(epoch: number): Promise<void>;
}>;

export function parametersOf(context: Context): Parameters {
  const store = context.store(parametersStore);
  const now = current.open(store);
  const announced = changes.open(store);
  let known: MetaParameters | undefined;

  const get = () => {
    known ??= now.get();
    if (known === undefined)
      throw new RangeError("the meta chain has no parameters: its genesis is missing");
    return known;
  };
  const set = (parameters: MetaParameters) => {
    known = parameters;
    now.set(parameters);
  };

  return {
    get,
    set,
    schedule(epoch, values) {
      for (const [name, value] of Object.entries(values))
        if (Object.hasOwn(fieldOf, name) && /^\d{1,15}$/.test(value))
          announced.set([epoch, name], { value });
    },
    async startEpoch(epoch) {
      for await (const [[from, name], { value }] of announced.entries({ lt: [epoch + 1, ""] })) {
        const changed = changedBy(get(), name, Number(value));
        if (changed !== undefined) {
          set(changed);
          context.emit(metaEvent("ParameterChanged", { name, value, epoch }));
        }
        announced.delete([from, name]);
      }
    },
  };
}

/** What a `parameters` packet may change, by its name there. Replica bounds and clocks stay consistent by `changedBy`. */
const fieldOf: Readonly<Record<string, keyof MetaParameters>> = {
  state_noz_per_byte: "stateNozPerByte",
  state_reserve_ppm: "stateReservePpm",
  cooling_off_seconds: "coolingOffSeconds",
  replicas_default: "replicasDefault",
  replicas_min: "replicasMin",
  replicas_max: "replicasMax",
};

/** Undefined where the change would leave parameters that contradict each other. */
function changedBy(
  parameters: MetaParameters,
  name: string,
  value: number,
): MetaParameters | undefined {
  const field = fieldOf[name];
  if (field === undefined) return undefined;
  const changed = { ...parameters, [field]: value };
  return contradictionOf(changed) === undefined ? changed : undefined;
}

/** What makes these parameters unusable, as a sentence. */
export function contradictionOf(parameters: MetaParameters): string | undefined {
  const { replicasMin, replicasDefault, replicasMax } = parameters;
  if (replicasMin < 1 || replicasMin > replicasDefault || replicasDefault > replicasMax)
    return "replicas must satisfy 1 ≤ min ≤ default ≤ max";
  if (parameters.epochSeconds < 1) return "an epoch lasts at least a second";
  if (parameters.stateReservePpm > 1_000_000) return "a session's reserve is at most the whole";
  const { sessionEpochsMax, graceEpochs, tableEpochs } = parameters;
  if (tableEpochs < sessionEpochsMax + graceEpochs + custodyEpochs)
    return `tables must be kept as long as a session, its grace and ${custodyEpochs} epochs in which its slices may be placed`;
  return undefined;
}
