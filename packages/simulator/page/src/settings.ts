import { miningPoolAtGenesis, miningStages } from "@stos/economy";

/** What the sliders say. Amounts in STOS. */
export type Settings = Readonly<{
  /** Paid for Ozone in an epoch, at the beginning. */
  demand: number;
  /** Of demand, a year: 0.05 is 5 %. */
  growth: number;
  /** The part of their Ozone that users consume in an epoch. */
  consumed: number;
  nodes: number;
  /** Of each node. */
  deposit: number;
  /** STOS for an oz at the beginning. */
  price: number;
  /** The stage to begin in, 1 to 6. */
  stage: number;
  /** How nodes differ in capacity: 0 equal, 1 uniform, 2 exponential, 3 Zipf. */
  capacity: number;
  /** How traffic falls on them in an epoch: 0 by capacity, 1 uniform, 2 exponential noise. */
  noise: number;
}>;

export type SettingName = keyof Settings;

/** One slider. Logarithmic ones count in equal factors. */
export type Control = Readonly<{
  name: SettingName;
  label: string;
  from: number;
  to: number;
  steps: number;
  isLog: boolean;
  start: number;
  text: (value: number) => string;
}>;

export const capacities = ["equal", "uniform", "exponential", "zipf"] as const;
export const noises = ["even", "uniform", "exponential"] as const;

export const controls: readonly Control[] = [
  logControl("demand", "Paid for Ozone in an epoch", [0.1, 10_000, 100], stosText),
  linearControl("growth", "Growth of demand a year", [-0.1, 0.3, 0.05, 40], percentText),
  logControl("consumed", "Ozone consumed in an epoch", [0.0001, 1, 0.001], percentText),
  logControl("nodes", "Resource nodes", [10, 10_000, 1_000], wholeText),
  logControl("deposit", "Deposit of each node", [100, 100_000, 10_000], stosText),
  logControl("price", "Price of an oz at the beginning", [0.001, 1, 0.02], stosText),
  linearControl("stage", "Begin in stage", [1, 6, 1, 5], wholeText),
  linearControl("capacity", "Nodes' capacity", [0, 3, 2, 3], (value) => capacities[value] ?? ""),
  linearControl("noise", "Traffic of an epoch", [0, 2, 2, 2], (value) => noises[value] ?? ""),
];

export const startSettings = Object.fromEntries(
  controls.map(({ name, start }) => [name, start]),
) as Settings;

/** The value at a slider's position, 0 to `steps`. */
export function valueAt({ from, to, steps, isLog, name }: Control, position: number): number {
  const part = position / steps;
  const value = isLog ? from * (to / from) ** part : from + (to - from) * part;
  return roundedFor(name, value);
}

/** The slider's position nearest to a value. */
export function positionOf({ from, to, steps, isLog }: Control, value: number): number {
  const part = isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return Math.round(Math.min(1, Math.max(0, part)) * steps);
}

/** What the address's part behind # says, each value within its slider's bounds; anything else is as at the start. */
export function settingsOf(hash: string): Settings {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const values = controls.map((control) => {
    const text = given.get(control.name);
    const value = text === null || text === "" ? Number.NaN : Number(text);
    const isIn = value >= control.from && value <= control.to;
    return [control.name, isIn ? roundedFor(control.name, value) : control.start];
  });
  return Object.fromEntries(values) as Settings;
}

export function hashOf(settings: Settings): string {
  const changed = controls.filter(({ name, start }) => settings[name] !== start);
  return new URLSearchParams(changed.map(({ name }) => [name, `${settings[name]}`])).toString();
}

/** STOS issued when a stage begins. */
export function issuedBefore(stage: number): number {
  return Number(miningStages[stage - 2]?.cap ?? 0n) / 1e18;
}

/** Epochs from the beginning of a stage until the Mining Pool is empty, where every share is claimed. */
export function epochsFrom(stage: number): number {
  let before = issuedBefore(stage);
  let epochs = 0;
  for (const row of miningStages.slice(stage - 1)) {
    const cap = Math.min(Number(row.cap), Number(miningPoolAtGenesis)) / 1e18;
    epochs += (cap - before) / (Number(row.reward) / 1e18);
    before = cap;
  }
  return Math.round(epochs);
}

type Bounds = readonly [from: number, to: number, start: number];

function logControl(
  name: SettingName,
  label: string,
  [from, to, start]: Bounds,
  text: Control["text"],
): Control {
  return { name, label, from, to, start, steps: 200, isLog: true, text };
}

function linearControl(
  name: SettingName,
  label: string,
  [from, to, start, steps]: readonly [...Bounds, steps: number],
  text: Control["text"],
): Control {
  return { name, label, from, to, start, steps, isLog: false, text };
}

/** Three digits are enough for a slider, and whole nodes. */
function roundedFor(name: SettingName, value: number): number {
  const isWhole = name === "nodes" || name === "stage" || name === "capacity" || name === "noise";
  return isWhole ? Math.round(value) : Number(value.toPrecision(3));
}

function stosText(value: number): string {
  return `${value.toLocaleString("en", { maximumSignificantDigits: 3 })} STOS`;
}

function percentText(value: number): string {
  return value.toLocaleString("en", { style: "percent", maximumSignificantDigits: 3 });
}

function wholeText(value: number): string {
  return value.toLocaleString("en");
}
