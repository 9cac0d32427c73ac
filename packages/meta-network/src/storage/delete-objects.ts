import { decodeMessage, MsgDeleteObjectsSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { requireBucketName, requireObjectKey } from "./names.ts";
import { authorize, signerOf } from "./signer.ts";

type DeleteObjects = Readonly<{
  wallet: string;
  bucket: string;
  keys: readonly string[];
  session: Uint8Array;
}>;

export const deletedMax = 1_000;

/** Drops objects and their slices' references. Keys that aren't there are no failure. */
export const deleteObjects = defineMessage<MetaCapabilities, DeleteObjects>({
  type: "/stratos.meta.v1.MsgDeleteObjects",
  decode(bytes) {
    const { wallet, bucket, keys, session } = decodeMessage(MsgDeleteObjectsSchema, bytes);
    return { wallet, bucket, keys, session };
  },
  signers: signerOf,
  check({ bucket, keys }) {
    requireBucketName(bucket);
    if (keys.length === 0 || keys.length > deletedMax)
      throw refuse("too-many-entries", `a message deletes 1 to ${deletedMax} objects`);
    for (const key of keys) requireObjectKey(key);
  },
  execute(capabilities, { wallet, bucket, keys, session }) {
    const { ozone, emit, storage } = capabilities;
    authorize(capabilities, { wallet, bucket, session, right: "delete" });
    storage.requireBucket(wallet, bucket);

    for (const key of keys) {
      const place = { wallet, bucket, key };
      const object = storage.object(place);
      if (object === undefined) continue;
      storage.releaseSlices(object);
      storage.deleteObject(place);
      ozone.release(wallet, object.held);
      emit(metaEvent("ObjectDeleted", place));
    }
  },
});
