import { connect } from "node:net";
import {
  CustodySchema,
  decodeMessage,
  ed25519FromSeed,
  fromBase64,
  toHex,
  verifyCustody,
} from "@stos/codec";
import { digestSlice } from "@stos/storage";
import { expect, test } from "vitest";
import { bytesOf, codeOf, get, patterned, put } from "../testing/node-client.ts";
import { startTestNodes } from "../testing/test-nodes.ts";

const domain = { chainId: "stratos-test-meta-1", genesisHash: new Uint8Array(32).fill(7) };

test.each([1, 65_536, 1_048_577, 16_777_216])(
  "a slice of %i bytes is on all nodes of its chain before any answers, and each signs custody",
  async (size) => {
    await using started = await startTestNodes(3);
    const { nodes, network } = started;
    const session = network.openSession(1);
    const body = patterned(size);
    const { id } = digestSlice(body);

    const answer = await put(nodes, session, body, { number: 5, slice: toHex(id) });
    expect(answer.status).toBe(201);
    const { custody } = (await answer.json()) as Readonly<{ custody: readonly string[] }>;
    expect(custody).toHaveLength(3);
    for (const [index, encoded] of custody.entries()) {
      const statement = decodeMessage(CustodySchema, fromBase64(encoded));
      const { publicKey, networkAddress } = ed25519FromSeed(new Uint8Array(32).fill(20 + index));
      expect(statement).toMatchObject({ number: 5, node: networkAddress, size: BigInt(size) });
      expect(toHex(statement.slice)).toBe(toHex(id));
      expect(verifyCustody(domain, statement, publicKey)).toBe(true);
    }
    for (const node of nodes) {
      const receipt = session.receipt(node.address, { upload: size, download: size });
      const read = await get(node, session, toHex(id), { receipt });
      expect((await bytesOf(read)).equals(body)).toBe(true);
    }
    expect(started.errors).toEqual([]);
  },
);

test("many small slices share group commits, and every one is kept", async () => {
  await using started = await startTestNodes(1);
  const { nodes, network } = started;
  const session = network.openSession(1);
  const bodies = Array.from({ length: 40 }, (_, index) => patterned(4_096, index));
  const answers = await Promise.all(
    bodies.map((body, number) => put(nodes, session, body, { number, signed: 40 * 4_096 })),
  );
  expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 201));
  const roots = new Set<string>();
  for (const answer of answers) {
    const { custody } = (await answer.json()) as Readonly<{ custody: readonly string[] }>;
    roots.add(toHex(decodeMessage(CustodySchema, fromBase64(custody[0] ?? "")).batchRoot));
  }
  expect(roots.size).toBeLessThan(bodies.length);
});

test("a downstream node that is gone fails the upload and is named", async () => {
  await using started = await startTestNodes(3);
  const { nodes, network } = started;
  const session = network.openSession(1);
  const lost = nodes[2];
  if (lost === undefined) return expect.fail("three nodes were due");
  await lost[Symbol.asyncDispose]();
  const answer = await put(nodes, session, patterned(2_000_000));
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({
    error: { code: "replica-failed", node: lost.address },
  });
  // What failed isn't charged: the same receipt pays for the next attempt.
  expect((await put(nodes.slice(0, 2), session, patterned(2_000_000), { number: 1 })).status).toBe(
    201,
  );
});

test("a downstream refusal is told with its node and reason", async () => {
  await using started = await startTestNodes(2);
  const { nodes, network } = started;
  const session = network.openSession(1);
  const [first, second] = nodes.map(({ address }) => address);
  const answer = await put(nodes, session, patterned(5_000), {
    headers: { "x-stratos-allowances": `${session.allowance(first ?? "", 9_999)},` },
  });
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({
    error: { code: "replica-failed", node: second, reason: "not-assigned" },
  });
});

test("bytes that don't make the slice named are refused, and nothing is charged", async () => {
  await using started = await startTestNodes(2);
  const { nodes, network } = started;
  const session = network.openSession(1);
  const named = toHex(digestSlice(patterned(70_000, 2)).id);
  const answer = await put(nodes, session, patterned(70_000), { slice: named });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ error: { code: "slice-mismatch", expected: named } });
  expect((await put(nodes, session, patterned(70_000, 2), { slice: named })).status).toBe(201);
});

test("a body that ends early leaves nothing", async () => {
  await using started = await startTestNodes(1);
  const { nodes, network } = started;
  const [node] = nodes;
  if (node === undefined) return expect.fail("a node was due");
  const session = network.openSession(1);
  const { hostname, port } = new URL(node.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `PUT /slices/${session.id}/0 HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n` +
      `x-stratos-nodes: ${node.address}\r\nx-stratos-allowances: ${session.allowance(node.address, 1_000_000)}\r\n` +
      `x-stratos-receipts: ${session.receipt(node.address, { upload: 100_000 })}\r\n\r\n`,
  );
  socket.end(patterned(50_000));
  const text: Buffer[] = [];
  for await (const piece of socket) text.push(piece);
  expect(Buffer.concat(text).toString()).toContain("400 Bad Request");

  const health = await (await fetch(`${node.url}/health`)).json();
  expect(health).toMatchObject({ slices: 0, used: 0 });
});

test("who isn't assigned, allowed or known is refused with a code of its own", async () => {
  await using started = await startTestNodes(1);
  const { nodes, network } = started;
  const session = network.openSession(1);
  const other = network.openSession(2);
  const [node] = nodes;
  if (node === undefined) return expect.fail("a node was due");
  const body = patterned(10_000);
  const allowances = (value: string) => ({ headers: { "x-stratos-allowances": value } });
  const receipts = (value: string) => ({ headers: { "x-stratos-receipts": value } });

  expect(await codeOf(await put(nodes, session, body, { allowed: 0, signed: 0 }))).toBe(
    "403 not-assigned",
  );
  expect(await codeOf(await put(nodes, session, body, { allowed: 9_999, signed: 0 }))).toBe(
    "402 allowance-exceeded",
  );
  expect(await codeOf(await put(nodes, session, body, { allowed: 9_999 }))).toBe(
    "402 allowance-exceeded",
  );
  expect(
    await codeOf(
      await put(nodes, session, body, allowances(other.allowance(node.address, 99_999))),
    ),
  ).toBe("400 allowance-invalid");
  expect(
    await codeOf(
      await put(nodes, session, body, allowances(session.allowance(node.address, 99_999, 2))),
    ),
  ).toBe("400 allowance-invalid");
  expect(await codeOf(await put(nodes, session, body, allowances("nonsense")))).toBe(
    "400 allowance-invalid",
  );
  expect(
    await codeOf(
      await put(
        nodes,
        session,
        body,
        receipts(session.forgedReceipt(node.address, { upload: 10_000 })),
      ),
    ),
  ).toBe("400 receipt-invalid");
  expect(
    await codeOf(
      await put(nodes, session, body, receipts(other.receipt(node.address, { upload: 10_000 }))),
    ),
  ).toBe("400 receipt-invalid");
  expect(await codeOf(await put(nodes, { ...session, id: "ab".repeat(32) }, body))).toBe(
    "404 session-unknown",
  );
  expect((await put(nodes, session, body)).status).toBe(201);
  expect(await codeOf(await put(nodes, session, body, { signed: 9_000 }))).toBe(
    "409 receipt-decreasing",
  );
  network.closeSession(other.id);
  expect(await codeOf(await put(nodes, other, body))).toBe("409 session-closed");
});

test.each([
  ["unknown", undefined],
  ["of TLS that nobody speaks there", "https://127.0.0.1:1"],
  ["of another protocol", "ftp://127.0.0.1:1"],
])("a next replica whose endpoint is %s leaves no room reserved", async (_, endpoint) => {
  await using started = await startTestNodes(2, { capacity: 10_000_000 });
  const { nodes, network, errors } = started;
  const [node, next] = nodes;
  const known = network.nodes.get(next?.address ?? "");
  if (node === undefined || known === undefined) return expect.fail("two nodes were due");
  network.nodes.set(known.node, { ...known, endpoints: endpoint === undefined ? [] : [endpoint] });
  const session = network.openSession(1);
  const body = patterned(6_000_000);
  for (let attempt = 0; attempt < 3; attempt += 1)
    expect(await codeOf(await put(nodes, session, body))).toBe("502 replica-failed");
  expect(await (await fetch(`${node.url}/health`)).json()).toMatchObject({
    used: 0,
    state: "ready",
  });
  expect(errors).toEqual([]);
});

test("sixteen uploads at once, each but a step signed for, don't stall", async () => {
  await using started = await startTestNodes(1, { receiptWaitMs: 2_000 });
  const { nodes, network } = started;
  const session = network.openSession(1);
  const size = 150_000;
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, number) =>
      put(nodes, session, patterned(size, number), { number, signed: 16 * size - 65_536 }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(201));
});

test("a session that signs nothing gets custody of seventeen steps at most, however many uploads it opens", async () => {
  await using started = await startTestNodes(1, { receiptWaitMs: 300 });
  const { nodes, network } = started;
  const session = network.openSession(1);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, number) =>
      put(nodes, session, patterned(65_536, number), { number, signed: 0 }),
    ),
  );
  const kept = answers.filter(({ status }) => status === 201).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(17);
});

test("uploads that wait for a receipt hold up no other session", async () => {
  await using started = await startTestNodes(1, { receiptWaitMs: 2_000 });
  const { nodes, network } = started;
  const [stalling, paying] = [network.openSession(1), network.openSession(2)];
  const refused = Promise.withResolvers<void>();
  let refusals = 0;
  const body = patterned(3_000_000);
  const stalled = Array.from({ length: 100 }, async (_, number) => {
    const { status } = await put(nodes, stalling, body, { number, signed: 0 });
    if (status !== 503) return;
    refusals += 1;
    if (refusals === 100 - 16) refused.resolve();
  });
  await refused.promise;
  expect((await put(nodes, paying, body)).status).toBe(201);
  await Promise.all(stalled);
});

test("a client that doesn't sign is stopped within one step", async () => {
  await using started = await startTestNodes(1, { receiptWaitMs: 200 });
  const { nodes, network } = started;
  const session = network.openSession(1);
  expect(await codeOf(await put(nodes, session, patterned(200_000), { signed: 0 }))).toBe(
    "402 receipt-behind",
  );
  expect((await put(nodes, session, patterned(65_536), { signed: 0 })).status).toBe(201);
});

test("an upload that is repeated under its number is counted once", async () => {
  await using started = await startTestNodes(1, { receiptWaitMs: 200 });
  const { nodes, network } = started;
  const session = network.openSession(1);
  for (let attempt = 0; attempt < 3; attempt += 1)
    expect((await put(nodes, session, patterned(200_000), { number: 3 })).status).toBe(201);
  // Under another number it is another task, and nothing is signed for it.
  const other = await put(nodes, session, patterned(200_000), { number: 4, signed: 200_000 });
  expect(await codeOf(other)).toBe("402 receipt-behind");
});

test("a full node refuses what it has no room for, and takes what fits", async () => {
  await using started = await startTestNodes(1, { capacity: 1_000_000 });
  const { nodes, network } = started;
  const session = network.openSession(1);
  expect((await put(nodes, session, patterned(600_000))).status).toBe(201);
  expect(
    await codeOf(
      await put(nodes, session, patterned(600_000, 2), { number: 1, signed: 1_200_000 }),
    ),
  ).toBe("507 disk-full");
  expect(
    (await put(nodes, session, patterned(300_000), { number: 2, signed: 1_200_000 })).status,
  ).toBe(201);
});

test("too large, empty and malformed requests are refused", async () => {
  await using started = await startTestNodes(1);
  const { nodes, network } = started;
  const session = network.openSession(1);
  expect(await codeOf(await put(nodes, session, new Uint8Array(0)))).toBe("413 slice-too-large");
  expect(
    await codeOf(await put(nodes, session, patterned(10), { headers: { "x-stratos-nodes": "x" } })),
  ).toBe("400 request-invalid");
  expect(await codeOf(await put(nodes, session, patterned(10), { slice: "zz" }))).toBe(
    "400 request-invalid",
  );
  expect(await codeOf(await put(nodes, session, patterned(16_777_217)))).toBe(
    "413 slice-too-large",
  );
});
