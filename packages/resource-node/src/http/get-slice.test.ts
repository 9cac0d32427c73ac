import { toHex } from "@stos/codec";
import { chunkBytes, digestSlice, verifyLeaves } from "@stos/storage";
import { expect, test } from "vitest";
import { bytesOf, codeOf, get, patterned, postReceipt, put } from "../testing/node-client.ts";
import { startTestNodes } from "../testing/test-nodes.ts";

async function withSlice(size: number, receiptWaitMs = 5_000) {
  const started = await startTestNodes(1, { receiptWaitMs });
  const session = started.network.openSession(1);
  const body = patterned(size);
  const [node] = started.nodes;
  if (node === undefined) throw new Error("a node was due");
  expect((await put(started.nodes, session, body)).status).toBe(201);
  const id = toHex(digestSlice(body).id);
  const receipt = (download: number) => session.receipt(node.address, { upload: size, download });
  return { started, session, body, node, id, receipt };
}

test.each([
  ["bytes=0-0", 0, 65_536],
  ["bytes=65535-65536", 0, 131_072],
  ["bytes=131072-", 131_072, 300_000],
  ["bytes=250000-999999", 196_608, 300_000],
])("%s is widened to whole chunks", async (range, start, end) => {
  const { started, session, body, node, id, receipt } = await withSlice(300_000);
  await using _ = started;
  const answer = await get(node, session, id, { range, receipt: receipt(end - start) });
  expect(answer.status).toBe(206);
  expect(answer.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/300000`);
  expect((await bytesOf(answer)).equals(body.subarray(start, end))).toBe(true);
});

test("a node delivers what is signed, not a chunk more, and goes on with the next receipt", async () => {
  const { started, session, body, node, id, receipt } = await withSlice(5 * chunkBytes);
  await using _ = started;
  const answer = await get(node, session, id, { receipt: receipt(2 * chunkBytes) });
  const reader = answer.body?.getReader();
  if (reader === undefined) return expect.fail("a body was due");
  const pieces: Uint8Array[] = [];
  const readUpTo = async (total: number) => {
    while (Buffer.concat(pieces).length < total) {
      const { value, done } = await reader.read();
      if (done) break;
      pieces.push(value);
    }
  };

  await readUpTo(2 * chunkBytes);
  const told = await postReceipt(node, receipt(2 * chunkBytes));
  expect(told.headers.get("x-stratos-delivered")).toBe(`${2 * chunkBytes}`);
  expect(Buffer.concat(pieces).length).toBe(2 * chunkBytes);

  for (let chunks = 3; chunks <= 5; chunks += 1) {
    expect((await postReceipt(node, receipt(chunks * chunkBytes))).status).toBe(204);
    await readUpTo(chunks * chunkBytes);
    expect(Buffer.concat(pieces).length).toBe(chunks * chunkBytes);
  }
  expect(Buffer.concat(pieces).equals(body)).toBe(true);
});

test("a client that stops signing is cut off with what it has signed for", async () => {
  const { started, session, node, id, receipt } = await withSlice(5 * chunkBytes, 200);
  await using _ = started;
  expect(await codeOf(await get(node, session, id, { receipt: "" }))).toBe("402 receipt-behind");
  const answer = await get(node, session, id, { receipt: receipt(2 * chunkBytes) });
  let received = 0;
  await expect(
    (async () => {
      for await (const piece of answer.body ?? []) received += piece.length;
    })(),
  ).rejects.toThrow();
  expect(received).toBe(2 * chunkBytes);
});

test("forged, decreasing, replayed and too large receipts", async () => {
  const { started, session, node, id, receipt } = await withSlice(2 * chunkBytes);
  await using _ = started;
  const forged = session.forgedReceipt(node.address, {
    upload: 2 * chunkBytes,
    download: chunkBytes,
  });
  expect(await codeOf(await postReceipt(node, forged))).toBe("400 receipt-invalid");
  expect(await codeOf(await get(node, session, id, { receipt: forged }))).toBe(
    "400 receipt-invalid",
  );
  expect(await codeOf(await get(node, session, id, { receipt: receipt(10 ** 10) }))).toBe(
    "402 allowance-exceeded",
  );

  const paid = receipt(2 * chunkBytes);
  expect((await bytesOf(await get(node, session, id, { receipt: paid }))).length).toBe(
    2 * chunkBytes,
  );
  expect(await codeOf(await postReceipt(node, receipt(chunkBytes)))).toBe("409 receipt-decreasing");
  // A replayed receipt buys nothing a second time.
  expect((await postReceipt(node, paid)).status).toBe(204);
  const again = await get(node, session, id, {
    receipt: paid,
    signal: AbortSignal.timeout(300),
  }).catch((error: unknown) => error);
  expect(again).toMatchObject({ name: "TimeoutError" });
});

test("what isn't there, out of range or unassigned is refused", async () => {
  const { started, session, node, id, receipt } = await withSlice(1_000);
  await using _ = started;
  const paid = receipt(1_000);
  expect(await codeOf(await get(node, session, "ab".repeat(32), { receipt: paid }))).toBe(
    "404 slice-missing",
  );
  expect(await codeOf(await get(node, session, id, { receipt: paid, range: "bytes=1000-" }))).toBe(
    "416 range-invalid",
  );
  expect(await codeOf(await get(node, session, id, { receipt: paid, range: "lines=1-2" }))).toBe(
    "400 request-invalid",
  );
  const other = started.network.openSession(2);
  expect(await codeOf(await get(node, other, id, { allowed: 0 }))).toBe("403 not-assigned");
  expect(await codeOf(await fetch(`${node.url}/nothing`))).toBe("404 route-unknown");
});

test("a slice's leaves are free and lead to its id", async () => {
  const { started, node, id } = await withSlice(1_500_000);
  await using _ = started;
  const leaves = await bytesOf(await fetch(`${node.url}/slices/${id}/leaves`));
  verifyLeaves(Buffer.from(id, "hex"), leaves);
  expect(leaves.length).toBe(23 * 32);
});

test("readers that wait for a receipt hold up nobody else, and too many of one session only themselves", async () => {
  const { started, session, node, id, body } = await withSlice(2 * chunkBytes, 3_000);
  await using _ = started;
  const leaving = new AbortController();
  const reader = started.network.openSession(2);
  const refused = Promise.withResolvers<void>();
  let refusals = 0;
  const note = (code: string) => {
    expect(code).toBe("503 too-busy");
    refusals += 1;
    if (refusals === 200 - 64) refused.resolve();
    return code;
  };
  const waiting = Array.from({ length: 200 }, () =>
    get(node, reader, id, { signal: leaving.signal })
      .then(codeOf, () => "left")
      .then((outcome) => (outcome === "left" ? outcome : note(outcome))),
  );
  await refused.promise;

  const receipt = session.receipt(node.address, {
    upload: body.length,
    download: body.length,
  });
  expect((await bytesOf(await get(node, session, id, { receipt }))).equals(body)).toBe(true);
  leaving.abort();
  const outcomes = await Promise.all(waiting);
  expect(outcomes.filter((outcome) => outcome === "left")).toHaveLength(64);
});

test("leaves asked for by many at once are computed once", async () => {
  const { started, node, id } = await withSlice(1_500_000);
  await using _ = started;
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => fetch(`${node.url}/slices/${id}/leaves`).then(bytesOf)),
  );
  expect(new Set(answers.map((leaves) => leaves.toString("hex"))).size).toBe(1);
});
