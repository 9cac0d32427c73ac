import { bytes, flag, key, nozAmount, oneOf, record, text, u64, weiAmount } from "@stos/codec";
import { type Context, item, map } from "@stos/ledger";

/** The name of the module as a store. */
export const potStore = "pot";

const parameters = item({
  key: "parameters",
  codec: record({
    profile: oneOf("literal", "tracking"),
    /** Unix seconds at which epoch 0 begins: the genesis time. */
    epochOrigin: u64,
    epochSeconds: u64,
    rewardLockEpochs: u64,
    penaltySeconds: u64,
    /** Of the deposit, in basis points, that a penalty takes. */
    penaltyBp: u64,
  }),
});

/** s, p, l. */
const pool = item({
  key: "pool",
  codec: record({ deposited: weiAmount, prepaid: weiAmount, forSale: nozAmount }),
});

/** Ozone ever sold, settled and returned unpaid: O = sold − settled − returned. */
const ozone = item({
  key: "ozone",
  codec: record({ sold: nozAmount, settled: nozAmount, returned: nozAmount }),
});

const mining = item({
  key: "mining",
  codec: record({
    issued: weiAmount,
    pool: weiAmount,
    /** Dust and cancelled rewards that came back to the pool. */
    returned: weiAmount,
    /** What the pool held at genesis. */
    initial: weiAmount,
  }),
});

/** What ever came into the economy's accounts from wallets, and what left to them: the terms of I1. */
const flows = item({
  key: "flows",
  codec: record({
    deposited: weiAmount,
    prepaid: weiAmount,
    gas: weiAmount,
    foundation: weiAmount,
    /** Slashed stake that came to the community pool. */
    slashed: weiAmount,
    /** Stake rewards and gas fees that validators and delegators have withdrawn. */
    stakePaid: weiAmount,
    /** Rewards that ever became free, the withdrawn ones among them. */
    vested: weiAmount,
    withdrawn: weiAmount,
    released: weiAmount,
  }),
});

/** next → the epoch whose report is awaited. */
const nextEpoch = item({ key: "next", codec: u64 });

const epochs = map({
  prefix: "epochs/",
  key: key.u64,
  codec: record({
    isVoid: flag,
    /** Why it is void; empty where it isn't. */
    reason: text,
    settled: nozAmount,
    trafficReward: weiAmount,
    miningReward: weiAmount,
    paidTraffic: weiAmount,
    paidMining: weiAmount,
    stage: u64,
    reportedHeight: u64,
    reportedAt: u64,
    /** When its rewards are free. */
    freeAt: u64,
    receiptsRoot: bytes,
  }),
});

/** parts/‹epoch›‹part›: of a report that isn't handled yet. */
const parts = map({
  prefix: "parts/",
  key: key.tuple(key.u64, key.u64),
  codec: record({ parts: u64, bytes }),
});

/** What the newest report said of the other network's half of I5. */
const accounts = item({
  key: "accounts",
  codec: record({
    inboxNumber: u64,
    /** Of the meta chain's block that it speaks of. */
    height: u64,
    /** Balances, holds and unsettled traffic. */
    total: nozAmount,
  }),
});

/** Traffic of gone nodes that went back to l since the newest handled report was made, while none waited. */
const forfeits = item({ key: "forfeits", codec: record({ sinceReport: nozAmount }) });

/** forfeits-after/‹epoch› → such traffic that came while the report of that epoch was the newest that waited. */
const forfeitsAfter = map({ prefix: "forfeits-after/", key: key.u64, codec: nozAmount });

/** flight/‹packet number› → the noz that the packet carries, until a report says that it has arrived. */
const flight = map({ prefix: "flight/", key: key.u64, codec: nozAmount });

/** refused/‹packet number› → the noz of a packet that the resource network refused: credited to nobody, still sold. */
const refused = map({ prefix: "refused/", key: key.u64, codec: nozAmount });

/** payouts/‹epoch›‹kind›‹id›: locked rewards. */
const payouts = map({
  prefix: "payouts/",
  key: key.tuple(key.u64, key.text, key.text),
  codec: record({
    wallet: text,
    settled: nozAmount,
    traffic: weiAmount,
    mining: weiAmount,
    freeAt: u64,
  }),
});

/** wallets/‹wallet›‹epoch›‹kind›‹id›: the same rewards by who gets them. */
const walletPayouts = map({
  prefix: "wallets/",
  key: key.tuple(key.text, key.u64, key.text, key.text),
  codec: flag,
});

/** nodes/‹node›‹epoch›‹kind›: the same rewards by the node that earned them. */
const nodePayouts = map({
  prefix: "nodes/",
  key: key.tuple(key.text, key.u64, key.text),
  codec: flag,
});

/** maturities/‹time›‹epoch› */
const maturities = map({
  prefix: "maturities/",
  key: key.tuple(key.u64, key.u64),
  codec: flag,
});

/** vested/‹wallet› → free to withdraw. */
const vested = map({ prefix: "vested/", key: key.text, codec: weiAmount });

/** penalties/‹packet number› and penalty-due/‹time›‹packet number› */
const penalties = map({
  prefix: "penalties/",
  key: key.u64,
  codec: record({ node: text, offence: text, dueAt: u64 }),
});
const penaltiesDue = map({
  prefix: "penalty-due/",
  key: key.tuple(key.u64, key.u64),
  codec: flag,
});

/** The economy's state, opened over one branch. */
export function openPot(context: Context) {
  const store = context.store(potStore);
  return {
    parameters: parameters.open(store),
    pool: pool.open(store),
    ozone: ozone.open(store),
    mining: mining.open(store),
    flows: flows.open(store),
    nextEpoch: nextEpoch.open(store),
    epochs: epochs.open(store),
    parts: parts.open(store),
    accounts: accounts.open(store),
    forfeits: forfeits.open(store),
    forfeitsAfter: forfeitsAfter.open(store),
    flight: flight.open(store),
    refused: refused.open(store),
    payouts: payouts.open(store),
    walletPayouts: walletPayouts.open(store),
    nodePayouts: nodePayouts.open(store),
    maturities: maturities.open(store),
    vested: vested.open(store),
    penalties: penalties.open(store),
    penaltiesDue: penaltiesDue.open(store),
  } as const;
}

export type PotState = ReturnType<typeof openPot>;
type Present<T> = NonNullable<T>;
export type PotParameters = Present<ReturnType<PotState["parameters"]["get"]>>;
export type MiningLedger = Present<ReturnType<PotState["mining"]["get"]>>;
export type Flows = Present<ReturnType<PotState["flows"]["get"]>>;
export type OzoneTotals = Present<ReturnType<PotState["ozone"]["get"]>>;
export type EpochRecord = Present<ReturnType<PotState["epochs"]["get"]>>;
export type PayoutRecord = Present<ReturnType<PotState["payouts"]["get"]>>;
