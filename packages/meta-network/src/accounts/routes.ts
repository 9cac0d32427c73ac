import type { Route } from "@stos/ledger";
import { routeName } from "../route-name.ts";
import type { Accounts } from "./accounts.ts";
import type { Statements } from "./statements.ts";
import type { Books } from "./totals.ts";

type Needs = Readonly<{ ozone: Accounts; statements: Statements; books: Books }>;

export const routes: readonly Route<Needs>[] = [
  {
    method: "GET",
    path: "/stratos/meta/v1/accounts/:wallet",
    handle({ ozone }, { params }) {
      const wallet = routeName(params["wallet"]);
      const { available, held } = ozone.get(wallet);
      return { wallet, available: `${available}`, held: `${held}` };
    },
  },
  {
    method: "GET",
    path: "/stratos/meta/v1/statements/:wallet",
    async handle({ statements }, { params, query }) {
      const wallet = routeName(params["wallet"]);
      const found = await statements.read(wallet, {
        from: Math.min(wholeNumber(query["from"]) ?? epochMax, epochMax),
        limit: Math.min(wholeNumber(query["limit"]) ?? 16, 100),
      });
      return {
        wallet,
        statements: found.map(({ epoch, lines }) => ({
          epoch,
          lines: lines.map(({ line, node, kind, noz }) => ({ line, node, kind, noz: `${noz}` })),
        })),
      };
    },
  },
  {
    method: "GET",
    path: "/stratos/meta/v1/totals",
    handle({ books }) {
      const entries = Object.entries(books.read()).map(([name, amount]) => [name, `${amount}`]);
      return Object.fromEntries(entries);
    },
  },
];

const epochMax = 2 ** 40;

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
