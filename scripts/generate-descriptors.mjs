// Writes what gRPC's reflection answers: the descriptors of the Cosmos services that nodes serve and of our own messages. The sources
// come from the Go module proxy at fixed versions, so this needs Go; what it writes is checked in.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(repository, "packages/ledger/src/grpc/generated/file-descriptors.ts");

const modules = {
  sdk: "github.com/cosmos/cosmos-sdk@v0.50.14",
  gogoproto: "github.com/cosmos/gogoproto@v1.7.0",
  cosmosProto: "github.com/cosmos/cosmos-proto@v1.0.0-beta.5",
};

/** Files whose services are served or whose messages stand in transactions; what they import follows. */
const roots = [
  "cosmos/auth/v1beta1/query.proto",
  "cosmos/bank/v1beta1/query.proto",
  "cosmos/bank/v1beta1/tx.proto",
  "cosmos/base/node/v1beta1/query.proto",
  "cosmos/base/tendermint/v1beta1/query.proto",
  "cosmos/crypto/ed25519/keys.proto",
  "cosmos/crypto/multisig/keys.proto",
  "cosmos/crypto/secp256k1/keys.proto",
  "cosmos/distribution/v1beta1/query.proto",
  "cosmos/distribution/v1beta1/tx.proto",
  "cosmos/evidence/v1beta1/evidence.proto",
  "cosmos/evidence/v1beta1/query.proto",
  "cosmos/evidence/v1beta1/tx.proto",
  "cosmos/gov/v1/query.proto",
  "cosmos/gov/v1/tx.proto",
  "cosmos/mint/v1beta1/query.proto",
  "cosmos/params/v1beta1/query.proto",
  "cosmos/slashing/v1beta1/query.proto",
  "cosmos/slashing/v1beta1/tx.proto",
  "cosmos/staking/v1beta1/query.proto",
  "cosmos/staking/v1beta1/tx.proto",
  "cosmos/tx/v1beta1/service.proto",
  "cosmos/upgrade/v1beta1/query.proto",
  "cosmos/upgrade/v1beta1/tx.proto",
];

const workspace = mkdtempSync(join(tmpdir(), "descriptors-"));
try {
  const own = join(repository, "packages/codec/proto/stratos");
  const sdk = moduleFolder(modules.sdk);
  place(join(sdk, "proto/cosmos"), "cosmos");
  place(join(sdk, "proto/amino"), "amino");
  place(join(sdk, "proto/tendermint"), "tendermint");
  place(join(moduleFolder(modules.cosmosProto), "proto/cosmos_proto"), "cosmos_proto");
  place(join(moduleFolder(modules.gogoproto), "gogoproto/gogo.proto"), "gogoproto/gogo.proto");
  place(join(repository, "node_modules/protobufjs/google/api"), "google/api");
  place(own, "stratos");
  write(closureOf(build()));
} finally {
  rmSync(workspace, { recursive: true });
}

function moduleFolder(module) {
  const answer = execFileSync("go", ["mod", "download", "-json", module], {
    cwd: workspace,
    encoding: "utf8",
  });
  return JSON.parse(answer).Dir;
}

function place(source, path) {
  const to = join(workspace, "proto", path);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(source, to, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", to]);
}

function build() {
  writeFileSync(join(workspace, "buf.yaml"), "version: v2\nmodules:\n  - path: proto\n");
  const file = join(workspace, "all.binpb");
  const buf = join(repository, "node_modules/.bin/buf");
  const paths = [...roots, "stratos"].flatMap((path) => ["--path", join("proto", path)]);
  execFileSync(
    buf,
    ["build", "--as-file-descriptor-set", "--exclude-source-info", ...paths, "-o", file],
    { cwd: workspace, stdio: "inherit" },
  );
  return fromBinary(FileDescriptorSetSchema, readFileSync(file));
}

/** What the roots and our own files need, each file after those it imports. */
function closureOf({ file: files }) {
  const byName = new Map(files.map((each) => [each.name, each]));
  const chosen = new Set();
  const visit = (name) => {
    if (chosen.has(name)) return;
    const found = byName.get(name);
    if (found === undefined) throw new Error(`nothing defines ${name}`);
    found.dependency.forEach(visit);
    chosen.add(name);
  };
  for (const { name } of files)
    if (name.startsWith("stratos/") || roots.includes(name)) visit(name);
  return [...chosen].map((name) => byName.get(name));
}

function write(files) {
  const bytes = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: files }));
  const text = gzipSync(bytes, { level: 9 }).toString("base64");
  const lines = text.match(/.{1,120}/g).map((line) => `  ${JSON.stringify(line)},\n`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    `// Written by scripts/generate-descriptors.mjs from ${Object.values(modules).join(", ")} (Apache-2.0, BSD-3-Clause) and packages/codec/proto.\n\n` +
      "/** A gzipped `google.protobuf.FileDescriptorSet` in base64: each file after those it imports. */\n" +
      `export const fileDescriptors = [\n${lines.join("")}].join("");\n`,
  );
  console.log(`${files.length} files, ${bytes.length} bytes, ${text.length} characters: ${target}`);
}
