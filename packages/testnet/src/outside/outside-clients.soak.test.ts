import { afterAll, beforeAll, expect, test } from "vitest";
import { getJson } from "../chain/get-json.ts";
import { type Devnet, startDevnet } from "../devnet/start-devnet.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { backUpWithRestic, moveTreeWithRclone } from "./file-clients.ts";
import { outsideProgram } from "./outside-program.ts";

/** The full numbers of the promise. */
const full = { files: 1_000, bytes: 300_000_000 };

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(() => devnet?.[Symbol.asyncDispose]());

test("rclone moves 1,000 real files of 300 MB", async (context) => {
  outsideProgram(context, "rclone");
  await using folder = await temporaryFolder();
  const moved = await moveTreeWithRclone({
    s3: devnet.file.s3,
    folder: folder.path,
    size: full,
  });
  expect(moved.files).toBeGreaterThanOrEqual(full.files);
  expect(moved.bytes).toBeGreaterThanOrEqual(full.bytes);
});

test("restic backs up and restores the same tree", async (context) => {
  outsideProgram(context, "restic");
  await using folder = await temporaryFolder();
  await backUpWithRestic({ s3: devnet.file.s3, folder: folder.path, size: full });
});

test("everything is conserved afterwards", async () => {
  const conservation = await getJson(devnet.file.value.rest, "/stratos/economy/v1/conservation");
  expect(conservation).toMatchObject({ difference: "0" });
});
