import type { QueryHandler, Route, RouteRequest } from "@stos/ledger";
import { sdkError } from "@stos/ledger";
import type { PageRequest } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import { atEdge } from "../wire.ts";
import { protoJson } from "./proto-json.ts";

/** A query of Cosmos, answered by gRPC method path and over REST from one description. */
export type CosmosQuery<C> = Readonly<{ query: QueryHandler<C>; route: Route<C> }>;

type RequestType<Q> = Readonly<{
  decode(bytes: Uint8Array): Q;
  fromPartial(object: never): Q;
}>;

type ResponseType<R> = Readonly<{
  encode(message: R): Readonly<{ finish(): Uint8Array }>;
}>;

/**
 * `method` is the whole gRPC path; `path` names its parameters as the request's fields (`:validatorAddr`), and what else REST gives as a query
 * goes into the fields by their names. `answer` judges the addresses.
 */
export function cosmosQuery<C, Q, R extends object>({
  method,
  path,
  request,
  response,
  answer,
}: Readonly<{
  method: string;
  path: string;
  request: RequestType<Q>;
  response: ResponseType<R>;
  answer: (capabilities: C, request: Q) => R | Promise<R>;
}>): CosmosQuery<C> {
  return {
    query: {
      path: method,
      async handle(capabilities, bytes) {
        const asked = atEdge(() => request.decode(bytes));
        return response.encode(await answer(capabilities, asked)).finish();
      },
    },
    route: {
      method: "GET",
      path,
      async handle(capabilities, asked) {
        const fields = atEdge(() => request.fromPartial(requestFields(asked) as never));
        return protoJson(await answer(capabilities, fields));
      },
    },
  };
}

function requestFields({ params, query }: RouteRequest): Readonly<Record<string, unknown>> {
  const named = Object.entries(query)
    .filter(([name]) => !name.startsWith("pagination."))
    .map(([name, value]) => [camelCase(name), value]);
  const pagination = paginationOf(query);
  return {
    ...Object.fromEntries(named),
    ...params,
    ...(pagination === undefined ? {} : { pagination }),
  };
}

/** Undefined where the request names none: then the whole is counted too. */
function paginationOf(query: RouteRequest["query"]): PageRequest | undefined {
  const at = (name: string) => query[`pagination.${name}`];
  if (!Object.keys(query).some((name) => name.startsWith("pagination."))) return undefined;
  return {
    key: new Uint8Array(Buffer.from(at("key") ?? "", "base64")),
    offset: wholeOf(at("offset"), "offset"),
    limit: wholeOf(at("limit"), "limit"),
    countTotal: at("count_total") === "true",
    reverse: at("reverse") === "true",
  };
}

function wholeOf(text: string | undefined, name: string): bigint {
  if (text === undefined) return 0n;
  if (!/^\d{1,15}$/.test(text))
    throw sdkError("invalid-request", `pagination.${name}: "${text}" is no whole number`);
  return BigInt(text);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
