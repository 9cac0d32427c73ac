import type { Upload, Uploads } from "./uploads.ts";

export type UploadQuery = Readonly<{
  owner: string;
  bucket: string;
  prefix: string;
  delimiter: string;
  /** Keys after this one, exclusive, unless `idMarker` is set: then later uploads of the same key too. */
  keyMarker: string;
  idMarker: string;
  limit: number;
}>;

export type UploadList = Readonly<{
  uploads: readonly Upload[];
  commonPrefixes: readonly string[];
  next?: Readonly<{ key: string; id: string }>;
}>;

/** Sorts after every id and every key that it is put behind. */
const LAST = "\u{10ffff}";

/** A page of uploads and common prefixes; a common prefix takes one place, however many uploads it stands for. */
export function pageUploads(uploads: Uploads, query: UploadQuery): UploadList {
  const { owner, bucket, prefix, delimiter, limit } = query;
  const found: Upload[] = [];
  const commonPrefixes: string[] = [];
  if (limit === 0) return { uploads: found, commonPrefixes };

  let after = startOf(query);
  let last = { key: query.keyMarker, id: query.idMarker };
  for (;;) {
    const [upload] = uploads.list(owner, bucket, {
      prefix,
      afterKey: after.key,
      afterId: after.id,
      limit: 1,
    });
    if (upload === undefined) return { uploads: found, commonPrefixes };
    if (found.length + commonPrefixes.length === limit) {
      return { uploads: found, commonPrefixes, next: last };
    }
    const common = commonPrefixOf(upload.key, prefix, delimiter);
    if (common === undefined) found.push(upload);
    else commonPrefixes.push(common);
    last = common === undefined ? { key: upload.key, id: upload.id } : { key: common, id: "" };
    after = common === undefined ? last : { key: `${common}${LAST}`, id: LAST };
  }
}

function startOf({ keyMarker, idMarker, prefix, delimiter }: UploadQuery) {
  if (idMarker !== "") return { key: keyMarker, id: idMarker };
  const isCommonPrefix = commonPrefixOf(keyMarker, prefix, delimiter) === keyMarker;
  return { key: isCommonPrefix ? `${keyMarker}${LAST}` : keyMarker, id: LAST };
}

function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "" || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
