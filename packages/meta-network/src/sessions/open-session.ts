import {
  decodeMessage,
  encodeMessage,
  isAddress,
  MsgOpenSessionResponseSchema,
  MsgOpenSessionSchema,
  toHex,
} from "@stos/codec";
import { defineMessage } from "@stos/ledger";
import { add, mulDivFloor, type Noz, noz } from "@stos/units";
import { parsePositiveNoz } from "../amounts.ts";
import type { MetaCapabilities } from "../capabilities.ts";
import { bigEndian32, digest } from "../digest.ts";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { drawIssuer } from "./draw-issuer.ts";
import { areWithin, parseRights, type Rights } from "./rights.ts";
import type { Session } from "./state.ts";

export type OpenSession = Readonly<{
  wallet: string;
  key: Uint8Array;
  noz: Noz;
  rights: Rights;
  epochs: number;
  signer: string;
}>;

/** Sessions of one wallet that hold something. */
export const liveSessionsMax = 256;

/** Blocks after the opening whose randomness makes the seed: no user can know it when he opens. */
export const seedDelay = 2;

/** Moves noz from available to held, for a key of its own that lives a few epochs. */
export const openSession = defineMessage<MetaCapabilities, OpenSession>({
  type: "/stratos.meta.v1.MsgOpenSession",
  decode(bytes) {
    const {
      wallet,
      sessionKey,
      noz: hold,
      rights,
      epochs,
      signer,
    } = decodeMessage(MsgOpenSessionSchema, bytes);
    return {
      wallet,
      key: sessionKey,
      noz: parsePositiveNoz(hold, "noz"),
      rights: parseRights(rights),
      epochs,
      signer: signer === "" ? wallet : signer,
    };
  },
  signers: ({ signer }) => [signer],
  check({ wallet, key, epochs }) {
    if (!isAddress("st", wallet)) throw refuse("message-invalid", `"${wallet}" is no wallet`);
    if (key.length !== 32)
      throw refuse("message-invalid", "a session's key is an ed25519 key of 32 bytes");
    if (epochs < 1) throw refuse("message-invalid", "a session lives at least an epoch");
  },
  async execute(capabilities, message) {
    const { ozone, block, emit, epochs, parameters, sessions, statements } = capabilities;
    const { wallet, noz: hold } = message;
    const chosen = parameters.get();
    if (message.epochs > chosen.sessionEpochsMax)
      throw refuse("message-invalid", `a session lives at most ${chosen.sessionEpochsMax} epochs`);
    const { sequence, live } = sessions.walletOf(wallet);
    if (live >= liveSessionsMax)
      throw refuse(
        "message-invalid",
        `${wallet} has ${live} sessions; close one and wait for its grace`,
      );
    if (message.signer !== wallet) spendGrant(capabilities, message);

    const id = sessionId({ chainId: block.chainId, wallet, sequence });
    ozone.hold(wallet, hold);
    const issuer = await drawIssuer(capabilities, { session: id, hold });

    const session: Session = {
      id,
      wallet,
      key: message.key,
      signer: message.signer,
      issuer: issuer.node,
      issuerKey: issuer.issuerKey,
      issuerUrl: issuer.issuerUrl,
      generation: issuer.generation,
      rights: message.rights,
      noz: hold,
      reserve: noz(mulDivFloor(hold, BigInt(chosen.stateReservePpm), 1_000_000n)),
      settled: noz(0n),
      stateTaken: noz(0n),
      openedEpoch: epochs.open(),
      expiresClock: epochs.clock() + message.epochs,
      seedHeight: block.height + seedDelay,
      seed: undefined,
      table: 0,
      state: "pending",
    };
    sessions.begin(session);
    await statements.add(wallet, {
      epoch: epochs.open(),
      line: "opened",
      node: "",
      kind: "",
      noz: hold,
    });
    emit(
      metaEvent("SessionOpened", {
        session: toHex(id),
        wallet,
        signer: message.signer,
        issuer: issuer.node,
        noz: hold,
      }),
    );
    return encodeMessage(MsgOpenSessionResponseSchema, { session: id, issuer: issuer.node });
  },
});

/** H(chain id, wallet, the how-manieth session of the wallet this is). */
export function sessionId({
  chainId,
  wallet,
  sequence,
}: Readonly<{ chainId: string; wallet: string; sequence: number }>): Uint8Array {
  return digest("stratos/session/v1", chainId, zero, wallet, zero, bigEndian32(sequence));
}

const zero = Uint8Array.of(0);

/** A granted key opens sessions within its rights and its budget of the epoch. */
function spendGrant(
  { epochs, grants }: Pick<MetaCapabilities, "epochs" | "grants">,
  { wallet, signer, noz: hold, rights }: OpenSession,
): void {
  const grant = grants.get(wallet, signer);
  if (grant === undefined) throw refuse("grant-unknown", `${wallet} granted ${signer} nothing`);
  const epoch = epochs.open();
  if (epoch > grant.untilEpoch)
    throw refuse("grant-unknown", `the grant ended with epoch ${grant.untilEpoch}`);
  if (!areWithin(rights, grant.rights))
    throw refuse("not-permitted", "the session would have rights that the grant lacks");

  const before = grant.spentEpoch === epoch ? grant.spent : noz(0n);
  const spent = add(before, hold);
  if (spent > grant.nozPerEpoch)
    throw refuse(
      "grant-exhausted",
      `${spent} noz would exceed the grant's ${grant.nozPerEpoch} noz an epoch`,
    );
  grants.set(wallet, signer, { ...grant, spent, spentEpoch: epoch });
}
