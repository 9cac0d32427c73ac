import type { ListOptions, ObjectInfo, ObjectList } from "@stos/client";

/** One page of a bucket's objects, by the bytes of their keys. */
export function listInOrder(
  all: readonly ObjectInfo[],
  { prefix, delimiter, after, limit }: ListOptions,
): ObjectList {
  const sorted = all
    .filter(({ key }) => key.startsWith(prefix))
    .sort((left, right) => compare(left.key, right.key));

  const objects: ObjectInfo[] = [];
  const commonPrefixes: string[] = [];
  let last = after;
  for (const info of sorted) {
    const common = commonPrefixOf(info.key, prefix, delimiter);
    const entry = common ?? info.key;
    if (compare(entry, last) <= 0) continue;
    if (objects.length + commonPrefixes.length === limit) {
      return { objects, commonPrefixes, next: last };
    }
    if (common === undefined) objects.push(info);
    else commonPrefixes.push(common);
    last = entry;
  }
  return { objects, commonPrefixes };
}

function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function compare(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left, "utf8"), Buffer.from(right, "utf8"));
}
