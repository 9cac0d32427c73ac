import { toHex } from "@stos/codec";
import { chunkBytes, digestSlice } from "@stos/storage";
import { expect, test } from "vitest";
import { bytesOf, get, patterned, postReceipt, put } from "../testing/node-client.ts";
import { startTestNodes } from "../testing/test-nodes.ts";

test("readers that wait for one receipt share it, and each gets his slice whole", async () => {
  await using started = await startTestNodes(1, { receiptWaitMs: 20_000 });
  const [node] = started.nodes;
  if (node === undefined) return expect.fail("a node was due");
  const session = started.network.openSession(1);
  const body = patterned(3 * chunkBytes);
  expect((await put(started.nodes, session, body)).status).toBe(201);
  const id = toHex(digestSlice(body).id);
  const receipt = (download: number) =>
    session.receipt(node.address, { upload: body.length, download });

  const readers = Array.from({ length: 4 }, async () =>
    bytesOf(await get(node, session, id, { receipt: receipt(0) })),
  );
  const total = readers.length * body.length;
  for (let signed = chunkBytes; signed <= total; signed += chunkBytes)
    expect((await postReceipt(node, receipt(signed))).status).toBe(204);

  for (const read of await Promise.all(readers)) expect(read.equals(body)).toBe(true);
  const told = await postReceipt(node, receipt(total));
  expect(told.headers.get("x-stratos-delivered")).toBe(`${total}`);
});
