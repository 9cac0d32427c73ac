import { pair, startTestChain } from "./test-chain.ts";

/** For the kill test: makes blocks without end over the folder named by the first argument and tells each published one. */
const [, , folder = "", run = ""] = process.argv;
process.stdin.on("end", () => process.exit()).resume();

const chain = await startTestChain({ folder });
chain.engine.onBlock(({ height, results }) => {
  process.stdout.write(`${height} ${Buffer.from(results.appHash).toString("hex")}\n`);
});
for (let count = 0; ; count += 1) {
  await chain.engine.broadcastSync(pair(`run${run}-${count}=1`));
  await chain.engine.makeBlock();
}
