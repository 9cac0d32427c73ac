import type { StoredPart, Upload } from "./uploads.ts";

export type UploadRow = Readonly<{
  id: string;
  owner: string;
  bucket: string;
  key: string;
  created_ms: number;
  content_type: string;
  metadata: string;
  replicas: number | null;
  etag: string | null;
}>;

export type PartRow = Readonly<{
  number: number;
  size: number;
  md5: Uint8Array;
  replicas: number;
  manifest: Uint8Array;
  modified_ms: number;
}>;

export function uploadOf(row: UploadRow): Upload {
  return {
    id: row.id,
    owner: row.owner,
    bucket: row.bucket,
    key: row.key,
    createdMs: row.created_ms,
    contentType: row.content_type,
    metadata: JSON.parse(row.metadata) as Record<string, string>,
    ...(row.replicas === null ? {} : { replicas: row.replicas }),
    ...(row.etag === null ? {} : { etag: row.etag }),
  };
}

export function partOf(row: PartRow): StoredPart {
  const { number, size, md5, replicas, manifest } = row;
  return { number, size, md5, replicas, manifest, modifiedMs: row.modified_ms };
}
