import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { UploadedPart } from "@stos/client";
import { S3Error } from "../s3-error.ts";
import { type PartRow, partOf, type UploadRow, uploadOf } from "./rows.ts";

export type UploadKey = Readonly<{ owner: string; bucket: string; key: string }>;

export type Upload = UploadKey &
  Readonly<{
    id: string;
    createdMs: number;
    contentType: string;
    metadata: Readonly<Record<string, string>>;
    replicas?: number;
    /** Present once it is complete: a repeated completion is answered with it. */
    etag?: string;
  }>;

export type StoredPart = UploadedPart & Readonly<{ number: number; modifiedMs: number }>;

export type UploadPage = Readonly<{
  prefix: string;
  afterKey: string;
  afterId: string;
  limit: number;
}>;

export const PART_NUMBER_MAX = 10_000;
const UPLOADS_MAX = 10_000;
const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, bucket TEXT NOT NULL, key TEXT NOT NULL,
    created_ms INTEGER NOT NULL, content_type TEXT NOT NULL, metadata TEXT NOT NULL, replicas INTEGER, etag TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads (owner, bucket, key, id);
  CREATE TABLE IF NOT EXISTS parts (
    upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    size INTEGER NOT NULL, md5 BLOB NOT NULL, replicas INTEGER NOT NULL, manifest BLOB NOT NULL, modified_ms INTEGER NOT NULL,
    PRIMARY KEY (upload_id, number)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Multipart uploads in progress, on disk before they are acknowledged. An upload lives 7 days; an owner has at most 10,000. Slices of parts that
 * are never assembled are the network's to collect.
 */
export class Uploads implements Disposable {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(dataDir: string, now: () => number) {
    this.#now = now;
    this.#database = new DatabaseSync(join(dataDir, "uploads.sqlite"), { timeout: 5_000 });
    this.#database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
    );
    this.#database.exec(SCHEMA);
    this.expire();
  }

  create(upload: Omit<Upload, "id" | "createdMs" | "etag">): Upload {
    this.expire();
    const { open } = this.#database
      .prepare("SELECT count(*) AS open FROM uploads WHERE owner = ?")
      .get(upload.owner) as { open: number };
    if (open >= UPLOADS_MAX) {
      throw new S3Error({
        code: "InvalidRequest",
        message: `There are ${UPLOADS_MAX} multipart uploads of the last 7 days. Complete or abort some.`,
      });
    }

    const created = {
      ...upload,
      id: randomBytes(24).toString("base64url"),
      createdMs: this.#now(),
    };
    this.#database
      .prepare("INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)")
      .run(
        created.id,
        upload.owner,
        upload.bucket,
        upload.key,
        created.createdMs,
        upload.contentType,
        JSON.stringify(upload.metadata),
        upload.replicas ?? null,
      );
    return created;
  }

  /** @throws S3Error NoSuchUpload, also for a completed one. */
  find(target: UploadKey, id: string): Upload {
    const upload = this.findEvenCompleted(target, id);
    if (upload.etag !== undefined) throw noSuchUpload(id);
    return upload;
  }

  /** @throws S3Error NoSuchUpload */
  findEvenCompleted({ owner, bucket, key }: UploadKey, id: string): Upload {
    const row = this.#database
      .prepare("SELECT * FROM uploads WHERE id = ? AND owner = ? AND bucket = ? AND key = ?")
      .get(id, owner, bucket, key) as UploadRow | undefined;
    if (row === undefined || row.created_ms + LIFETIME_MS < this.#now()) throw noSuchUpload(id);
    return uploadOf(row);
  }

  /** Replaces a part of the same number. @throws S3Error NoSuchUpload where it was aborted or completed meanwhile. */
  addPart(uploadId: string, number: number, part: UploadedPart): StoredPart {
    const modifiedMs = this.#now();
    const { changes } = this.#database
      .prepare(
        `INSERT OR REPLACE INTO parts
         SELECT id, ?, ?, ?, ?, ?, ? FROM uploads WHERE id = ? AND etag IS NULL`,
      )
      .run(number, part.size, part.md5, part.replicas, part.manifest, modifiedMs, uploadId);
    if (changes === 0) throw noSuchUpload(uploadId);
    return { ...part, number, modifiedMs };
  }

  /** In ascending order of their numbers. */
  parts(uploadId: string, { after, limit }: { after: number; limit: number }): StoredPart[] {
    const rows = this.#database
      .prepare("SELECT * FROM parts WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?")
      .all(uploadId, after, limit) as PartRow[];
    return rows.map(partOf);
  }

  /** Uploads in progress by key and then id, after the given pair. */
  list(owner: string, bucket: string, page: UploadPage): Upload[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM uploads WHERE owner = ? AND bucket = ? AND etag IS NULL
         AND (key, id) > (?, ?) AND substr(key, 1, length(?)) = ? ORDER BY key, id LIMIT ?`,
      )
      .all(
        owner,
        bucket,
        page.afterKey,
        page.afterId,
        page.prefix,
        page.prefix,
        page.limit,
      ) as UploadRow[];
    return rows.map(uploadOf);
  }

  complete(uploadId: string, etag: string): void {
    this.#database.prepare("UPDATE uploads SET etag = ? WHERE id = ?").run(etag, uploadId);
    this.#database.prepare("DELETE FROM parts WHERE upload_id = ?").run(uploadId);
  }

  abort(uploadId: string): void {
    this.#database.prepare("DELETE FROM uploads WHERE id = ?").run(uploadId);
  }

  /** Forgets uploads older than 7 days. */
  expire(): void {
    this.#database
      .prepare("DELETE FROM uploads WHERE created_ms < ?")
      .run(this.#now() - LIFETIME_MS);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function noSuchUpload(id: string): S3Error {
  return new S3Error({ code: "NoSuchUpload", details: { UploadId: id } });
}
