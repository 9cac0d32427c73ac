import { buildProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

// Whoever started this process with a channel ends it by ending: a wrapper, a devnet, a test, also under kill -9. What
// has been acknowledged is on disk by then, so nothing is waited for.
process.on("disconnect", () => process.exit(0));
process.channel?.unref();
// A reader that has seen enough, such as head, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const terminal = processTerminal();
try {
  const program = await buildProgram(terminal, process.argv.slice(2));
  await program.parseAsync(process.argv);
} catch (error) {
  const { reportFailure } = await import("./report-failure.ts");
  process.exitCode = reportFailure(error, terminal.err);
}
