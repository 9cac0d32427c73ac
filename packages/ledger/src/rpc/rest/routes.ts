import type { Application } from "../../application.ts";
import type { Engine } from "../../engine/engine.ts";
import type { MessageToJson } from "./tx-json.ts";

export type RestContext = Readonly<{
  engine: Engine;
  application: Application;
  messageToJson: MessageToJson;
  /** `tcp://host:port`. */
  address: string;
}>;

export type RestRequest = Readonly<{
  params: Readonly<Record<string, string>>;
  /** A name that is given several times is joined by ` AND `, as conditions of a search are. */
  query: Readonly<Record<string, string>>;
  body: unknown;
}>;

/** A route that the framework itself answers, before the modules' ones. */
export type FrameworkRoute = Readonly<{
  method: "GET" | "POST";
  path: string;
  answer(context: RestContext, request: RestRequest): unknown;
}>;
