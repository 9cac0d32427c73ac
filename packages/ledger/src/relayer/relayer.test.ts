import {
  decodeMessage,
  encodeMessage,
  headerHash,
  MsgReceivePacketsSchema,
  MsgUpdateClientSchema,
  PacketSchema,
  packMessage,
  type SignedHeader,
  voteSignBytes,
} from "@stos/codec";
import { decodeHeader, encodeHeader } from "@stos/light-client";
import { describe, expect, test, vi } from "vitest";
import { encodeMisbehaviour, misbehaviourType } from "../relay/misbehaviour.ts";
import { testTypes } from "../test-network/bank.ts";
import { type RelayedChain, startRelayedPair, validatorsOf } from "../test-network/relayed-pair.ts";
import { alice, bob, testMessage } from "../test-network/test-chain.ts";
import { carryPackets } from "./carry-packets.ts";
import type { RelayEndpoint } from "./relay-endpoint.ts";
import { runRelayer } from "./run-relayer.ts";

const signal = AbortSignal.timeout(50_000);
const day = 86_400;

async function payAbroad(
  { endpointOf }: RelayedChain,
  ...amounts: readonly number[]
): Promise<void> {
  const messages = amounts.map((amount) =>
    testMessage(testTypes.payAbroad, { from: alice.address, to: bob.address, amount: `${amount}` }),
  );
  expect(await endpointOf(alice).submit(messages, signal)).toMatchObject({ code: 0 });
}

const balanceOf = ({ application }: RelayedChain, address: string) =>
  application.read(({ bank }) => bank.balance(address));
const inboxOf = ({ application }: RelayedChain) =>
  application.read(({ relay }) => relay.inbox.number());

const trustedHeight = ({ application }: RelayedChain) =>
  application.read(({ relay }) => relay.state.client.get()?.height ?? -1);

/** Carries until `count` packets have arrived: a header that proves the newest ones follows shortly. */
async function carry(
  source: RelayEndpoint,
  destination: RelayEndpoint,
  count: number,
): Promise<void> {
  let delivered = 0;
  await vi.waitFor(
    async () => {
      delivered += await carryPackets({ source, destination }, day, signal);
      expect(delivered).toBe(count);
    },
    { timeout: 20_000, interval: 10 },
  );
}

describe("two networks", () => {
  test("relay packets in order, exactly once, answer each, and give back what was refused", async () => {
    await using pair = await startRelayedPair();
    const { one, two } = pair;
    await payAbroad(one, 100, 501, 200);
    const stop = new AbortController();
    const failures: unknown[] = [];
    const running = [1, 2].map(() =>
      runRelayer({
        endpoints: [one.endpoint, two.endpoint],
        signal: stop.signal,
        idleMs: 20,
        onFailure: (error) => failures.push(error),
      }),
    );
    await vi.waitFor(async () => expect(await inboxOf(one)).toBe(3), {
      timeout: 20_000,
      interval: 20,
    });
    await payAbroad(two, 50);
    await vi.waitFor(async () => expect(await inboxOf(one)).toBe(4), {
      timeout: 20_000,
      interval: 20,
    });
    await vi.waitFor(async () => expect(await inboxOf(two)).toBe(4), {
      timeout: 20_000,
      interval: 20,
    });
    stop.abort();
    await Promise.all(running);

    expect(await balanceOf(two, bob.address)).toBe(5n + 300n);
    expect(await balanceOf(one, bob.address)).toBe(5n + 50n);
    // The fee, and what arrived; the 501 came back.
    expect(await balanceOf(one, alice.address)).toBe(100_000n - 10n - 300n);
    const route = (path: string, query = {}) =>
      one.application.route({
        method: "GET",
        path: `/stratos/relay/v1/${path}`,
        query,
        height: 0,
        body: undefined,
      });
    expect(await route("inbox")).toEqual({ status: 200, body: { newest: "4", next: "5" } });
    expect(await route("outbox/2")).toMatchObject({
      body: { kind: "credit", awaits_result: false },
    });
    expect(await route("outbox/9")).toMatchObject({ status: 404 });
    expect(await route("outbox", { from: "2", limit: "1" })).toMatchObject({
      body: { newest: "4", packets: [{ number: "2" }] },
    });
    expect(await route("outbox", { from: "x" })).toMatchObject({ status: 400 });
    expect(await route("client")).toMatchObject({
      body: { chain_id: "stratos-two-1", frozen: false },
    });
  });

  test("resume by state alone, in batches, whoever relayed before", async () => {
    await using pair = await startRelayedPair();
    const { one, two } = pair;
    await payAbroad(one, ...Array.from({ length: 40 }, () => 1));
    await carry(one.endpoint, two.endpointOf(alice), 40);
    expect(await inboxOf(two)).toBe(40);
    expect(
      await carryPackets({ source: one.endpoint, destination: two.endpoint }, day, signal),
    ).toBe(0);
    await carry(two.endpoint, one.endpoint, 40);
    expect(await balanceOf(two, bob.address)).toBe(45n);
  });

  test("a client is refreshed without packets once its header is old", async () => {
    await using pair = await startRelayedPair();
    const { one, two } = pair;
    const before = await trustedHeight(two);
    expect(await carryPackets({ source: one.endpoint, destination: two.endpoint }, 0, signal)).toBe(
      0,
    );
    expect(await trustedHeight(two)).toBeGreaterThan(before);
  });
});

describe("refused", () => {
  test("tampered packets and proofs, packets out of order, twice, or under an untrusted height", async () => {
    await using pair = await startRelayedPair();
    const { one, two } = pair;
    await payAbroad(one, 1, 2);
    const seen: {
      height: bigint;
      packets: Uint8Array[];
      proofs: Uint8Array[];
      update: { typeUrl: string; value: Uint8Array };
    }[] = [];
    const spy: RelayEndpoint = {
      ...two.endpoint,
      async submit([update, receive]) {
        if (update === undefined || receive === undefined)
          return { code: 1, codespace: "", log: "" };
        seen.push({ ...decodeMessage(MsgReceivePacketsSchema, receive.value), update });
        return { code: 0, codespace: "", log: "" };
      },
    };
    await carry(one.endpoint, spy, 2);
    const [{ height, packets, proofs, update } = expect.fail("nothing was sent")] = seen;
    const [first = new Uint8Array(), second = new Uint8Array()] = packets;
    const [firstProof = new Uint8Array(), secondProof = new Uint8Array()] = proofs;
    const receive = (
      message: Readonly<{ height?: bigint; packets: Uint8Array[]; proofs: Uint8Array[] }>,
    ) =>
      two.endpoint.submit(
        [packMessage(MsgReceivePacketsSchema, { sender: two.endpoint.sender, height, ...message })],
        signal,
      );
    expect((await two.endpoint.submit([update], signal)).code).toBe(0);

    const richer = encodeMessage(PacketSchema, {
      number: 1n,
      kind: "credit",
      body: Buffer.from('{"to":"x","amount":"9"}'),
    });
    expect(await receive({ packets: [richer], proofs: [firstProof] })).toMatchObject({
      code: 18,
      log: expect.stringContaining("isn't proved"),
    });
    for (const at of [3, 40, firstProof.length - 2]) {
      const bent = firstProof.slice();
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect((await receive({ packets: [first], proofs: [bent] })).code).toBe(18);
    }
    expect((await receive({ packets: [second], proofs: [secondProof] })).code).toBe(18);
    expect(
      (await receive({ packets: [first, first], proofs: [firstProof, firstProof] })).code,
    ).toBe(18);
    expect((await receive({ packets: [first], proofs: [] })).code).toBe(18);
    expect(
      (await receive({ height: height + 9n, packets: [first], proofs: [firstProof] })).log,
    ).toContain("is not trusted");
    expect(await inboxOf(two)).toBe(0);
    expect(await balanceOf(two, bob.address)).toBe(5n);

    expect(
      (await receive({ packets: [first, second], proofs: [firstProof, secondProof] })).code,
    ).toBe(0);
    expect((await receive({ packets: [first], proofs: [firstProof] })).code).toBe(18);
    expect(await balanceOf(two, bob.address)).toBe(8n);
  });

  test("a header whose commit, app hash or chain isn't right, and one header as misbehaviour", async () => {
    await using pair = await startRelayedPair();
    const { one, two } = pair;
    const sent: Uint8Array[] = [];
    const spy: RelayEndpoint = {
      ...two.endpoint,
      async submit([update]) {
        sent.push(update?.value ?? new Uint8Array());
        return { code: 0, codespace: "", log: "" };
      },
    };
    await carryPackets({ source: one.endpoint, destination: spy }, 0, signal);
    const { header: encoded } = decodeMessage(MsgUpdateClientSchema, sent[0] ?? new Uint8Array());
    const good = decodeHeader(encoded);
    const { signedHeader } = good;
    if (signedHeader?.header === undefined) throw new Error("no header");

    const forged = {
      ...good,
      signedHeader: {
        ...signedHeader,
        header: { ...signedHeader.header, appHash: new Uint8Array(32) },
      },
    };
    const submitUpdate = (bytes: Uint8Array) =>
      two.endpoint.submit(
        [packMessage(MsgUpdateClientSchema, { sender: two.endpoint.sender, header: bytes })],
        signal,
      );
    expect(await submitUpdate(encodeHeader(forged))).toMatchObject({
      code: 18,
      log: expect.stringContaining("wrong-commit"),
    });
    expect((await submitUpdate(Uint8Array.of(1, 2, 3))).code).not.toBe(0);
    const sender = two.endpoint.sender;
    const evidence = {
      typeUrl: misbehaviourType,
      value: encodeMisbehaviour({ sender, first: good, second: good }),
    };
    expect(await two.endpoint.submit([evidence], signal)).toMatchObject({
      code: 18,
      log: expect.stringContaining("no-misbehaviour"),
    });
    expect((await submitUpdate(encoded)).code).toBe(0);
    expect(await two.application.read(({ relay }) => relay.state.client.get()?.frozen)).toBe(false);
  });

  test("everything, once two signed headers of one height were shown", async () => {
    await using pair = await startRelayedPair();
    const { one, two } = pair;
    const height = await one.endpoint.newestHeight(signal);
    const signedHeader = await one.endpoint.signedHeader(height, signal);
    const validatorSet = await one.endpoint.validators(height, signal);
    const trustedHeight = { revisionNumber: 1n, revisionHeight: 0n };
    const first = { signedHeader, validatorSet, trustedHeight, trustedValidators: validatorSet };
    const second = { ...first, signedHeader: forked(signedHeader, validatorsOf("stratos-one-1")) };
    const sender = two.endpoint.sender;
    const value = encodeMisbehaviour({ sender, first, second });
    expect(await two.endpoint.submit([{ typeUrl: misbehaviourType, value }], signal)).toMatchObject(
      { code: 0 },
    );
    expect(await two.application.read(({ relay }) => relay.state.client.get()?.frozen)).toBe(true);

    await payAbroad(one, 1);
    const refused = vi.waitFor(() =>
      carryPackets({ source: one.endpoint, destination: two.endpoint }, 0, signal),
    );
    await expect(refused).rejects.toThrow("frozen");
    expect(await inboxOf(two)).toBe(0);
  });
});

/** Another header of the same height, signed by the same validators. */
function forked(
  { header, commit }: SignedHeader,
  keys: ReturnType<typeof validatorsOf>,
): SignedHeader {
  if (header === undefined || commit === undefined) throw new Error("the header is missing");
  const other = { ...header, appHash: new Uint8Array(32).fill(7) };
  const blockId = { ...commit.blockId, hash: headerHash(other) };
  const signatures = commit.signatures.map((vote, index) => {
    const { height, round } = commit;
    const { timestamp } = vote;
    const { chainId } = header;
    const signBytes = voteSignBytes({
      type: "precommit",
      height,
      round,
      blockId,
      timestamp,
      chainId,
    });
    return { ...vote, signature: keys[index]?.key.sign(signBytes) ?? new Uint8Array() };
  });
  return { header: other, commit: { ...commit, blockId, signatures } };
}
