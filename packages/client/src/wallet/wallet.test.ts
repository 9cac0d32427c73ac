import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet, makeSignBytes } from "@cosmjs/proto-signing";
import { decodeAddress, fromHex, toHex, verifySignature } from "@stos/codec";
import { describe, expect, test } from "vitest";
import {
  openKeystore,
  parseKeystore,
  readKeystore,
  sealKeystore,
  writeKeystore,
} from "./keystore.ts";
import { createMnemonic, privateKeyOfMnemonic, stratosPath } from "./mnemonic.ts";
import { walletFromKey, walletFromMnemonic } from "./wallet.ts";

const about =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

describe("a wallet", () => {
  test("follows BIP-32 and BIP-44: the known key of Ethereum's first account", () => {
    const key = privateKeyOfMnemonic(about, "m/44'/60'/0'/0/0");
    expect(toHex(key)).toBe("1ab42cc412b618bdea3a599e3c9bae199ebf030895b039e9db1e30dafb12b727");
  });

  test("has CosmJS's address for the same words", async () => {
    for (const mnemonic of [about, createMnemonic(), createMnemonic()]) {
      const hdPaths = [stringToPath(stratosPath)];
      const other = await DirectSecp256k1HdWallet.fromMnemonic(mnemonic, { prefix: "st", hdPaths });
      const [account] = await other.getAccounts();
      const { address, signer } = walletFromMnemonic(mnemonic);
      expect(address).toBe(account?.address);
      expect(toHex(signer.publicKey.bytes)).toBe(toHex(account?.pubkey ?? new Uint8Array(0)));
    }
  });

  test("signs what CosmJS's wallet signs, to the byte", async () => {
    const hdPaths = [stringToPath(stratosPath)];
    const other = await DirectSecp256k1HdWallet.fromMnemonic(about, { prefix: "st", hdPaths });
    const { address, signer } = walletFromMnemonic(about);
    const document = {
      bodyBytes: Uint8Array.of(1, 2),
      authInfoBytes: Uint8Array.of(3),
      chainId: "stratos-test-1",
      accountNumber: 7n,
    };
    const { signature } = await other.signDirect(address, document);
    const signBytes = makeSignBytes(document);
    expect(Buffer.from(signer.sign(signBytes)).toString("base64")).toBe(signature.signature);
    expect(verifySignature(signer.publicKey, signBytes, signer.sign(signBytes))).toBe(true);
  });

  test("of an ethsecp256k1 key has Ethereum's hash as its address", () => {
    const key = fromHex("1ab42cc412b618bdea3a599e3c9bae199ebf030895b039e9db1e30dafb12b727");
    const { address } = walletFromKey(key, "ethsecp256k1");
    // 0x9858EfFD232B4033E47d90003D41EC34EcaEda94 in bech32.
    expect(toHex(decodeAddress("st", address))).toBe("9858effd232b4033e47d90003d41ec34ecaeda94");
    expect(walletFromKey(key, "secp256k1").address).not.toBe(address);
  });

  test.each(["", "abandon", `${about} about`, about.replace("about", "abandon")])(
    "isn't made of %j",
    (words) => {
      expect(() => walletFromMnemonic(words)).toThrow(/BIP-39/);
    },
  );
});

describe("a key file", () => {
  test("is for its owner alone, gives the secret for its password, and isn't overwritten", async () => {
    const folder = await mkdtemp(join(tmpdir(), "stratos-keys-"));
    try {
      const path = join(folder, "key.json");
      const secret = Buffer.from(about);
      const keystore = await sealKeystore(secret, "password", { address: "st1…" });
      await writeKeystore(path, keystore);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const read = await readKeystore(path);
      expect(read).toEqual(keystore);
      expect(Buffer.from(await openKeystore(read, "password")).toString()).toBe(about);
      await expect(openKeystore(read, "passwort")).rejects.toMatchObject({
        failure: { code: "password-wrong" },
      });
      const renamed = { ...read, about: { address: "st2…" } };
      await expect(openKeystore(renamed, "password")).rejects.toMatchObject({
        failure: { code: "password-wrong" },
      });
      await expect(writeKeystore(path, keystore)).rejects.toMatchObject({ code: "EEXIST" });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    "",
    "[]",
    '{"version":2}',
    '{"version":1,"kdf":{"name":"scrypt","n":4294967296,"r":8,"p":1},"cipher":{}}',
  ])("of another form is refused: %s", (text) => {
    expect(() => parseKeystore(text)).toThrow(/key file/);
  });
});
