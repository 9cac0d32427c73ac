/** How many assignments a second one issuer makes, journal on disk: `node packages/meta-network/bench/issuer.ts [REQUESTS]`. */
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

const requests = Number(process.argv[2] ?? "4000");
const atOnce = 16;
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
  const signedUpload = (size: number, count: number) => {
    nonce += 1;
    return signedAsks(issuing, nonce, [{ kind: "upload", size, replicas: 3, count }]);
  };

  for (const { count, size } of [
    { count: 1, size: 4_096 },
    { count: 8, size: 4_096 },
    { count: 8, size: 16_777_216 },
  ]) {
    const signed = Array.from({ length: requests }, () => signedUpload(size, count));
    const started = performance.now();
    for (let from = 0; from < requests; from += atOnce)
      await Promise.all(signed.slice(from, from + atOnce).map((each) => issuer.answer(...each)));
    const seconds = (performance.now() - started) / 1_000;
    report(`issuer assignments, ${count} of ${size} bytes a request`, (requests * count) / seconds);
  }

  await using server = await startIssuerServer({
    issuer,
    port: 0,
    onBug: (error) => {
      throw error;
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const signed = Array.from({ length: requests }, () => signedUpload(4_096, 8));
  const started = performance.now();
  for (const [body, signature] of signed) await post(agent, server.url, body, signature);
  const seconds = (performance.now() - started) / 1_000;
  report(
    "issuer assignments over HTTP, one client, 8 of 4096 bytes a request",
    (requests * 8) / seconds,
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

function report(name: string, value: number): void {
  console.log(
    JSON.stringify({ bench: "meta", name, value: Math.round(value), unit: "assignments/s" }),
  );
}
