import { expect, test } from "vitest";
import { StorageError } from "../storage-error.ts";
import { requireBucketName } from "./bucket-name.ts";
import { requireObjectKey } from "./object-key.ts";

test.each(["abc", "my.bucket-1", "0a0", "a".repeat(63)])("%s names a bucket", (bucket) => {
  requireBucketName(bucket);
});

test.each([
  "ab",
  "a".repeat(64),
  "Abc",
  "-abc",
  "abc.",
  "a..b",
  "192.168.0.1",
  "a_b",
  "bücket",
  "a\nb",
])("%j names no bucket", (bucket) => {
  expect(() => requireBucketName(bucket)).toThrow(StorageError);
});

test.each([".", "..", "../a", "a//b", "/", "é".repeat(512), "日本", " "])("%s is a key", (key) => {
  requireObjectKey(key);
});

test.each(["", "a\0b", "é".repeat(513), "\ud800"])("%j is no key", (key) => {
  expect(() => requireObjectKey(key)).toThrow(StorageError);
});
