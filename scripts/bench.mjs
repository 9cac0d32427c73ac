// Runs the benches, one process each, so that none warms another's caches: `npm run bench` all of them, `npm run bench -- NAME` those whose
// package or file is called so. Each prints one JSON line per measure: {"bench","name","value","unit"[,"peer","peerValue","ratio"]}.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const [wanted, ...words] = process.argv.slice(2);
const benches = readdirSync("packages")
  .filter((name) => existsSync(`packages/${name}/bench`))
  .flatMap((name) =>
    readdirSync(`packages/${name}/bench`)
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".part.ts"))
      .map((file) => ({ name, file: file.slice(0, -3) })),
  );
const chosen = benches.filter(
  ({ name, file }) =>
    wanted === undefined || name.split("-")[0] === wanted || name === wanted || file === wanted,
);

if (chosen.length === 0) {
  const names = benches.map(({ name, file }) => `${name}/${file}`).join(", ");
  console.error(`bench: there is none called "${wanted}"; there are ${names}`);
  process.exit(64);
}
for (const { name, file } of chosen) {
  const { status } = spawnSync(process.execPath, [`packages/${name}/bench/${file}.ts`, ...words], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
