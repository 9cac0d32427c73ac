import {
  type EncodedAny,
  MsgGrantSchema,
  MsgOpenSessionSchema,
  MsgRevokeGrantSchema,
  packMessage,
} from "@stos/codec";
import type { Noz } from "@stos/units";

/** What a session or grant may do; no buckets: in all of them. */
export type SessionRights = Readonly<{
  read: boolean;
  write: boolean;
  delete: boolean;
  buckets?: readonly string[];
}>;

export const allRights: SessionRights = { read: true, write: true, delete: true };

export type GrantOrder = Readonly<{
  wallet: string;
  /** The address of the key that gets the budget: `st…` or `stsds…`. */
  key: string;
  nozPerEpoch: Noz;
  rights?: SessionRights;
  /** The last epoch in which it opens sessions. */
  untilEpoch: number;
}>;

/** The wallet lets another key open sessions within a budget: signed by the wallet on the meta chain. Again: replaces it. */
export function grantMessage(order: GrantOrder): EncodedAny {
  const { wallet, key, nozPerEpoch, rights = allRights, untilEpoch } = order;
  const { buckets = [], ...may } = rights;
  return packMessage(MsgGrantSchema, {
    wallet,
    key,
    nozPerEpoch: `${nozPerEpoch}`,
    rights: { ...may, buckets: [...buckets] },
    buckets: [...buckets],
    untilEpoch: BigInt(untilEpoch),
  });
}

export function revokeGrantMessage(order: Readonly<{ wallet: string; key: string }>): EncodedAny {
  return packMessage(MsgRevokeGrantSchema, { ...order });
}

export type OpenSessionOrder = Readonly<{
  wallet: string;
  /** The wallet itself, or the address of a key that it granted a budget. */
  signer: string;
  sessionKey: Uint8Array;
  noz: Noz;
  rights: SessionRights;
  epochs: number;
}>;

export function openSessionMessage({ rights, noz, ...order }: OpenSessionOrder): EncodedAny {
  const { buckets = [], ...may } = rights;
  return packMessage(MsgOpenSessionSchema, {
    ...order,
    noz: `${noz}`,
    rights: { ...may, buckets: [...buckets] },
  });
}
