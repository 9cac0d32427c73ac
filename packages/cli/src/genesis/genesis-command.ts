import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { toHex } from "@stos/codec";
import type { DepositProfile } from "@stos/economy";
import { formatOzone } from "@stos/units";
import { Command, Option } from "commander";
import { parseAmount } from "../amount.ts";
import { readConfig } from "../config/read-config.ts";
import { writeFileAtomically } from "../config/write-file.ts";
import { readGenesisFile } from "../roles/open-home.ts";
import { printResult, type Terminal } from "../terminal.ts";
import { checkGenesis, requirePair } from "./check-genesis.ts";
import { chooseProfile } from "./choose-profile.ts";
import { makeGenesisPair } from "./make-pair.ts";
import { ozoneLimitAt, parsePrice } from "./ozone-limit.ts";
import { planExample, readPlan } from "./read-plan.ts";

type InitFlags = Readonly<{ plan: string; out: string; profile?: DepositProfile; json?: boolean }>;

export function genesisCommand(terminal: Terminal): Command {
  return new Command("genesis")
    .addCommand(initCommand(terminal))
    .addCommand(ozoneCommand(terminal))
    .addCommand(validateCommand(terminal))
    .addCommand(hashCommand(terminal));
}

function initCommand(terminal: Terminal): Command {
  return new Command("init")
    .description("make the pair of genesis files of both networks from a plan")
    .requiredOption("--plan <file>", "a TOML file, see below")
    .option("--out <folder>", "where value.json and meta.json go", "genesis")
    .addOption(
      new Option(
        "--profile <name>",
        "the deposit profile; asked for otherwise, since there is no default",
      ).choices(["literal", "tracking"]),
    )
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      `\nExample:\n  $ stratos genesis init --plan plan.toml --profile tracking\n\nA plan:\n\n${planExample}`,
    )
    .action(async (flags: InitFlags) => {
      const config = await readConfig(flags.plan);
      const profile = flags.profile ?? (await chooseProfile(terminal));
      const pair = makeGenesisPair(readPlan(config, profile));
      const files = { value: join(flags.out, "value.json"), meta: join(flags.out, "meta.json") };
      await checkGenesis(flags.plan, pair.value);
      await checkGenesis(flags.plan, pair.meta);

      await mkdir(flags.out, { recursive: true });
      await writeFileAtomically(files.value, pair.value.bytes, 0o644);
      await writeFileAtomically(files.meta, pair.meta.bytes, 0o644);
      const hashes = { value: toHex(pair.value.hash), meta: toHex(pair.meta.hash) };
      printResult(terminal, flags, {
        json: { files, hashes },
        text: `${files.value}  ${hashes.value}\n${files.meta}  ${hashes.meta}`,
      });
    });
}

function ozoneCommand(terminal: Terminal): Command {
  return new Command("ozone")
    .description("the Ozone for sale at genesis that gives a price: l₀ = s / price")
    .requiredOption("--price <stos>", "STOS for an oz, such as 0.02 or 1/50")
    .requiredOption(
      "--deposits <amount>",
      "s: the genesis nodes' deposits together, such as 40000stos",
    )
    .option("--json", "the answer as JSON")
    .addHelpText("after", "\nExample:\n  $ stratos genesis ozone --price 1/50 --deposits 40000stos")
    .action((flags: Readonly<{ price: string; deposits: string; json?: boolean }>) => {
      const limit = ozoneLimitAt(parseAmount(flags.deposits), parsePrice(flags.price));
      printResult(terminal, flags, {
        json: { ozone_limit: `${limit}` },
        text: `${limit} noz (${formatOzone(limit)} oz)`,
      });
    });
}

function validateCommand(terminal: Terminal): Command {
  return new Command("validate")
    .description("let a genesis file's own network take it; with both, that they are a pair")
    .argument("<file>", "a genesis file")
    .argument("[other]", "the other network's")
    .option("--json", "the answer as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  $ stratos genesis validate genesis/value.json genesis/meta.json",
    )
    .action(
      async (file: string, other: string | undefined, flags: Readonly<{ json?: boolean }>) => {
        const genesis = await readGenesisFile(file);
        const summaries = [await checkGenesis(file, genesis)];
        if (other !== undefined) {
          const second = await readGenesisFile(other);
          summaries.push(await checkGenesis(other, second));
          requirePair(genesis, second);
        }
        const lines = summaries.map(
          ({ network, chainId, time, validators, hash }) =>
            `valid: ${network} network ${chainId}, ${validators} validators, from ${time}, hash ${hash}`,
        );
        printResult(terminal, flags, { json: summaries, text: lines.join("\n") });
      },
    );
}

function hashCommand(terminal: Terminal): Command {
  return new Command("hash")
    .description("sha256 of a genesis file: what signed statements name it by")
    .argument("<file>", "a genesis file")
    .option("--json", "the answer as JSON")
    .addHelpText("after", "\nExample:\n  $ stratos genesis hash genesis/value.json")
    .action(async (file: string, flags: Readonly<{ json?: boolean }>) => {
      const hash = toHex((await readGenesisFile(file)).hash);
      printResult(terminal, flags, { json: { file, hash }, text: hash });
    });
}
