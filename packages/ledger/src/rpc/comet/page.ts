import type { Params } from "./params.ts";
import { RpcError } from "./rpc-error.ts";

const perPageDefault = 30;
const perPageMax = 100;

export type Page = Readonly<{ page: number; offset: number; limit: number }>;

/** CometBFT's `page` (from 1) and `per_page` (30, at most 100). A page past the last is an error once the total is known. */
export function pageOf(params: Params, total: number): Page {
  const page = openPageOf(params);
  checkPage(page, total);
  return page;
}

/** The same where the total isn't known yet. */
export function openPageOf(params: Params): Page {
  const limit = Math.min(params.integer("per_page") || perPageDefault, perPageMax);
  const page = params.integer("page") ?? 1;
  return { page, offset: Math.max(0, page - 1) * limit, limit };
}

export function checkPage({ page, limit }: Page, total: number): void {
  const pages = Math.max(1, Math.ceil(total / limit));
  if (page < 1 || page > pages)
    throw new RpcError(-32603, `page should be within [1, ${pages}] range, given ${page}`);
}
