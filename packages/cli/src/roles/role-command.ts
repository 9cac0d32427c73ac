import { Command } from "commander";
import { type Service, serve } from "./serve.ts";

/** What every role's command has: a `start` for a home. Its `init` is added by the role. */
export function startCommand(
  role: string,
  start: (home: string, signal: AbortSignal) => Promise<Service>,
): Command {
  return new Command("start")
    .description(
      "run it in the foreground until SIGINT or SIGTERM; events go to stderr as JSON lines",
    )
    .requiredOption("--home <folder>", "its folder, made by init")
    .addHelpText("after", `\nExample:\n  $ stratos ${role} start --home ./${role}`)
    .action(({ home }: { home: string }) => serve((signal) => start(home, signal)));
}
