import { fromHex, toBase64 } from "@stos/codec";
import type { Route } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { notFound, refuse } from "../failure.ts";
import { routeName } from "../route-name.ts";
import type { Bucket, StoredObject } from "./state.ts";

const root = "/stratos/meta/v1";
const pageMax = 1_000;
const askedMax = 4_096;

export const routes: readonly Route<MetaCapabilities>[] = [
  {
    method: "GET",
    path: `${root}/buckets/:wallet`,
    async handle({ storage }, { params }) {
      const found = await storage.bucketsOf(routeName(params["wallet"]));
      return { buckets: found.map(({ name, bucket }) => bucketJson(name, bucket)) };
    },
  },
  {
    method: "GET",
    path: `${root}/buckets/:wallet/:bucket`,
    handle({ storage }, { params }) {
      const name = routeName(params["bucket"]);
      const bucket = storage.bucket(routeName(params["wallet"]), name);
      if (bucket === undefined) throw notFound(`bucket ${name}`);
      return { ...bucketJson(name, bucket), wrapped_key: toBase64(bucket.wrappedKey) };
    },
  },
  {
    method: "GET",
    path: `${root}/objects/:wallet/:bucket`,
    async handle({ storage }, { params, query }) {
      const wallet = routeName(params["wallet"]);
      const bucket = routeName(params["bucket"]);
      if (storage.bucket(wallet, bucket) === undefined) throw notFound(`bucket ${bucket}`);
      const asked = /^\d{1,6}$/.test(query["limit"] ?? "") ? Number(query["limit"]) : pageMax;
      const { objects, commonPrefixes, next } = await storage.list({
        wallet,
        bucket,
        prefix: query["prefix"] ?? "",
        after: query["after"] ?? "",
        delimiter: query["delimiter"] ?? "",
        limit: Math.max(1, Math.min(asked, pageMax)),
      });
      return {
        objects: objects.map(({ key, object }) => objectJson(key, object)),
        common_prefixes: commonPrefixes,
        next: next ?? "",
      };
    },
  },
  {
    method: "GET",
    path: `${root}/object/:wallet/:bucket`,
    handle({ storage }, { params, query }) {
      const key = query["key"] ?? "";
      const object = storage.object({
        wallet: routeName(params["wallet"]),
        bucket: routeName(params["bucket"]),
        key,
      });
      if (object === undefined) throw notFound(`object ${key}`);
      return objectJson(key, object);
    },
  },
  {
    method: "POST",
    path: `${root}/wanted`,
    handle: (capabilities, { body }) => ({ wanted: wantedOf(capabilities, body) }),
  },
];

/**
 * What a node's collector must keep: slices that the chain places at it, and, where it names the session that each came
 * in, those whose session may still commit them.
 */
function wantedOf({ sessions, storage }: MetaCapabilities, body: unknown): readonly boolean[] {
  const { node, slices, sessions: origins } = askOf(body);
  return slices.map((slice, index) => {
    const id = hexOf(slice);
    if (storage.placements.isWanted(node, id)) return true;
    const origin = origins[index];
    if (origin === undefined || origin === "") return false;
    return sessions.get(hexOf(origin)) !== undefined;
  });
}

function askOf(
  body: unknown,
): Readonly<{ node: string; slices: readonly string[]; sessions: readonly string[] }> {
  const { node, slices, sessions = [] } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof node !== "string" || !areTexts(slices) || !areTexts(sessions))
    throw refuse("message-invalid", "asked for {node, slices: [hex], sessions?: [hex]}");
  return { node: routeName(node), slices, sessions };
}

function areTexts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= askedMax &&
    value.every((item) => typeof item === "string")
  );
}

function hexOf(text: string): Uint8Array {
  if (!/^[0-9a-fA-F]{64}$/.test(text))
    throw refuse("message-invalid", `"${text}" is no id of 32 bytes in hex`);
  return fromHex(text);
}

function bucketJson(name: string, { plain, createdMs }: Bucket) {
  return { name, plain, created_ms: createdMs };
}

function objectJson(key: string, { manifest, modifiedMs, version }: StoredObject) {
  return { key, manifest: toBase64(manifest), modified_ms: modifiedMs, version };
}
