import type { StoreWriter } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import { contradictionOf, type Parameters } from "./parameters.ts";
import { type MetaParameters, parametersStore } from "./state.ts";

/** The paper's and the design's figures; the epoch's origin is for each genesis to say. */
export const defaultParameters: Omit<MetaParameters, "epochOrigin"> = {
  epochSeconds: 600,
  coolingOffSeconds: 14 * 86_400,
  haltSeconds: 120,
  haltEpochs: 2,
  stateNozPerByte: 100,
  stateReservePpm: 62_500,
  replicasDefault: 3,
  replicasMin: 3,
  replicasMax: 16,
  sessionEpochsMax: 12,
  graceEpochs: 2,
  tableEpochs: 40,
  historyEpochs: 2_100,
  randomnessHeights: 256,
  distinctNetworks: true,
  issuerBond: true,
};

export const genesis = exportableGenesis<Needs>(parametersStore, ({ parameters }, state) => {
  const chosen = readParameters(readGenesis(state, "parameters"));
  const contradiction = contradictionOf(chosen);
  if (contradiction !== undefined)
    throw new RangeError(`parameters of the genesis: ${contradiction}`);
  parameters.set(chosen);
});

type Needs = Readonly<{ parameters: Parameters; state(module: string): StoreWriter }>;

function readParameters(source: GenesisReader): MetaParameters {
  return {
    epochOrigin: source.count("epochOrigin"),
    epochSeconds: source.count("epochSeconds"),
    coolingOffSeconds: source.count("coolingOffSeconds"),
    haltSeconds: source.count("haltSeconds"),
    haltEpochs: source.count("haltEpochs"),
    stateNozPerByte: source.count("stateNozPerByte"),
    stateReservePpm: source.count("stateReservePpm"),
    replicasDefault: source.count("replicasDefault"),
    replicasMin: source.count("replicasMin"),
    replicasMax: source.count("replicasMax"),
    sessionEpochsMax: source.count("sessionEpochsMax"),
    graceEpochs: source.count("graceEpochs"),
    tableEpochs: source.count("tableEpochs"),
    historyEpochs: source.count("historyEpochs"),
    randomnessHeights: source.count("randomnessHeights"),
    distinctNetworks: source.flag("distinctNetworks"),
    issuerBond: source.flag("issuerBond"),
  };
}
