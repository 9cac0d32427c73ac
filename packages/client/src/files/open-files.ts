import type { Signer } from "@stos/codec";
import type { Noz } from "@stos/units";
import { type ChainEndpoints, createChainClient } from "../chain/chain-client.ts";
import { TransactionSender } from "../chain/transaction-sender.ts";
import { createHttpClient } from "../http/http-client.ts";
import type { SessionRights } from "../meta/messages.ts";
import { createMetaChain } from "../meta/meta-chain.ts";
import { SessionKeeper } from "../session/session-keeper.ts";
import { openBucketKeys } from "./bucket-keys.ts";
import { createBucket, deleteBucket, headBucket, listBuckets } from "./buckets.ts";
import { ByteBudget } from "./byte-budget.ts";
import type { FilesContext } from "./context.ts";
import { type CopyOptions, copyObject } from "./copy-object.ts";
import type { ObjectInfo, ObjectStore, ObjectTarget } from "./object-store.ts";
import { headObject, listObjects, openObject } from "./read-objects.ts";
import { createSharedLookUp } from "./shared-look-up.ts";
import { assembleObject, deleteObjects, putObject, putPart } from "./write-objects.ts";

export type FilesOptions = Readonly<{
  /** Any node of the meta chain. */
  meta: ChainEndpoints;
  /** Whose files: `st…`. */
  wallet: string;
  /** The wallet's key, or one that it granted a budget. */
  signer: Signer;
  /** The signer's address on the meta chain where it isn't its `st…`: a granted ed25519 key's `stsds…`. */
  signerAddress?: string;
  /** At least 16 bytes of full entropy; wraps the keys of buckets. Whoever has it can read them. */
  fileSecret: Uint8Array;
  rights?: SessionRights;
  /** noz that a session holds where there is enough. Default: 32 Ozone, at most a quarter of what is available. */
  holdNoz?: Noz;
  sessionEpochs?: number;
  /** Slices of one upload on their way at once. Default: 3. */
  slicesInFlight?: number;
  /** Bytes of slices in memory, of all uploads of this store. Default: 128 MiB. */
  uploadBytesMax?: number;
  /** Slices of one download read at once. Default: 2. */
  slicesAhead?: number;
  /** Until a write is in a block, milliseconds. Default: 30,000. */
  commitTimeoutMs?: number;
}>;

/** An `ObjectStore` that also copies without moving bytes. */
export type NetworkFiles = ObjectStore &
  AsyncDisposable &
  Readonly<{
    /** Undefined where bytes have to be moved: `open` and `put` instead. */
    copy(
      source: ObjectTarget,
      target: ObjectTarget,
      options: CopyOptions,
    ): Promise<ObjectInfo | undefined>;
  }>;

/**
 * The files of one wallet. Nothing is asked of the network before the first operation. Disposing tells every node what it
 * is owed and closes the session; what is still running then fails.
 */
export function openFiles(options: FilesOptions): NetworkFiles {
  const http = createHttpClient();
  const chain = createChainClient(options.meta, http);
  const meta = createMetaChain(chain);
  const { wallet, signer, rights, holdNoz, sessionEpochs, signerAddress } = options;
  const sessions = new SessionKeeper({
    meta,
    http,
    wallet,
    opener: new TransactionSender({
      chain,
      signer,
      ...(signerAddress === undefined ? {} : { address: signerAddress }),
    }),
    ...(rights === undefined ? {} : { rights }),
    ...(holdNoz === undefined ? {} : { holdNoz }),
    ...(sessionEpochs === undefined ? {} : { epochs: sessionEpochs }),
  });
  const context: FilesContext = {
    wallet,
    meta,
    http,
    sessions,
    keys: openBucketKeys(wallet, options.fileSecret),
    lookUpBucket: createSharedLookUp((bucket) => meta.bucket(wallet, bucket)),
    budget: new ByteBudget(options.uploadBytesMax ?? 128 * 1024 * 1024),
    limits: {
      slicesInFlight: options.slicesInFlight ?? 3,
      slicesAhead: options.slicesAhead ?? 2,
      bufferBytes: 4 * 1024 * 1024,
      commitTimeoutMs: options.commitTimeoutMs ?? 30_000,
    },
  };

  return {
    createBucket: (bucket, chosen) => createBucket(context, bucket, chosen),
    deleteBucket: (bucket) => deleteBucket(context, bucket),
    listBuckets: () => listBuckets(context),
    headBucket: (bucket) => headBucket(context, bucket),
    put: (target, body, chosen) => putObject(context, target, body, chosen),
    head: (bucket, key) => headObject(context, bucket, key),
    open: (bucket, key, chosen) => openObject(context, { bucket, key }, chosen),
    list: (bucket, chosen) => listObjects(context, bucket, chosen),
    deleteObjects: (bucket, keys) => deleteObjects(context, bucket, keys),
    putPart: (bucket, body, chosen) => putPart(context, bucket, body, chosen),
    assemble: (target, parts, chosen) => assembleObject(context, target, parts, chosen),
    copy: (source, target, chosen) => copyObject(context, source, target, chosen),
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}
