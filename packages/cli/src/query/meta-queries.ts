import { Command } from "commander";
import { addressOf, nodeAddressOf } from "../chain/signing-wallet.ts";
import { usageError } from "../cli-error.ts";
import type { Terminal } from "../terminal.ts";
import { queryCommandOf } from "./print-answer.ts";

const root = "/stratos/meta/v1";
const network = "meta";

/** The meta chain's own state. */
export function metaQueries(terminal: Terminal): Command {
  return new Command("meta")
    .description("the meta chain: status, nodes, sessions, assignments, statements, grants")
    .addCommand(
      queryCommandOf(terminal, {
        name: "status",
        description: "height, epoch, replicas",
        network,
        examples: ["meta status"],
        path: () => `${root}/status`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "account",
        description: "the Ozone of a wallet, in noz",
        arguments: [["<wallet>", "its address, or the name of a wallet"]],
        network,
        examples: ["meta account user"],
        path: async ([wallet = ""], networks) =>
          `${root}/accounts/${await addressOf(wallet, networks)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "statement",
        description: "what a wallet was charged, by epoch and node",
        arguments: [["<wallet>", "its address, or the name of a wallet"]],
        network,
        examples: ["meta statement user"],
        path: async ([wallet = ""], networks) =>
          `${root}/statements/${await addressOf(wallet, networks)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "grants",
        description: "which keys may spend a wallet's Ozone",
        arguments: [["<wallet>", "its address, or the name of a wallet"]],
        network,
        examples: ["meta grants user"],
        path: async ([wallet = ""], networks) =>
          `${root}/grants/${await addressOf(wallet, networks)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "node",
        description: "a resource node: state, weight, capacity",
        arguments: [["<node>", "its address or name"]],
        network,
        examples: ["meta node resource-1"],
        path: ([node = ""], networks) => `${root}/nodes/${nodeAddressOf(node, networks)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "session",
        description: "a session's hold, issuer, state",
        arguments: [["<session>", "64 hex digits"]],
        network,
        examples: ["meta session 5f0a…"],
        path: ([session = ""]) => `${root}/sessions/${requireSession(session)}`,
      }),
    )
    .addCommand(
      queryCommandOf(terminal, {
        name: "assignment",
        description: "recompute which nodes a session's draw of that number gives",
        arguments: [
          ["<session>", "64 hex digits"],
          ["<number>", "the draw's number"],
        ],
        network,
        examples: ["meta assignment 5f0a… 3"],
        path: ([session = "", number = ""]) =>
          `${root}/assignments/${requireSession(session)}/${requireNumber(number)}`,
      }),
    );
}

function requireSession(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw usageError(`"${text}" is no session: 64 lower-case hex digits`);
}

function requireNumber(text: string): string {
  if (/^\d{1,10}$/.test(text)) return text;
  throw usageError(`"${text}" is no draw's number`);
}
