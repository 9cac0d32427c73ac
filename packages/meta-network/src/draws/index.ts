export { sliceBytesMax } from "@stos/storage";
export { drawRead, type ReadDraw } from "./draw-read.ts";
export { type Assignment, drawUpload, type UploadDraw } from "./draw-upload.ts";
export { endpointNetwork } from "./endpoint-network.ts";
export type { NodeTable, TableEntry } from "./table.ts";
