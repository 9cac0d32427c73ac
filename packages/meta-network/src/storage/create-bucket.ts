import { decodeMessage, isAddress, MsgCreateBucketSchema } from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { entryHold } from "./entry-hold.ts";
import { requireBucketName } from "./names.ts";
import { authorize, holdSource, signerOf } from "./signer.ts";

type CreateBucket = Readonly<{
  wallet: string;
  bucket: string;
  plain: boolean;
  session: Uint8Array;
  wrappedKey: Uint8Array;
}>;

const wrappedKeyBytesMax = 1_024;

export const createBucket = defineMessage<MetaCapabilities, CreateBucket>({
  type: "/stratos.meta.v1.MsgCreateBucket",
  decode(bytes) {
    const { wallet, bucket, plain, session, wrappedKey } = decodeMessage(
      MsgCreateBucketSchema,
      bytes,
    );
    return { wallet, bucket, plain, session, wrappedKey };
  },
  signers: signerOf,
  check({ wallet, bucket, plain, wrappedKey }) {
    if (!isAddress("st", wallet)) throw refuse("message-invalid", `"${wallet}" is no wallet`);
    requireBucketName(bucket);
    if (wrappedKey.length > wrappedKeyBytesMax)
      throw refuse("message-invalid", "the wrapped key is too long");
    if (plain && wrappedKey.length > 0)
      throw refuse("message-invalid", "a plain bucket has no key");
  },
  execute(capabilities, { wallet, bucket, plain, session, wrappedKey }) {
    const { block, emit, parameters, sessions, storage } = capabilities;
    authorize(capabilities, { wallet, bucket, session, right: "write" });
    if (storage.bucket(wallet, bucket) !== undefined)
      throw refuse("bucket-exists", `${wallet} has a bucket "${bucket}" already`);

    const held = entryHold(parameters, {
      texts: [wallet, bucket],
      bytes: wrappedKey.length,
      replicas: 0,
    });
    sessions.holdState(wallet, held, holdSource(session));
    storage.setBucket(wallet, bucket, { plain, wrappedKey, createdMs: block.time * 1_000, held });
    emit(metaEvent("BucketCreated", { wallet, bucket, plain: `${plain}` }));
  },
});
