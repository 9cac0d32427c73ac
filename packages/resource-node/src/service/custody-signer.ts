import {
  CustodySchema,
  type CustodyTerms,
  custodyBatchMax,
  type Ed25519PrivateKey,
  encodeMessage,
  type StatementDomain,
  signCustodyBatch,
} from "@stos/codec";

/** Signs that slices are on disk. What asks in the same turn shares one signature: that of one group commit. */
export type CustodySigner = Readonly<{
  /** An encoded `Custody`. */
  sign(terms: CustodyTerms): Promise<Uint8Array>;
}>;

type Waiting = Readonly<{ terms: CustodyTerms; resolve: (custody: Uint8Array) => void }>;

export function createCustodySigner(
  domain: StatementDomain,
  key: Ed25519PrivateKey,
): CustodySigner {
  const waiting: Waiting[] = [];

  const signAll = () => {
    const batch = waiting.splice(0, custodyBatchMax);
    const signed = signCustodyBatch(
      domain,
      batch.map(({ terms }) => terms),
      key,
    );
    for (const [index, { resolve }] of batch.entries()) {
      const custody = signed[index];
      if (custody !== undefined) resolve(encodeMessage(CustodySchema, custody));
    }
    if (waiting.length > 0) setImmediate(signAll);
  };

  return {
    sign: (terms) =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(signAll);
        waiting.push({ terms, resolve });
      }),
  };
}
