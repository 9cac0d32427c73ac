import type { Module } from "@stos/ledger";
import { exportableGenesis } from "@stos/ledger";
import type { MetaCapabilities } from "../capabilities.ts";
import { createBucket } from "./create-bucket.ts";
import { deleteBucket } from "./delete-bucket.ts";
import { deleteObjects } from "./delete-objects.ts";
import { putObject } from "./put-object.ts";
import { routes } from "./routes.ts";
import { storageStore } from "./state.ts";

/** Buckets, objects, and which node holds which slice. */
export const storage: Module<MetaCapabilities> = {
  name: storageStore,
  messages: [createBucket, deleteBucket, putObject, deleteObjects],
  routes,
  genesis: exportableGenesis(storageStore),
};
