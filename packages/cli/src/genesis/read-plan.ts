import { isAddress } from "@stos/codec";
import type { DepositProfile } from "@stos/economy";
import { sum, type Wei } from "@stos/units";
import { parseAmount } from "../amount.ts";
import { CliError } from "../cli-error.ts";
import type { ConfigTable } from "../config/config-table.ts";
import { ozoneLimitAt, parsePrice } from "./ozone-limit.ts";
import type { GenesisPlan, PlannedMetaNode, PlannedValidator } from "./plan.ts";
import { paperRules } from "./rules.ts";

/** Shown by `stratos genesis init --help`. */
export const planExample = `chain_id = "stratos-mine-1"
meta_chain_id = "stratos-mine-meta-1"
time = "2027-01-01T00:00:00Z"
price = "1/50"                  # STOS for an oz at genesis
epoch_seconds = 600
foundation = "st1…"

[[balances]]                    # with stakes and deposits: 61,000,000 STOS in all
address = "st1…"
amount = "60820000stos"

[[validators]]
operator = "st1…"
moniker = "validator-1"
commission_bp = 1000
self = "100000stos"
consensus_key = "base64"        # printed by stratos value-node init
delegators = []                 # { delegator = "st1…", amount = "10stos" }

[[meta_nodes]]                  # keys are printed by stratos meta-node init
moniker = "meta-1"
network_key = "base64"
issuer_key = "base64"
issuer_url = "http://127.0.0.1:26760"
owner = "st1…"
deposit = "80000stos"`;

const keyBytes = 32;

/** Reads a plan file. Throws an input error that names the field. The protocol's parameters are the paper's. */
export function readPlan(config: ConfigTable, profile: DepositProfile): GenesisPlan {
  const metaNodes = config.tables("meta_nodes").map(metaNodeOf);
  const price = attempt(config, "price", parsePrice);
  return {
    chainId: config.text("chain_id"),
    metaChainId: config.text("meta_chain_id"),
    time: timeOf(config),
    profile,
    ozoneLimit: ozoneLimitAt(sum(metaNodes.map(({ deposit }) => deposit)), price),
    epochSeconds: config.whole("epoch_seconds", { min: 1, max: 86_400 }),
    foundation: walletAt(config, "foundation"),
    balances: config.tables("balances").map((each) => ({
      address: walletAt(each, "address"),
      amount: amountAt(each, "amount"),
    })),
    validators: config.tables("validators").map(validatorOf),
    metaNodes,
    rules: paperRules,
  };
}

function validatorOf(each: ConfigTable): PlannedValidator {
  return {
    operator: walletAt(each, "operator"),
    moniker: each.text("moniker"),
    commissionBp: each.whole("commission_bp", { min: 0, max: 10_000 }),
    self: amountAt(each, "self"),
    delegators: each.tables("delegators").map((delegation) => ({
      delegator: walletAt(delegation, "delegator"),
      amount: amountAt(delegation, "amount"),
    })),
    consensusKey: keyAt(each, "consensus_key"),
  };
}

function metaNodeOf(each: ConfigTable): PlannedMetaNode {
  const owner = walletAt(each, "owner");
  const beneficiary = each.optionalText("beneficiary");
  return {
    moniker: each.text("moniker"),
    networkKey: keyAt(each, "network_key"),
    issuerKey: keyAt(each, "issuer_key"),
    issuerUrl: each.url("issuer_url"),
    owner,
    beneficiary: beneficiary === undefined ? owner : walletAt(each, "beneficiary"),
    deposit: amountAt(each, "deposit"),
  };
}

function amountAt(table: ConfigTable, field: string): Wei {
  return attempt(table, field, parseAmount);
}

/** A parser of the command line, whose failure becomes that of a field. */
function attempt<T>(table: ConfigTable, field: string, parse: (text: string) => T): T {
  const text = table.text(field);
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof CliError) throw table.wrong(field, `of its form: ${error.message}`);
    throw error;
  }
}

function walletAt(table: ConfigTable, field: string): string {
  const address = table.text(field);
  if (isAddress("st", address)) return address;
  throw table.wrong(field, "a wallet's address (st1…)");
}

function keyAt(table: ConfigTable, field: string): Uint8Array {
  const key = Buffer.from(table.text(field), "base64");
  if (key.byteLength === keyBytes) return new Uint8Array(key);
  throw table.wrong(field, `an ed25519 key: ${keyBytes} bytes in base64`);
}

/** Whole seconds, since epochs begin with it. */
function timeOf(config: ConfigTable): Date {
  const time = new Date(config.text("time"));
  if (Number.isNaN(time.getTime()) || time.getTime() % 1000 !== 0)
    throw config.wrong("time", 'a time in whole seconds, such as "2027-01-01T00:00:00Z"');
  return time;
}
