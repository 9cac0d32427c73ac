import { Command } from "commander";
import { startCommand } from "../role-command.ts";
import { startValueHome } from "./start.ts";

export function valueNodeCommand(): Command {
  return new Command("value-node")
    .description("a node of the value network (Stratos Chain)")
    .addCommand(startCommand("value-node", startValueHome));
}
