import { type Commit, equalBytes, type Header, type LightClientHeader } from "@stos/codec/pure";
import { type ClientState, expiryOf } from "./client-state.ts";
import { checkCommit, requireTrustedThird, requireTwoThirds, voteCheck } from "./commit.ts";
import { LightClientError, malformed } from "./light-client-error.ts";
import { readValidators, type Validators } from "./validators.ts";

/** A header may be this far ahead of the verifier's clock. */
export const clockDriftSeconds = 30;
/** CometBFT's block protocol, of 0.34 to 0.38. */
export const blockProtocol = 11n;

export type HeaderUpdate = Readonly<{
  trusted: ClientState;
  header: LightClientHeader;
  /** Unix seconds. */
  now: number;
}>;

/**
 * Answers the state that trusts `header`, as CometBFT's light client decides: within the trusting period, newer than
 * what is trusted, signed by more than 2/3 of its own set; that set is the one promised (the next height) or more than 1/3 of
 * the trusted power signed, too. Trusted votes are checked first, so that strangers can't cause work. Throws `LightClientError`.
 */
export function verifyHeader({ trusted, header: update, now }: HeaderUpdate): ClientState {
  requireTrust(trusted, now);
  const header = update.signedHeader?.header;
  const commit = update.signedHeader?.commit;
  if (header === undefined || commit === undefined)
    throw malformed("its header or commit is missing");
  checkShape(header, commit);
  checkOrigin(trusted, header, update.trustedHeight);
  checkProgress(trusted, header, now);

  const validators = readValidators(update.validatorSet, "new");
  if (!equalBytes(validators.hash, header.validatorsHash)) throw wrongValidators("new");
  const headerHash = checkCommit(header, commit, validators);

  const check = voteCheck(trusted.chainId, commit);
  if (Number(header.height) === trusted.height + 1) {
    if (!equalBytes(header.validatorsHash, trusted.nextValidatorsHash))
      throw wrongValidators("next");
  } else {
    requireTrustedThird(commit, readTrusted(trusted, update), check);
  }
  requireTwoThirds(commit, validators, check);

  return {
    ...trusted,
    height: Number(header.height),
    time: { seconds: Number(header.time.seconds), nanos: header.time.nanos },
    appHash: header.appHash,
    nextValidatorsHash: header.nextValidatorsHash,
    headerHash,
  };
}

function requireTrust(trusted: ClientState, now: number): void {
  if (trusted.frozen) throw new LightClientError({ code: "frozen" });
  const expiredAt = expiryOf(trusted);
  if (now >= expiredAt) throw new LightClientError({ code: "expired", now, expiredAt });
}

/** Decoders leave out what wasn't sent, whatever their types say. */
function checkShape(header: Header, commit: Commit): void {
  const parts: readonly unknown[] = [
    header.version,
    header.time,
    header.lastBlockId?.partSetHeader,
    commit.blockId?.partSetHeader,
  ];
  if (parts.includes(undefined)) throw malformed("a part of its header or commit is missing");
  if (commit.signatures.some(({ timestamp }) => (timestamp as unknown) === undefined))
    throw malformed("a vote has no time");
  if (!isTime(header.time)) throw malformed("its time");
  if (commit.signatures.some(({ timestamp }) => !isTime(timestamp)))
    throw malformed("a vote's time");
  if (header.version.block !== blockProtocol)
    throw malformed(`block protocol ${header.version.block}`);
  if (header.nextValidatorsHash.length !== 32) throw malformed("its next validators' hash");
  if (header.appHash.length !== 32) throw malformed("its app hash");
  if (header.height <= 0n || header.height > BigInt(Number.MAX_SAFE_INTEGER))
    throw malformed("its height");
}

/** Absent votes bear the year 1, so seconds may be negative; what `number` can't hold, or isn't normal, is no time. */
function isTime({ seconds, nanos }: Header["time"]): boolean {
  return Number.isSafeInteger(Number(seconds)) && nanos >= 0 && nanos < 1_000_000_000;
}

function checkOrigin(
  trusted: ClientState,
  header: Header,
  trustedHeight: LightClientHeader["trustedHeight"],
): void {
  const { chainId, revision, height } = trusted;
  if (header.chainId !== chainId)
    throw new LightClientError({ code: "wrong-chain", expected: chainId, actual: header.chainId });
  const { revisionNumber, revisionHeight } = trustedHeight;
  if (revisionNumber !== BigInt(revision))
    throw new LightClientError({
      code: "wrong-revision",
      expected: revision,
      actual: revisionNumber,
    });
  if (revisionHeight !== BigInt(height))
    throw new LightClientError({
      code: "wrong-trusted-height",
      expected: height,
      actual: revisionHeight,
    });
}

function checkProgress(trusted: ClientState, { height, time }: Header, now: number): void {
  if (height <= BigInt(trusted.height))
    throw new LightClientError({
      code: "height-not-newer",
      trusted: trusted.height,
      actual: height,
    });

  const { seconds, nanos } = trusted.time;
  const isLater =
    time.seconds > seconds || (time.seconds === BigInt(seconds) && time.nanos > nanos);
  // The first block has its genesis' own time.
  const isFirst = trusted.headerHash === undefined && height === BigInt(trusted.height) + 1n;
  const isSame = time.seconds === BigInt(seconds) && time.nanos === nanos;
  if (!isLater && !(isFirst && isSame)) throw new LightClientError({ code: "time-not-newer" });
  if (time.seconds >= BigInt(now + clockDriftSeconds))
    throw new LightClientError({ code: "time-ahead", now, seconds: time.seconds });
}

function readTrusted(trusted: ClientState, update: LightClientHeader): Validators {
  const validators = readValidators(update.trustedValidators, "trusted");
  if (!equalBytes(validators.hash, trusted.nextValidatorsHash)) throw wrongValidators("trusted");
  return validators;
}

function wrongValidators(which: "new" | "trusted" | "next"): LightClientError {
  return new LightClientError({ code: "wrong-validators", which });
}
