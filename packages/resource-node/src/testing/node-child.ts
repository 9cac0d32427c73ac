import { ed25519FromSeed } from "@stos/codec";
import { startNodeOver } from "../resource-node.ts";
import { createMemoryNetwork } from "./memory-network.ts";

/** A node in a process of its own, to be killed: prints its URL, serves until then. */
const [, , dataDir = ""] = process.argv;
const network = createMemoryNetwork();
const networkKeySeed = new Uint8Array(32).fill(20);
network.register(ed25519FromSeed(networkKeySeed).networkAddress);
network.openSession(1);
const node = await startNodeOver(network, {
  dataDir,
  listen: { host: "127.0.0.1", port: 0 },
  networkKeySeed,
  capacity: 256 * 1024 * 1024,
  log() {},
});
process.stdout.write(`${node.url}\n`);
// A parent that dies takes the child with it.
process.stdin.on("end", () => process.exit(0)).resume();
