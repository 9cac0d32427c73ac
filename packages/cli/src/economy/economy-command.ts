import { Command } from "commander";
import type { Terminal } from "../terminal.ts";
import { replayCommand } from "./replay-command.ts";

export function economyCommand(terminal: Terminal): Command {
  return new Command("economy")
    .description("the paper's economy as a calculator")
    .addCommand(replayCommand(terminal));
}
