import { Command } from "commander";
import { startCommand } from "../role-command.ts";
import { startMetaHome } from "./start.ts";

export function metaNodeCommand(): Command {
  return new Command("meta-node")
    .description("meta nodes of the resource network: their chain, issuers and relayers")
    .addCommand(startCommand("meta-node", startMetaHome));
}
