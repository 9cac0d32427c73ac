import { EconomyError } from "@stos/economy";
import type { SimulatedGenesis } from "../engine/simulated-genesis.ts";
import { openEpochKernel } from "./epoch-kernel.ts";
import type { FastState } from "./fast-state.ts";
import { holdShare, LazyShare, type ShareHolder } from "./lazy-share.ts";
import { emptySum } from "./long-sum.ts";
import { joinedNode } from "./node-table.ts";
import { microWei, miningPoolMicro } from "./pool-rules.ts";
import { openTrafficDrawing } from "./traffic-drawing.ts";

/** The state at time 0 (reading 27). */
export function openFastState(genesis: SimulatedGenesis): FastState {
  const deposits = genesis.nodes.reduce((sum, { deposit }) => sum + deposit, 0);
  const deposited = genesis.deposited ?? deposits;
  const prepaid = genesis.prepaid ?? 0;
  const issuedMicro = Math.round((genesis.issued ?? 0) / microWei);
  if (deposited === 0) throw new EconomyError({ code: "nothing-deposited" });
  if (genesis.forSale === 0) throw new EconomyError({ code: "nothing-for-sale" });

  const lockEpochs = genesis.rewardLockEpochs;
  if (!(lockEpochs >= 1))
    throw new RangeError(`rewards locked for ${lockEpochs} epochs: one at least is needed`);
  const outstanding = Math.floor((prepaid * genesis.forSale) / deposited);
  const miningPool = miningPoolMicro - issuedMicro;
  const stakeShare = new LazyShare(lockEpochs);
  const metaShare = new LazyShare(lockEpochs);
  const kernel = openEpochKernel(genesis.nodes.length, lockEpochs);
  const metas = genesis.nodes.filter(({ role }) => role === "meta").length;
  for (const [handle, { role, capacity }] of genesis.nodes.entries())
    if (role === "resource") kernel.weight[handle] = capacity;

  return {
    genesis,
    isTracking: genesis.profile === "tracking",
    lockEpochs,
    epoch: 0,
    now: 0,
    pool: {
      deposited,
      prepaid,
      forSale: genesis.forSale,
      outstanding,
      issuedMicro,
      issuedWei: 0,
      miningPoolMicro: miningPool,
    },
    inflow: { high: deposits + prepaid, low: 0 },
    returnedMicro: 0,
    miningPoolAtStartMicro: miningPool,
    issuedAtStartMicro: issuedMicro,
    balances: [outstanding],
    traffic: 0,
    nodes: genesis.nodes.map((node, place) =>
      joinedNode({ stakeShare, metaShare, epoch: 0, now: 0 }, { ...node, place }),
    ),
    places: genesis.nodes.length,
    active: { resource: genesis.nodes.length - metas, meta: metas },
    deposits,
    activeDeposits: deposits,
    releases: [],
    nextReleaseAt: Infinity,
    kernel,
    drawing: openTrafficDrawing(kernel),
    perTraffic: new Float64Array(lockEpochs),
    perMining: new Float64Array(lockEpochs),
    stakeShare,
    metaShare,
    stakers: genesis.validators.flatMap((validator) => stakersOf(stakeShare, validator)),
    delegations: genesis.validators.reduce((sum, each) => sum + stakeOf(each), 0),
    gasPerUnit: 0,
    paidRows: new Float64Array(lockEpochs),
    locked: 0,
    vested: emptySum(),
    released: 0,
    community: 0,
    border: 0,
  };
}

type Validator = SimulatedGenesis["validators"][number];

function stakeOf({ self, delegators }: Validator): number {
  return delegators.reduce((sum, amount) => sum + amount, self);
}

/** The validator, who gets the commission of the others' part too, and then its delegators (section 5). */
function stakersOf(share: LazyShare, validator: Validator): readonly ShareHolder[] {
  const { self, delegators, commissionBp } = validator;
  const commission = commissionBp / 10_000;
  const delegated = stakeOf(validator) - self;
  return [
    holdShare(share, self + delegated * commission, 0),
    ...delegators.map((amount) => holdShare(share, amount * (1 - commission), 0)),
  ];
}
