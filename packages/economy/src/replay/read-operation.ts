import { byCodeUnit } from "../order.ts";
import type { Operation, OperationOf } from "../reducer/operation.ts";
import {
  type Arguments,
  countAt,
  field,
  flagAt,
  malformed,
  objectAt,
  optional,
  ozoneAt,
  requireKnown,
  stosAt,
  textAt,
} from "./arguments.ts";
import { calculationReaders, day } from "./read-calculation.ts";
import { readGenesis } from "./read-genesis.ts";

/** How one kind of operation is read: the arguments it knows, and what they mean. */
export type OperationReader<Op extends Operation["op"]> = Readonly<{
  known: readonly string[];
  read: (from: Arguments, clock: VectorClock) => OperationOf<Op>;
}>;

/** How many seconds an epoch of the file has. */
export type VectorClock = Readonly<{ epochLength: bigint }>;

/** Reads one operation of a vector. `where` names the vector and the operation's index. */
export function readOperation(value: unknown, where: string, clock: VectorClock): Operation {
  const named = objectAt(value, where);
  const op = textAt(named, "op");
  if (!isOperation(op)) throw malformed(where, `unknown op "${op}"`);

  const from = { ...named, where: `${where} (${op})` };
  const reader: OperationReader<Operation["op"]> = readers[op];
  requireKnown(from, ["op", ...reader.known]);
  return reader.read(from, clock);
}

const readers: { readonly [Op in Operation["op"]]: OperationReader<Op> } = {
  ...calculationReaders,
  genesis: { known: ["l0", "nodes", "metas", "validators", "s", "p", "issued"], read: readGenesis },
  price: { known: [], read: () => ({ op: "price" }) },
  prepay: { known: ["user", "x", "min_out"], read: readPrepay },
  consume: { known: ["user", "node", "y"], read: readConsume },
  "consume-many": { known: ["user", "traffic"], read: readConsumeMany },
  activate: { known: ["node", "z", "meta"], read: readActivate },
  unregister: {
    known: ["node"],
    read: (from) => ({ op: "unregister", node: textAt(from, "node") }),
  },
  migrate: {
    known: ["node", "q"],
    read: (from) => ({ op: "migrate", node: textAt(from, "node"), wanted: ozoneAt(from, "q") }),
  },
  shutdown: { known: ["node"], read: (from) => ({ op: "shutdown", node: textAt(from, "node") }) },
  advance: { known: ["epochs", "days"], read: readAdvance },
  gas: { known: ["x"], read: (from) => ({ op: "gas", amount: stosAt(from, "x") }) },
  epoch: { known: [], read: () => ({ op: "epoch" }) },
};

function isOperation(op: string): op is Operation["op"] {
  return Object.hasOwn(readers, op);
}

function readPrepay(from: Arguments): OperationOf<"prepay"> {
  return {
    op: "prepay",
    user: textAt(from, "user"),
    payment: stosAt(from, "x"),
    minimum: optional(from, "min_out", ozoneAt),
  };
}

function readConsume(from: Arguments): OperationOf<"consume"> {
  const ozone = field(from, "y") === "all" ? "all" : ozoneAt(from, "y");
  return { op: "consume", user: textAt(from, "user"), node: textAt(from, "node"), ozone };
}

/** `traffic` names nodes with their amounts: an extension of the vectors' format for histories with many nodes. */
function readConsumeMany(from: Arguments): OperationOf<"consume-many"> {
  const amounts = { ...objectAt(field(from, "traffic"), from.where), where: from.where };
  const traffic = Object.keys(amounts.fields)
    .sort(byCodeUnit)
    .map((id) => ({ id, traffic: ozoneAt(amounts, id) }));
  return { op: "consume-many", user: textAt(from, "user"), traffic };
}

function readActivate(from: Arguments): OperationOf<"activate"> {
  const role = optional(from, "meta", flagAt) === true ? "meta" : "resource";
  return { op: "activate", node: textAt(from, "node"), deposit: stosAt(from, "z"), role };
}

function readAdvance(from: Arguments, { epochLength }: VectorClock): OperationOf<"advance"> {
  const epochs = optional(from, "epochs", countAt);
  const days = optional(from, "days", countAt);
  if (epochs === undefined && days === undefined)
    throw malformed(from.where, `missing argument "epochs" or "days"`);
  return { op: "advance", seconds: (epochs ?? 0n) * epochLength + (days ?? 0n) * day };
}
