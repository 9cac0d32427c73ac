import { createHash } from "node:crypto";
import {
  decodeMessage,
  ed25519FromSeed,
  encodeAddress,
  type NodeGone,
  NodeGoneSchema,
  type Report,
  ReportPartSchema,
  ReportSchema,
  toBase64,
} from "@stos/codec";
import { ChainError, type ChainEvent, type Context, noConsensus } from "@stos/ledger";
import { type MetaCapabilities, metaCapabilities } from "../capabilities.ts";
import { metaCodeOf } from "../failure.ts";
import { metaModules } from "../modules.ts";
import { packetHandlers } from "../packet-handlers.ts";
import { defaultParameters } from "../parameters/genesis.ts";
import type { MetaParameters } from "../parameters/state.ts";
import { takeResult } from "../traffic/packets.ts";
import { memoryState } from "./memory-state.ts";

export type SentPacket = Readonly<{ number: number; kind: string; body: Uint8Array }>;
export type TestMessage = Readonly<{ typeUrl: string; value: Uint8Array }>;
export type TestResult = Readonly<{
  code: string;
  reason: string;
  data: Uint8Array;
  events: readonly ChainEvent[];
}>;

export const origin = 1_800_000_000;
export const chainId = "stratos-test-meta-1";
export const genesisHash = new Uint8Array(32).fill(7);
export const statementDomain = { chainId, genesisHash };

export function seeded(name: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(name).digest());
}

export function walletOf(name: string): string {
  return encodeAddress("st", seeded(name).subarray(0, 20));
}

export const memberKeys = [1, 2, 3, 4].map((index) => ({
  network: ed25519FromSeed(seeded(`member ${index}`)),
  issuer: ed25519FromSeed(seeded(`issuer ${index}`)),
}));

/** The modules' functions over a state in memory, block by block; a message leaves all of its writes or none. */
export async function startTestChain(overrides: Partial<MetaParameters> = {}) {
  const state = memoryState();
  const outbox: SentPacket[] = [];
  let inboxNumber = 0;
  let height = 0;
  let time = origin;

  const over = (events: ChainEvent[]): MetaCapabilities => {
    const hash = seeded(`block ${height} ${time}`);
    const context: Context = {
      attempt: (run) => Promise.resolve(run(context)),
      consensus: noConsensus,
      block: { chainId, genesisHash, height, time, hash },
      store: (module) => state.store(module),
      emit: (event) => events.push(event),
      gas: { limit: 0n, used: () => 0n, consume: () => {} },
    };
    return metaCapabilities(context, {
      outbox: {
        send({ kind, body }) {
          outbox.push({ number: outbox.length + 1, kind, body });
          return outbox.length;
        },
      },
      inbox: { number: () => inboxNumber },
    });
  };

  const capabilities = () => over([]);
  for (const module of metaModules)
    await module.genesis?.init(capabilities(), genesisOf(overrides)[module.name]);

  const chain = {
    capabilities,
    outbox,
    state,
    height: () => height,
    time: () => time,
    /** Makes a block `seconds` later: hooks, the messages one by one, invariants. */
    async block(
      messages: readonly TestMessage[] = [],
      seconds = 1,
    ): Promise<readonly TestResult[]> {
      height += 1;
      time += seconds;
      for (const module of metaModules) await module.beginBlock?.(capabilities());
      const results: TestResult[] = [];
      for (const message of messages) results.push(await deliver(message));
      for (const module of metaModules) await module.endBlock?.(capabilities());
      for (const { name, check } of metaModules.flatMap((module) => module.invariants ?? [])) {
        const broken = await check(capabilities());
        if (broken !== undefined) throw new Error(`${name}: ${broken}`);
      }
      return results;
    },
    async exportState(): Promise<Readonly<Record<string, unknown>>> {
      const exported: Record<string, unknown> = {};
      for (const { name, genesis } of metaModules)
        exported[name] = await genesis?.export(capabilities());
      return exported;
    },
    /** A message in a block of its own. */
    async send(message: TestMessage): Promise<TestResult> {
      const [result] = await chain.block([message]);
      if (result === undefined) throw new Error("a block lost its message");
      return result;
    },
    /** A packet of the value network: answers its result's code. */
    async packet(kind: string, body: Uint8Array): Promise<string> {
      inboxNumber += 1;
      return attempt(async () => {
        const handler = packetHandlers[kind];
        if (handler === undefined) throw new Error(`no handler for ${kind}`);
        await handler(capabilities(), body);
      });
    },
    result: (number: number, code: number) => takeResult(capabilities(), { number, code }),
    /** Moves the time to the epoch's end and its grace, and closes it. */
    async closeEpoch(): Promise<Report> {
      const { epochSeconds } = capabilities().parameters.get();
      const due =
        origin + (capabilities().epochs.open() + 1) * epochSeconds + Math.floor(epochSeconds / 10);
      while (time + 100 < due) await chain.block([], 100);
      await chain.block([], Math.max(1, due - time));
      return chain.lastReport();
    },
    lastReport(): Report {
      const parts = outbox
        .filter(({ kind }) => kind === "report-part")
        .map(({ body }) => decodeMessage(ReportPartSchema, body));
      const newest = parts.at(-1)?.epoch;
      return decodeMessage(
        ReportSchema,
        Buffer.concat(parts.filter(({ epoch }) => epoch === newest).map(({ bytes }) => bytes)),
      );
    },
    goneNodes(): readonly NodeGone[] {
      return outbox
        .filter(({ kind }) => kind === "node-gone")
        .map(({ body }) => decodeMessage(NodeGoneSchema, body));
    },
    /** A route as REST asks for it. */
    async get(
      path: string,
      query: Readonly<Record<string, string>> = {},
      body: unknown = undefined,
    ): Promise<unknown> {
      for (const route of metaModules.flatMap(({ routes }) => routes ?? [])) {
        const params = matched(route.path, path);
        if (params !== undefined) return route.handle(capabilities(), { params, query, body });
      }
      throw new Error(`no route for ${path}`);
    },
  };
  return chain;

  async function deliver({ typeUrl, value }: TestMessage): Promise<TestResult> {
    const events: ChainEvent[] = [];
    const sent = outbox.length;
    const before = state.snapshot();
    let data: Uint8Array = new Uint8Array(0);
    let reason = "";
    const code = await attempt(
      async () => {
        const handler = metaModules
          .flatMap(({ messages }) => messages ?? [])
          .find(({ type }) => type === typeUrl);
        if (handler === undefined) throw new Error(`no handler for ${typeUrl}`);
        const message = handler.decode(value);
        handler.check?.(message);
        handler.signers(message, over(events));
        data = (await handler.execute(over(events), message)) ?? data;
      },
      (text) => {
        reason = text;
        state.restore(before);
        outbox.length = sent;
      },
    );
    return { code, reason, data, events };
  }
}

export type TestChain = Awaited<ReturnType<typeof startTestChain>>;

async function attempt(
  run: () => Promise<void>,
  refused: (reason: string) => void = () => {},
): Promise<string> {
  try {
    await run();
    return "ok";
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    refused(error.failure.reason);
    return metaCodeOf(error) ?? `${error.failure.codespace}/${error.failure.code}`;
  }
}

function genesisOf(overrides: Partial<MetaParameters>): Readonly<Record<string, unknown>> {
  return {
    parameters: {
      ...defaultParameters,
      epochOrigin: origin,
      distinctNetworks: false,
      ...overrides,
    },
    membership: {
      members: memberKeys.map(({ network, issuer }, index) => ({
        node: network.networkAddress,
        consensusKey: toBase64(seeded(`consensus ${index}`)),
        issuerKey: toBase64(issuer.publicKey),
        issuerUrl: `http://127.0.0.1:${3_000 + index}`,
        deposit: "1000000000000000000000",
      })),
    },
    nodes: { price: { s: "1000000000000000000000", p: "0", l: "1000000000000" } },
  };
}

function matched(pattern: string, path: string): Record<string, string> | undefined {
  const names = pattern.split("/");
  const parts = path.split("/");
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (name.startsWith(":")) params[name.slice(1)] = part;
    else if (name !== part) return undefined;
  }
  return params;
}
