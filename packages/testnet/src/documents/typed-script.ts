import { stratosBin } from "../devnet/command.ts";

/** All `sh` blocks of a page, but for the npm commands, which this test run itself came from. */
export function scriptOf(page: string): string {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = ""]) => block);
  const typed = blocks
    .join("")
    .split("\n")
    .filter((line) => !line.startsWith("npm "));
  return [
    "set -euo pipefail",
    `npx() { shift; "${process.execPath}" "${stratosBin}" "$@"; }`,
    ...typed,
  ].join("\n");
}
