import { grantMessage, revokeGrantMessage } from "@stos/client";
import { isAddress } from "@stos/codec";
import { Command } from "commander";
import { usageError } from "../cli-error.ts";
import { parseOzoneAmount } from "../ozone-amount.ts";
import type { Terminal } from "../terminal.ts";
import { transactionCommand } from "./send-transaction.ts";

type GrantFlags = Readonly<{
  perEpoch?: string;
  rights?: string;
  buckets?: string;
  untilEpoch?: string;
}>;

/** What a wallet does on the meta chain, where transactions cost no gas. */
export function metaCommand(terminal: Terminal): Command {
  const keyArgument = ["<key>", "the address of the granted key, st1… or stsds1…"] as const;
  return new Command("meta")
    .description("transactions on the meta chain: budgets for gateways")
    .addCommand(
      transactionCommand<GrantFlags>(terminal, {
        name: "grant",
        description: "let another key spend Ozone of the wallet, up to a budget an epoch",
        arguments: [keyArgument],
        options: [
          ["--per-epoch <amount>", "what it may hold in sessions an epoch, such as 10oz"],
          ["--rights <letters>", "r, w and d for read, write and delete (default: rwd)"],
          ["--buckets <names>", "comma-separated (default: all)"],
          ["--until-epoch <n>", "the last epoch in which it opens sessions (default: no end)"],
        ],
        network: "meta",
        examples: ["meta grant stsds1… --per-epoch 100oz --rights r --buckets photos --from user"],
        messages: ({ address: wallet }, [key = ""], { flags }) => [
          grantMessage({
            wallet,
            key: requireKey(key),
            nozPerEpoch: parseOzoneAmount(flags.perEpoch ?? ""),
            rights: rightsOf(flags),
            untilEpoch: untilEpoch(flags.untilEpoch),
          }),
        ],
      }),
    )
    .addCommand(
      transactionCommand(terminal, {
        name: "revoke",
        description: "take a grant back, at once",
        arguments: [keyArgument],
        network: "meta",
        examples: ["meta revoke stsds1… --from user"],
        messages: ({ address: wallet }, [key = ""]) => [
          revokeGrantMessage({ wallet, key: requireKey(key) }),
        ],
      }),
    );
}

function requireKey(key: string): string {
  if (isAddress("st", key) || isAddress("stsds", key)) return key;
  throw usageError(`"${key}" is no key's address; it begins with st1 or stsds1`);
}

function rightsOf({ rights = "rwd", buckets }: GrantFlags) {
  if (!/^[rwd]{1,3}$/.test(rights))
    throw usageError(`--rights "${rights}": write r, w and d for read, write and delete`);
  return {
    read: rights.includes("r"),
    write: rights.includes("w"),
    delete: rights.includes("d"),
    ...(buckets === undefined ? {} : { buckets: buckets.split(",") }),
  };
}

function untilEpoch(text: string | undefined): number {
  if (text === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--until-epoch "${text}" is no epoch`);
}
