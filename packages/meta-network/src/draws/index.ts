export { sliceBytesMax } from "@stos/storage";
export { drawRead, type ReadDraw } from "./draw-read.ts";
export { type Assignment, drawUpload, type UploadDraw } from "./draw-upload.ts";
export { endpointNetwork } from "./endpoint-network.ts";
export { type DrawKind, type DrawName, drawOrder } from "./order.ts";
export { type NodeTable, storageService, type TableEntry } from "./table.ts";
