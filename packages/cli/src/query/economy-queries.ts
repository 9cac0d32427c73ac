import { formatOzone, formatStos, noz, wei } from "@stos/units";
import { Command } from "commander";
import { addressOf } from "../chain/signing-wallet.ts";
import { usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";
import { queryCommandOf } from "./print-answer.ts";

const root = "/stratos/economy/v1";

type EpochRow = Readonly<{
  epoch: string;
  settled_noz: string;
  R: string;
  M: string;
  stage: string;
  void: boolean;
}>;

/** The economy as the value network keeps it. */
export function economyQueries(terminal: Terminal): Command {
  return new Command("economy")
    .description("the curve, epochs, rewards, conservation")
    .addCommand(
      queryCommandOf(terminal, {
        name: "curve",
        description: "s, p and l: what the price of Ozone follows from (wei, noz)",
        examples: ["economy curve"],
        path: () => `${root}/curve`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "price",
        description: "STOS for an oz at once: (s + p) / l",
        examples: ["economy price"],
        path: () => `${root}/curve`,
        text: priceText,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "epochs",
        description: "the newest epochs: what they settled and earned",
        examples: ["economy epochs"],
        path: () => `${root}/epochs?limit=20`,
        text: epochsText,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "epoch",
        description: "one epoch with all its payouts",
        arguments: [["<epoch>", "its number"]],
        examples: ["economy epoch 3", "economy epoch 3 --json"],
        path: ([epoch = ""]) => `${root}/epochs/${requireWhole(epoch)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "vesting",
        description: "a wallet's locked rewards by epoch, and when they are free",
        arguments: [["<wallet>", "its address, or the name of a wallet"]],
        examples: ["economy vesting resource-1-owner"],
        path: async ([wallet = ""], networks) =>
          `${root}/vesting/${await addressOf(wallet, networks)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "conservation",
        description: "what must add up, and whether it does (difference 0)",
        examples: ["economy conservation"],
        path: () => `${root}/conservation`,
      }),
    );
}

function priceText(answer: unknown): string {
  const { s, p, l } = answer as Readonly<{ s: string; p: string; l: string }>;
  const weiPerOzone = ((BigInt(s) + BigInt(p)) * 10n ** 9n) / BigInt(l);
  return `${formatStos(wei(weiPerOzone))} STOS an oz (rounded down)`;
}

function epochsText(answer: unknown): string {
  const rows = answer as readonly EpochRow[];
  if (rows.length === 0) return "no epoch is closed yet";
  const lines = rows.map(
    ({ epoch, settled_noz, R, M, stage, void: isVoid }) =>
      `${`${epoch}`.padStart(8)}  ${ozone(settled_noz).padStart(18)}  ${stos(R).padStart(22)}  ${stos(M).padStart(10)}  ${stage}${isVoid ? "  void" : ""}`,
  );
  return ["   epoch          settled oz                  R STOS      M STOS  stage", ...lines].join(
    "\n",
  );
}

function ozone(text: string): string {
  return formatOzone(noz(BigInt(text)));
}

function stos(text: string): string {
  return formatStos(wei(BigInt(text)));
}

function requireWhole(text: string): string {
  if (/^\d{1,15}$/.test(text)) return text;
  throw usageError(`"${text}" is no whole number`);
}
