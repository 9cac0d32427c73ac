import { randomBytes } from "node:crypto";
import { createChainClient, messageResponse, TransactionSender } from "@stos/client";
import {
  decodeMessage,
  type Ed25519PrivateKey,
  ed25519FromSeed,
  encodeMessage,
  fromHex,
  MsgOpenSessionResponseSchema,
  MsgOpenSessionSchema,
  packMessage,
  ReceiptSchema,
  type Signer,
  type StatementDomain,
  signAsk,
  signReceipt,
  toBase64,
  toHex,
} from "@stos/codec";
import { getJson, type Json } from "../chain/get-json.ts";
import type { ChainUrls } from "../devnet/devnet-file.ts";
import { until } from "../until.ts";

/** A session that a test holds itself, so that it can sign what the SDK never would. */
export type OwnSession = Readonly<{
  id: Uint8Array;
  idHex: string;
  key: Ed25519PrivateKey;
  domain: StatementDomain;
  /** Asks its issuer, properly signed and numbered. */
  ask(ask: Json): Promise<Readonly<{ answer: Json; allowances: readonly string[] }>>;
  /** An encoded receipt in base64, signed by the session's key or by another's. */
  receipt(order: ReceiptOrder): string;
}>;

export type ReceiptOrder = Readonly<{
  node: string;
  upload?: number;
  download?: number;
  signer?: Ed25519PrivateKey;
}>;

type SessionAnswer = Readonly<{ state: string; issuerUrl: string }>;

export async function openOwnSession(
  meta: ChainUrls,
  { signer, noz }: Readonly<{ signer: Signer; noz: bigint }>,
): Promise<OwnSession> {
  const key = ed25519FromSeed(randomBytes(32));
  const id = await openSession(meta, { signer, noz, key });
  const idHex = toHex(id);
  const { issuerUrl } = await until({ what: "the session's seed", withinMs: 10_000 }, async () => {
    const path = `/stratos/meta/v1/sessions/${idHex}`;
    const session = await getJson<SessionAnswer>(meta.rest, path);
    return session.state === "open" ? session : undefined;
  });
  const domain = await domainOf(meta);
  let nonce = 0;

  return {
    id,
    idHex,
    key,
    domain,
    async ask(ask) {
      nonce += 1;
      const body = Buffer.from(JSON.stringify({ session: idHex, nonce, asks: [ask] }));
      const response = await fetch(`${issuerUrl}/stratos/issuer/v1/asks`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-stratos-signature": toBase64(signAsk(domain, body, key)),
        },
        body,
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`the issuer answers ${response.status}: ${text}`);
      const { answers, allowances } = JSON.parse(text) as IssuerAnswer;
      return { answer: answers[0] ?? {}, allowances };
    },
    receipt({ node, upload = 0, download = 0, signer: other = key }) {
      const byKind = {
        ...(download > 0 ? { download: `${download}` } : {}),
        ...(upload > 0 ? { upload: `${upload}` } : {}),
      };
      const terms = { session: id, node, nozTotal: `${upload + download}`, byKind };
      return toBase64(encodeMessage(ReceiptSchema, signReceipt(domain, terms, other)));
    },
  };
}

type IssuerAnswer = Readonly<{ answers: readonly Json[]; allowances: readonly string[] }>;

async function openSession(
  meta: ChainUrls,
  { signer, noz, key }: Readonly<{ signer: Signer; noz: bigint; key: Ed25519PrivateKey }>,
): Promise<Uint8Array> {
  await using chain = createChainClient(meta);
  const sender = new TransactionSender({ chain, signer });
  const message = packMessage(MsgOpenSessionSchema, {
    wallet: signer.address,
    signer: signer.address,
    sessionKey: key.publicKey,
    noz: `${noz}`,
    rights: { read: true, write: true, delete: true, buckets: [] },
    epochs: 12,
  });
  const result = await sender.send([message]);
  return decodeMessage(MsgOpenSessionResponseSchema, messageResponse(result, 0)).session;
}

async function domainOf(meta: ChainUrls): Promise<StatementDomain> {
  const status = await getJson<{ chain_id: string; genesis_hash: string }>(
    meta.rest,
    "/stratos/meta/v1/status",
  );
  return { chainId: status.chain_id, genesisHash: fromHex(status.genesis_hash) };
}
