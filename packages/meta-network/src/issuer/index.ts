export type { AskAnswer } from "./answer-asks.ts";
export type { DownloadAnswer } from "./assign-reads.ts";
export type { UploadAnswer } from "./assign-uploads.ts";
export { applicationView, type ChainReader, type ChainView } from "./chain-view.ts";
export { type AsksAnswer, type Issuer, type IssuerOptions, openIssuer } from "./issuer.ts";
export { IssuerError, type IssuerFailure } from "./issuer-error.ts";
export { type IssuerServer, type IssuerServerOptions, startIssuerServer } from "./issuer-server.ts";
export { type ProbeResult, type Prober, type ProberOptions, startProber } from "./prober.ts";
export type { NodeUrl } from "./task.ts";
