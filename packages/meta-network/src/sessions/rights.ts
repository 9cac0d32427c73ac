import type { Rights as RightsMessage } from "@stos/codec";
import { flag, list, record, text } from "@stos/codec";
import { refuse } from "../failure.ts";
import { requireBucketName } from "../storage/names.ts";

/** What a session or a grant may do, in which buckets; none named: in all. */
export type Rights = Readonly<{
  read: boolean;
  write: boolean;
  delete: boolean;
  buckets: readonly string[];
}>;

export type Right = "read" | "write" | "delete";

export const rightsCodec = record<Rights>({
  read: flag,
  write: flag,
  delete: flag,
  buckets: list(text),
});

export const bucketsNamedMax = 64;

/** Throws `ChainError` message-invalid for rights to nothing, for too many buckets and for names that none can have. */
export function parseRights(
  message: RightsMessage | undefined,
  buckets: readonly string[] = [],
): Rights {
  const named = [...new Set([...(message?.buckets ?? []), ...buckets])].sort();
  if (message === undefined || !(message.read || message.write || message.delete))
    throw refuse("message-invalid", "rights name read, write or delete");
  if (named.length > bucketsNamedMax)
    throw refuse("message-invalid", `rights name at most ${bucketsNamedMax} buckets`);
  for (const name of named) requireBucketName(name);
  return { read: message.read, write: message.write, delete: message.delete, buckets: named };
}

/** Whether `rights` say nothing that `granted` doesn't. */
export function areWithin(rights: Rights, granted: Rights): boolean {
  if (rights.read && !granted.read) return false;
  if (rights.write && !granted.write) return false;
  if (rights.delete && !granted.delete) return false;
  if (granted.buckets.length === 0) return true;
  return (
    rights.buckets.length > 0 && rights.buckets.every((bucket) => granted.buckets.includes(bucket))
  );
}

export function allows(rights: Rights, right: Right, bucket: string): boolean {
  return rights[right] && (rights.buckets.length === 0 || rights.buckets.includes(bucket));
}
