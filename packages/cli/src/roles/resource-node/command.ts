import { Command } from "commander";
import { startCommand } from "../role-command.ts";
import { startResourceHome } from "./start.ts";

export function resourceNodeCommand(): Command {
  return new Command("resource-node")
    .description("a resource node: keeps slices and serves them")
    .addCommand(startCommand("resource-node", startResourceHome));
}
