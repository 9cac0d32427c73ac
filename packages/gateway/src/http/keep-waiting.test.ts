import type { Body, ObjectInfo, ObjectTarget, PutOptions } from "@stos/client";
import { expect, test } from "vitest";
import { credentialsOf } from "../credentials.ts";
import { accessKeyId, gatewayFixture, secretAccessKey } from "../testing/gateway-fixture.ts";
import { MemoryObjectStore } from "../testing/memory-object-store.ts";
import { sendSigned } from "../testing/signed-request.ts";

/** Writes only once it is told to. */
class GatedObjectStore extends MemoryObjectStore {
  readonly gate = Promise.withResolvers<void>();

  override async put(target: ObjectTarget, body: Body, options: PutOptions): Promise<ObjectInfo> {
    if (target.key !== "source") await this.gate.promise;
    return super.put(target, body, options);
  }
}

test.each([
  { name: "ends well", ozone: Number.POSITIVE_INFINITY, expected: "<CopyObjectResult" },
  { name: "fails", ozone: 5, expected: "<Code>InsufficientOzone</Code>" },
])("a long copy that $name is begun with 200 and spaces", async ({ ozone, expected }) => {
  const objects = new GatedObjectStore({ ozone });
  const key = { accessKeyId, secretAccessKey, owner: "st1owner", objects };
  await using gateway = await gatewayFixture({ credentials: credentialsOf([key]), patienceMs: 5 });
  await objects.createBucket("bucket", { plain: false });
  await sendSigned(gateway.port, { method: "PUT", target: "/bucket/source", body: "bytes" });

  const answer = await sendSigned(gateway.port, {
    method: "PUT",
    target: "/bucket/copy",
    headers: { "x-amz-copy-source": "/bucket/source" },
    onFirstByte: () => objects.gate.resolve(),
  });
  expect(answer.status).toBe(200);
  expect(answer.text).toMatch(/^<\?xml [^>]*\?>\n/);
  expect(answer.text).toContain(expected);
});
