import { spawnSync } from "node:child_process";
import type { TestContext } from "vitest";

/** The unmodified programs that the tests move files with. */
export type OutsideProgram = "rclone" | "restic" | "s3cmd" | "aws";

const versionWord: Readonly<Record<OutsideProgram, string>> = {
  rclone: "version",
  restic: "version",
  s3cmd: "--version",
  aws: "--version",
};
const debianPackage: Readonly<Record<OutsideProgram, string>> = {
  rclone: "rclone",
  restic: "restic",
  s3cmd: "s3cmd",
  aws: "awscli",
};

/** Skips the test where the program isn't installed, and says so; with CI=true that is a failure instead. */
export function outsideProgram(context: Pick<TestContext, "skip">, program: OutsideProgram): void {
  const { status } = spawnSync(program, [versionWord[program]], { stdio: "ignore" });
  if (status === 0) return;
  const note = `${program} isn't installed (Debian: apt install ${debianPackage[program]})`;
  if (process.env["CI"] === "true") throw new Error(note);
  context.skip(note);
}
