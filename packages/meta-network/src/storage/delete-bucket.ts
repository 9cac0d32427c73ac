import { decodeMessage, MsgDeleteBucketSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { requireBucketName } from "./names.ts";
import { authorize, signerOf } from "./signer.ts";

type DeleteBucket = Readonly<{ wallet: string; bucket: string; session: Uint8Array }>;

/** Removes an empty bucket. */
export const deleteBucket = defineMessage<MetaCapabilities, DeleteBucket>({
  type: "/stratos.meta.v1.MsgDeleteBucket",
  decode(bytes) {
    const { wallet, bucket, session } = decodeMessage(MsgDeleteBucketSchema, bytes);
    return { wallet, bucket, session };
  },
  signers: signerOf,
  check: ({ bucket }) => requireBucketName(bucket),
  async execute(capabilities, { wallet, bucket, session }) {
    const { ozone, emit, storage } = capabilities;
    authorize(capabilities, { wallet, bucket, session, right: "delete" });
    const { held } = storage.requireBucket(wallet, bucket);
    if (!(await storage.isEmpty(wallet, bucket)))
      throw refuse("bucket-not-empty", `the bucket "${bucket}" holds objects; delete them first`);

    storage.deleteBucket(wallet, bucket);
    ozone.release(wallet, held);
    emit(metaEvent("BucketDeleted", { wallet, bucket }));
  },
});
