export { applicationView, type ChainView } from "./chain-view.ts";
export { type Issuer, openIssuer } from "./issuer.ts";
export { IssuerError } from "./issuer-error.ts";
export { startIssuerServer } from "./issuer-server.ts";
export { type Prober, type ProberOptions, startProber } from "./prober.ts";
