import {
  AllowanceSchema,
  decodeMessage,
  type EncodedAny,
  ed25519FromSeed,
  encodeMessage,
  MsgJoinNodeSchema,
  MsgSettleReceiptsSchema,
  ReceiptSchema,
  signAllowance,
  signReceipt,
  toBase64,
  toHex,
  verifyReceipt,
} from "@stos/codec";
import { isAtLeast, noTraffic, receiptAmounts, receiptTraffic, type Traffic } from "@stos/storage";
import { noz } from "@stos/units";
import type { MetaChain, TransactionOutcome } from "../network/meta-chain.ts";
import type { NetworkStatus, NetworkView, NodeInfo, SessionInfo } from "../network/network-view.ts";

/** The meta chain in memory, as far as a resource node reads and writes it, with its rules for receipts. */
export type MemoryNetwork = Readonly<{
  view: NetworkView;
  chain: MetaChain;
  status: NetworkStatus;
  /** Registers a node, not yet joined. */
  register(node: string): void;
  nodes: Map<string, NodeInfo>;
  openSession(seed: number): TestSession;
  settled: Map<string, Traffic>;
  /** Hex ids that the chain places nowhere. */
  unwanted: Set<string>;
  setEpoch(epoch: number): void;
  closeSession(session: string): void;
  /** Its grace is over. */
  returnSession(session: string): void;
  /** Pairs of slice and session, both hex, of which the session may commit the slice no more. */
  unclaimed: Set<string>;
}>;

/** A session's two signers: the issuer for allowances, the session key for receipts. Both in base64. */
export type TestSession = Readonly<{
  id: string;
  allowance(node: string, noz: number, generation?: number): string;
  receipt(node: string, traffic: Readonly<{ upload?: number; download?: number }>): string;
  /** Signed by somebody else. */
  forgedReceipt(node: string, traffic: Readonly<{ upload?: number; download?: number }>): string;
}>;

export function createMemoryNetwork(): MemoryNetwork {
  const genesisHash = new Uint8Array(32).fill(7);
  const domain = { chainId: "stratos-test-meta-1", genesisHash };
  const issuer = ed25519FromSeed(new Uint8Array(32).fill(9));
  const sessions = new Map<string, SessionInfo>();
  const nodes = new Map<string, NodeInfo>();
  const settled = new Map<string, Traffic>();
  const unwanted = new Set<string>();
  const unclaimed = new Set<string>();
  let epoch = 0;

  const status = (): NetworkStatus => ({
    ...domain,
    epoch,
    epochSeconds: 600,
    epochOrigin: 0,
    time: 0,
  });

  const execute = ({ typeUrl, value }: EncodedAny): TransactionOutcome => {
    if (typeUrl === "/stratos.meta.v1.MsgJoinNode") {
      const { node, endpoints, services, capacity, bandwidth } = decodeMessage(
        MsgJoinNodeSchema,
        value,
      );
      const offer = { services, capacity: Number(capacity), bandwidth: Number(bandwidth) };
      nodes.set(node, { node, endpoints, ...offer, state: "active" });
      return done([]);
    }
    const { node, entries } = decodeMessage(MsgSettleReceiptsSchema, value);
    return done(
      entries.flatMap(({ receipt }) => {
        const session = toHex(receipt?.session ?? new Uint8Array(0));
        const info = sessions.get(session);
        const traffic = receipt && receiptTraffic(receipt);
        if (info === undefined || receipt === undefined || traffic === undefined)
          return [refused(session, "unknown")];
        if (!verifyReceipt(domain, receipt, info.sessionKey)) return [refused(session, "forged")];
        const before = settled.get(`${session}/${node}`) ?? noTraffic;
        if (!isAtLeast(traffic, before)) return [refused(session, "decreasing")];
        settled.set(`${session}/${node}`, traffic);
        return [];
      }),
    );
  };

  return {
    status: status(),
    nodes,
    settled,
    unwanted,
    setEpoch(next) {
      epoch = next;
    },
    closeSession(session) {
      const info = sessions.get(session);
      if (info !== undefined) sessions.set(session, { ...info, state: "closed" });
    },
    returnSession(session) {
      const info = sessions.get(session);
      if (info !== undefined) sessions.set(session, { ...info, state: "closed", isReturned: true });
    },
    unclaimed,
    register(node) {
      nodes.set(node, {
        node,
        state: "joining",
        endpoints: [],
        services: 4,
        capacity: 0,
        bandwidth: 0,
      });
    },
    openSession(seed) {
      const key = ed25519FromSeed(bytesOf(seed));
      const stranger = ed25519FromSeed(bytesOf(seed + 1_000));
      const session = bytesOf(seed);
      const id = toHex(session);
      sessions.set(id, {
        wallet: "st1wallet",
        sessionKey: key.publicKey,
        issuerKey: issuer.publicKey,
        generation: 1,
        state: "open",
        expiresEpoch: 12,
        isReturned: false,
      });
      const signed =
        (signer: typeof key): TestSession["receipt"] =>
        (node, traffic) => {
          const amounts = receiptAmounts({
            upload: big(traffic.upload),
            download: big(traffic.download),
          });
          const receipt = signReceipt(domain, { session, node, ...amounts }, signer);
          return toBase64(encodeMessage(ReceiptSchema, receipt));
        };
      return {
        id,
        allowance(node, noz, generation = 1) {
          const terms = { session, node, nozTotal: `${noz}`, generation };
          return toBase64(encodeMessage(AllowanceSchema, signAllowance(domain, terms, issuer)));
        },
        receipt: signed(key),
        forgedReceipt: signed(stranger),
      };
    },
    view: {
      session: async (id) => sessions.get(id),
      node: async (address) => nodes.get(address),
      status: async () => status(),
      wanted: async ({ slices }) =>
        slices.map(
          ({ id, session }) =>
            !unwanted.has(toHex(id)) && !unclaimed.has(`${toHex(id)}/${toHex(session)}`),
        ),
    },
    chain: {
      async submit(messages) {
        const outcomes = messages.map(execute);
        return done(outcomes.flatMap(({ events }) => events));
      },
    },
  };
}

/** 32 bytes of their own for each number of 16 bits. */
function bytesOf(seed: number): Uint8Array {
  const bytes = new Uint8Array(32).fill(seed & 255);
  if (seed > 255) bytes[0] = seed >> 8;
  return bytes;
}

function big(amount: number | undefined): Traffic["upload"] {
  return noz(BigInt(amount ?? 0));
}

function done(events: TransactionOutcome["events"]): TransactionOutcome {
  return { code: 0, codespace: "", log: "", events };
}

function refused(session: string, reason: string): TransactionOutcome["events"][number] {
  const attributes = { session: JSON.stringify(session), reason: JSON.stringify(reason) };
  return { type: "stratos.meta.v1.EventReceiptRefused", attributes };
}
