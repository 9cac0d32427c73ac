import {
  buildTransaction,
  decodeTransaction,
  ed25519FromSeed,
  networkAddress,
  networkKeySigner,
  type Signer,
  sha256,
} from "@stos/codec";
import { describe, expect, test } from "vitest";
import type { BlockInfo } from "../context.ts";
import type { AdmissionMode, Transaction } from "../module.ts";
import { openContext } from "../network/open-context.ts";
import { branchState } from "../state/branch.ts";
import { gasMeter } from "../state/gas.ts";
import { memoryStateStore } from "../store/index.ts";
import { alice, bob, testSigner } from "../test-network/test-chain.ts";
import { type AuthCapabilities, openAuth } from "./auth.ts";
import { authentication } from "./authentication.ts";

const block: BlockInfo = {
  chainId: "stratos-meta-1",
  genesisHash: new Uint8Array(32),
  height: 4,
  time: 1_800_000_000,
  hash: new Uint8Array(32),
};

async function freshAuth(): Promise<AuthCapabilities> {
  const store = await memoryStateStore(["auth"]);
  const state = branchState((name) => store.module(name));
  return { auth: openAuth(openContext({ block, state, gas: gasMeter(1_000_000n), events: [] })) };
}

function signed(
  signer: Signer,
  signers: readonly string[],
  order: Readonly<{ sequence?: bigint; accountNumber?: bigint; fee?: string }> = {},
): Transaction {
  const amount = order.fee === undefined ? [] : [{ denom: "wei", amount: order.fee }];
  const { fee, signerInfos, ...decoded } = decodeTransaction(
    buildTransaction({
      messages: [{ typeUrl: "/test.v1.MsgPay", value: new Uint8Array() }],
      fee: { amount, gasLimit: 100_000n },
      signer,
      sequence: order.sequence ?? 0n,
      accountNumber: order.accountNumber ?? 0n,
      chainId: block.chainId,
    }),
  );
  const infos = signerInfos.map(({ mode, sequence, publicKey }) => ({
    mode,
    sequence,
    ...(publicKey === undefined ? {} : { publicKey }),
  }));
  return { ...decoded, fee, signerInfos: infos, signers };
}

describe("on a chain without fees", () => {
  const node = networkKeySigner(ed25519FromSeed(sha256(Buffer.from("node"))));
  const address = networkAddress(node.publicKey.bytes);
  const admission = authentication({ firstUse: (who) => who.startsWith("stsds1") });
  const admit = (
    capabilities: AuthCapabilities,
    transaction: Transaction,
    mode: AdmissionMode = "deliver",
  ) => Promise.resolve(admission.admit(capabilities, transaction, mode));

  test("a node's network key signs for its stsds address, whose account begins with that", async () => {
    const capabilities = await freshAuth();
    capabilities.auth.accounts.ensure(alice.address);
    await admit(capabilities, signed(node, [address]));
    expect(capabilities.auth.accounts.get(address)).toMatchObject({ number: 1, sequence: 1 });

    await admit(capabilities, signed(node, [address], { sequence: 1n, accountNumber: 1n }));
    await expect(admit(capabilities, signed(node, [address]))).rejects.toThrow("expected 2, got 0");
  });

  test("nobody else signs for it, and no other account begins so", async () => {
    const capabilities = await freshAuth();
    const stranger = networkKeySigner(ed25519FromSeed(sha256(Buffer.from("stranger"))));
    await expect(admit(capabilities, signed(stranger, [address]))).rejects.toMatchObject({
      failure: { code: 8 },
    });
    await expect(admit(capabilities, signed(alice, [address]))).rejects.toMatchObject({
      failure: { code: 8 },
    });
    await expect(admit(capabilities, signed(alice, [alice.address]))).rejects.toMatchObject({
      failure: { code: 9 },
    });
  });

  test("a fee is refused", async () => {
    await expect(
      admit(await freshAuth(), signed(node, [address], { fee: "1" })),
    ).rejects.toMatchObject({ failure: { code: 10 } });
  });
});

describe("a signature that held once", () => {
  const admission = authentication({});
  const isRefused = { failure: { code: 4 } };

  test("doesn't hold for another account number or chain", async () => {
    const transaction = signed(alice, [alice.address]);
    const capabilities = await freshAuth();
    capabilities.auth.accounts.ensure(alice.address);
    await admission.admit(capabilities, transaction, "check");

    const moved = await freshAuth();
    moved.auth.accounts.ensure(bob.address);
    moved.auth.accounts.ensure(alice.address);
    await expect(admission.admit(moved, transaction, "deliver")).rejects.toMatchObject(isRefused);

    const fresh = await freshAuth();
    fresh.auth.accounts.ensure(alice.address);
    const elsewhere = { auth: { ...fresh.auth, block: { ...block, chainId: "stratos-test-2" } } };
    await expect(admission.admit(elsewhere, transaction, "deliver")).rejects.toMatchObject(
      isRefused,
    );
    await admission.admit(fresh, transaction, "deliver");
  });
});

describe("signers", () => {
  const admission = authentication({});

  test("each that the messages name must sign, and no more than seven", async () => {
    const capabilities = await freshAuth();
    const both = signed(alice, [alice.address, bob.address]);
    await expect(admission.admit(capabilities, both, "deliver")).rejects.toThrow(
      "expected 2, got 1",
    );
    const eight = signed(
      alice,
      Array.from({ length: 8 }, (_, index) => testSigner(`${index}`).address),
    );
    await expect(admission.admit(capabilities, eight, "deliver")).rejects.toMatchObject({
      failure: { code: 14 },
    });
  });

  test("a payer who doesn't sign is refused", async () => {
    const transaction = signed(alice, [alice.address]);
    const paid = { ...transaction, fee: { ...transaction.fee, payer: bob.address } };
    await expect(admission.admit(await freshAuth(), paid, "deliver")).rejects.toMatchObject({
      failure: { code: 4 },
    });
  });

  test("a simulation needs neither key nor signature, but the right sequence", async () => {
    const capabilities = await freshAuth();
    capabilities.auth.accounts.ensure(alice.address);
    const blank = { ...signed(bob, [alice.address]), signatures: [new Uint8Array()] };
    await admission.admit(capabilities, blank, "simulate");
    await expect(admission.admit(capabilities, blank, "simulate")).rejects.toMatchObject({
      failure: { code: 32 },
    });
  });
});
