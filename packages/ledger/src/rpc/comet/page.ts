import type { Params } from "./params.ts";
import { RpcError } from "./rpc-error.ts";

const perPageDefault = 30;
const perPageMax = 100;

/** CometBFT's `page` (from 1) and `per_page` (30, at most 100). A page past the last is an error once the total is known. */
export function pageOf(params: Params, total: number): Readonly<{ offset: number; limit: number }> {
  const { offset, limit } = openPageOf(params);
  checkPage({ offset, limit }, total);
  return { offset, limit };
}

/** The same where the total isn't known yet. */
export function openPageOf(params: Params): Readonly<{ offset: number; limit: number }> {
  const limit = Math.min(params.integer("per_page") || perPageDefault, perPageMax);
  const page = params.integer("page") ?? 1;
  if (page === 0) throw new RpcError(-32603, "page should be within [1, …] range, given 0");
  return { offset: (page - 1) * limit, limit };
}

export function checkPage(
  { offset, limit }: Readonly<{ offset: number; limit: number }>,
  total: number,
): void {
  const pages = Math.max(1, Math.ceil(total / limit));
  const page = offset / limit + 1;
  if (page > pages)
    throw new RpcError(-32603, `page should be within [1, ${pages}] range, given ${page}`);
}
