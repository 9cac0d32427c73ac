import { flag, key, record, text, u64 } from "@stos/codec";
import { item, map } from "@stos/ledger";

/** For so long after a session's end slices that it brought may be placed; nodes keep them as long whatever the chain says. */
export const custodyEpochs = 24;

export const parametersStore = "parameters";

/** Everything that a genesis may choose. Counts of epochs, seconds, bytes and noz. */
export type MetaParameters = Readonly<{
  /** Unix second at which epoch 0 begins: the value network's genesis time. */
  epochOrigin: number;
  epochSeconds: number;
  /** From unregistering to the shutdown: 14 days. */
  coolingOffSeconds: number;
  /** A longer gap between two blocks stops the clocks that cancel things. */
  haltSeconds: number;
  /** For so many epochs. */
  haltEpochs: number;
  /** Held per byte of an entry in the state. */
  stateNozPerByte: number;
  /** Of a session's noz, kept for entries in the state while its wallet has nothing available. */
  stateReservePpm: number;
  replicasDefault: number;
  replicasMin: number;
  replicasMax: number;
  sessionEpochsMax: number;
  /** After its end a session still settles receipts so long. */
  graceEpochs: number;
  /** How long frozen tables of nodes are kept. */
  tableEpochs: number;
  /** How long statements, reports and settled receipts are kept: at least a reward's lock. */
  historyEpochs: number;
  randomnessHeights: number;
  /** Whether replicas of one slice must stand in different /24 (/48) networks. */
  distinctNetworks: boolean;
  /** Whether an issuer's open holds may not exceed half its deposit at the present price. */
  issuerBond: boolean;
}>;

export const parametersCodec = record<MetaParameters>({
  epochOrigin: u64,
  epochSeconds: u64,
  coolingOffSeconds: u64,
  haltSeconds: u64,
  haltEpochs: u64,
  stateNozPerByte: u64,
  stateReservePpm: u64,
  replicasDefault: u64,
  replicasMin: u64,
  replicasMax: u64,
  sessionEpochsMax: u64,
  graceEpochs: u64,
  tableEpochs: u64,
  historyEpochs: u64,
  randomnessHeights: u64,
  distinctNetworks: flag,
  issuerBond: flag,
});

/** parameters → what holds now. */
export const current = item({ key: "current", codec: parametersCodec });

/** changes/‹epoch›‹name› → the value that holds from the epoch's start on. */
export const changeKey = key.tuple(key.u64, key.text);
export const changes = map({ prefix: "changes/", key: changeKey, codec: record({ value: text }) });
