/**
 * The same economy in radCAD, in the same run: `radcad.part.ts [EPOCHS]`. A virtual environment of Python is made for it and
 * removed again. Both must come to the same figures in the first epochs and in the last. Where Python or the packages
 * can't be had, that is said, and our line stands alone.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FastEconomy } from "../src/fast/fast-economy.ts";
import { busyGenesis, buyAndConsume, processorSeconds, report } from "./busy-economy.part.ts";

type PeerRun = Readonly<{ epochsPerSecond: number; figures: readonly (readonly number[])[] }>;

const nodes = 1_000;
const peerEpochs = Number(process.argv[2] ?? "20000");
const ourEpochs = 10 * peerEpochs;
const here = join(import.meta.dirname, "radcad");
const name = `fast ${nodes} nodes beside radCAD`;

const peer = runPeer();
const economy = new FastEconomy(busyGenesis(nodes));
const account = economy.openAccount();
if (peer !== undefined) checkFigures(peer);
const value = ourEpochs / processorSeconds(() => run(ourEpochs));
report(
  name,
  value,
  "epochs/s",
  peer === undefined
    ? {}
    : {
        peer: "radcad",
        peerValue: Math.round(peer.epochsPerSecond),
        ratio: Number((value / peer.epochsPerSecond).toFixed(1)),
      },
);

function run(epochs: number): void {
  for (let each = 0; each < epochs; each += 1) {
    buyAndConsume(economy, account, economy.figures.epoch);
    economy.settleEpoch();
  }
}

function runPeer(): PeerRun | undefined {
  const folder = mkdtempSync(join(tmpdir(), "stratos-radcad-"));
  try {
    const python = openEnvironment(folder);
    if (python === undefined) return undefined;
    const printed = execFileSync(python, [join(here, "economy.py"), `${nodes}`, `${peerEpochs}`], {
      encoding: "utf8",
      maxBuffer: 1e8,
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    return JSON.parse(printed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openEnvironment(folder: string): string | undefined {
  const python = join(folder, "bin", "python");
  try {
    execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
    execFileSync(
      python,
      ["-m", "pip", "install", "--quiet", "-r", join(here, "requirements.txt")],
      { stdio: "pipe", timeout: 300_000 },
    );
    return python;
  } catch (error) {
    console.error(`radcad: it can't be installed here, so there is no comparison.\n${error}`);
    return undefined;
  }
}

/** The first epochs, and the last. */
function checkFigures({ figures }: PeerRun): void {
  for (const [at, theirs] of figures.entries()) {
    run(at === figures.length - 1 ? peerEpochs - economy.figures.epoch - 1 : 0);
    buyAndConsume(economy, account, economy.figures.epoch);
    const ours = figuresOf(economy.settleEpoch());
    for (const [index, figure] of theirs.entries())
      if (!(Math.abs(figure - (ours[index] ?? Number.NaN)) <= 1e-9 * Math.abs(figure)))
        throw new Error(
          `radcad differs in epoch ${ours[0]}, figure ${index}: ${figure}, ours ${ours[index]}`,
        );
  }
}

/** In the order of `figures_of` in economy.py. */
function figuresOf({ epoch, consumed, settledNodes }: ReturnType<FastEconomy["settleEpoch"]>) {
  const { prepaid, forSale, issued, locked, vested } = economy.figures;
  const { given } = economy.nodeFigures(3).reward;
  return [epoch, consumed, settledNodes, prepaid, forSale, issued / 1e12, locked, vested, given];
}
