import { buildProgram } from "./program.ts";
import { reportFailure } from "./report-failure.ts";
import { processTerminal } from "./terminal.ts";

// Whoever started this process with a channel ends it by ending: a wrapper, a devnet, a test, also under kill -9. What
// has been acknowledged is on disk by then, so nothing is waited for.
process.on("disconnect", () => process.exit(0));
process.channel?.unref();

const terminal = processTerminal();
try {
  await buildProgram(terminal).parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error, terminal.err);
}
