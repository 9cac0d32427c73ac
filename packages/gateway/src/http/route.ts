import { abortMultipartUpload } from "../operations/abort-multipart-upload.ts";
import { completeMultipartUpload } from "../operations/complete-multipart-upload.ts";
import { copyObject } from "../operations/copy-object.ts";
import { createBucket } from "../operations/create-bucket.ts";
import { createMultipartUpload } from "../operations/create-multipart-upload.ts";
import { deleteBucket } from "../operations/delete-bucket.ts";
import { deleteObject } from "../operations/delete-object.ts";
import { deleteObjects } from "../operations/delete-objects.ts";
import { getBucketAcl, getObjectAcl } from "../operations/get-acl.ts";
import { getBucketLocation } from "../operations/get-bucket-location.ts";
import { getBucketVersioning } from "../operations/get-bucket-versioning.ts";
import { getObject } from "../operations/get-object.ts";
import { getObjectTagging } from "../operations/get-object-tagging.ts";
import { headBucket } from "../operations/head-bucket.ts";
import { headObject } from "../operations/head-object.ts";
import { listBuckets } from "../operations/list-buckets.ts";
import { listMultipartUploads } from "../operations/list-multipart-uploads.ts";
import { listObjectsV1 } from "../operations/list-objects-v1.ts";
import { listObjectsV2 } from "../operations/list-objects-v2.ts";
import { listParts } from "../operations/list-parts.ts";
import {
  missingConfiguration,
  missingConfigurations,
} from "../operations/missing-configuration.ts";
import { notImplemented } from "../operations/not-implemented.ts";
import { putBucketAcl, putObjectAcl } from "../operations/put-acl.ts";
import { putObject } from "../operations/put-object.ts";
import { uploadPart } from "../operations/upload-part.ts";
import { uploadPartCopy } from "../operations/upload-part-copy.ts";
import type { Query } from "./query.ts";
import type { Operation } from "./s3-request.ts";

export type Route = Readonly<{ name: string; operation: Operation }>;

export type Routed = Readonly<{
  method: string;
  query: Query;
  bucket?: string;
  key?: string;
  isCopy: boolean;
}>;

/** Parameters that select another operation than the plain one. What isn't in a table below isn't implemented. */
const SELECTORS = new Set([
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "cors",
  "delete",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "renameObject",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versioning",
  "versions",
  "website",
]);

const bucketOperations: Readonly<Record<string, Operation>> = {
  "GET ": listObjectsV1,
  "GET acl": getBucketAcl,
  "GET location": getBucketLocation,
  "GET uploads": listMultipartUploads,
  "GET versioning": getBucketVersioning,
  "PUT ": createBucket,
  "PUT acl": putBucketAcl,
  "HEAD ": headBucket,
  "DELETE ": deleteBucket,
  "POST delete": deleteObjects,
  ...Object.fromEntries(
    Object.entries(missingConfigurations).map(([name, code]) => [
      `GET ${name}`,
      missingConfiguration(code),
    ]),
  ),
};

const objectOperations: Readonly<Record<string, Operation>> = {
  "GET ": getObject,
  "GET acl": getObjectAcl,
  "GET tagging": getObjectTagging,
  "GET legal-hold": missingConfiguration("NoSuchObjectLockConfiguration"),
  "GET retention": missingConfiguration("NoSuchObjectLockConfiguration"),
  "GET uploadId": listParts,
  "HEAD ": headObject,
  "PUT ": putObject,
  "PUT acl": putObjectAcl,
  "PUT uploadId": uploadPart,
  "POST uploads": createMultipartUpload,
  "POST uploadId": completeMultipartUpload,
  "DELETE ": deleteObject,
  "DELETE uploadId": abortMultipartUpload,
};

/** The operation that method, level, parameters and the copy header select. */
export function route({ method, query, bucket, key, isCopy }: Routed): Route {
  const selectors = query.map(([name]) => name).filter((name) => SELECTORS.has(name));
  const [selector = ""] = selectors;
  const unknown = { name: "notImplemented", operation: notImplemented };
  if (selectors.length > 1) return unknown;
  if (bucket === undefined) {
    return method === "GET" && selector === "" ? named(listBuckets) : unknown;
  }

  const name = `${method} ${selector}`;
  if (key === undefined) {
    const isVersion2 = query.some(([name, value]) => name === "list-type" && value === "2");
    if (name === "GET " && isVersion2) return named(listObjectsV2);
    return named(bucketOperations[name] ?? notImplemented);
  }
  if (isCopy && name === "PUT ") return named(copyObject);
  if (isCopy && name === "PUT uploadId") return named(uploadPartCopy);
  return named(objectOperations[name] ?? notImplemented);
}

function named(operation: Operation): Route {
  return { name: operation.name === "" ? "missingConfiguration" : operation.name, operation };
}
