export { drawRead, type ReadDraw } from "./draw-read.ts";
export { type Assignment, drawUpload, type UploadDraw } from "./draw-upload.ts";
export { endpointNetwork } from "./endpoint-network.ts";
export { type DrawKind, type DrawName, drawOrder } from "./order.ts";
export { type NodeTable, sliceBytesMax, storageService, type TableEntry } from "./table.ts";
