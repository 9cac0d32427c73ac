/** How many assignments a second one issuer makes, journal on disk: `node packages/meta-network/bench/issuer.ts [SECONDS]`. */
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBase64 } from "@stos/codec";
import { openIssuer, startIssuerServer } from "../src/issuer/index.ts";
import {
  knownReachability,
  signedAsks,
  startIssuingChain,
} from "../src/issuer/testing/issuing-chain.ts";

const seconds = Number(process.argv[2] ?? "3");
const path = await mkdtemp(join(tmpdir(), "bench-issuer-"));

try {
  const issuing = await startIssuingChain({ noz: 10n ** 15n });
  await using issuer = await openIssuer({
    chain: issuing.view,
    key: issuing.issuerKey,
    journal: join(path, "journal"),
    prober: knownReachability(),
  });
  let nonce = 0;

  for (const { count, size } of [
    { count: 1, size: 4_096 },
    { count: 8, size: 4_096 },
    { count: 8, size: 16_777_216 },
  ]) {
    const started = performance.now();
    let assignments = 0;
    while (performance.now() - started < seconds * 1_000) {
      const requests = Array.from({ length: 16 }, () => {
        nonce += 1;
        return issuer.answer(
          ...signedAsks(issuing, nonce, [{ kind: "upload", size, replicas: 3, count }]),
        );
      });
      await Promise.all(requests);
      assignments += 16 * count;
    }
    report(
      `issuer assignments, ${count} of ${size} bytes a request`,
      assignments / ((performance.now() - started) / 1_000),
    );
  }

  await using server = await startIssuerServer({
    issuer,
    port: 0,
    onBug: (error) => {
      throw error;
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const started = performance.now();
  let requests = 0;
  while (performance.now() - started < seconds * 1_000) {
    nonce += 1;
    const [body, signature] = signedAsks(issuing, nonce, [
      { kind: "upload", size: 4_096, replicas: 3, count: 8 },
    ]);
    await post(agent, server.url, body, signature);
    requests += 1;
  }
  report(
    "issuer assignments over HTTP, one client, 8 a request",
    (requests * 8) / ((performance.now() - started) / 1_000),
  );
  agent.destroy();
} finally {
  await rm(path, { recursive: true });
}

function post(agent: Agent, url: string, body: Uint8Array, signature: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "x-stratos-signature": toBase64(signature), "content-length": body.length };
    const sent = request(
      `${url}/stratos/issuer/v1/asks`,
      { agent, method: "POST", headers },
      (response) => {
        response.resume();
        response.on("end", () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`)),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

function report(measure: string, value: number): void {
  console.log(JSON.stringify({ measure, value: Math.round(value), unit: "1/s" }));
}
