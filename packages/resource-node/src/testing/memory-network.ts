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
      const key = ed25519FromSeed(new Uint8Array(32).fill(seed));
      const stranger = ed25519FromSeed(new Uint8Array(32).fill(seed + 100));
      const session = new Uint8Array(32).fill(seed);
      const id = toHex(session);
      sessions.set(id, {
        wallet: "st1wallet",
        sessionKey: key.publicKey,
        issuerKey: issuer.publicKey,
        generation: 1,
        state: "open",
        expiresEpoch: 12,
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
      wanted: async ({ slices }) => slices.map(({ id }) => !unwanted.has(toHex(id))),
    },
    chain: {
      async submit(messages) {
        const outcomes = messages.map(execute);
        return done(outcomes.flatMap(({ events }) => events));
      },
    },
  };
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
