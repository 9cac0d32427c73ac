import { stringToPath } from "@cosmjs/crypto";
import {
  DirectEthSecp256k1HdWallet,
  DirectSecp256k1HdWallet,
  type GeneratedType,
  type OfflineDirectSigner,
  Registry,
} from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice, SigningStargateClient } from "@cosmjs/stargate";
import { BinaryReader, BinaryWriter } from "cosmjs-types/binary";
import { Coin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import type { ChainUrls, WalletEntry } from "../devnet/devnet-file.ts";

/** What a wallet of the field does with one of the devnet's mnemonics. */
export type CosmjsWallet = AsyncDisposable &
  Readonly<{ address: string; signer: OfflineDirectSigner; client: SigningStargateClient }>;

export const prepayTypeUrl = "/stratos.sds.v1.MsgPrepay";

const options = { prefix: "st", hdPaths: [stringToPath("m/44'/606'/0'/0/0")] };

/** Connects an unmodified cosmjs client; `height` of neither side enters. */
export async function cosmjsWallet(
  { mnemonic, keyType }: WalletEntry,
  { rpc }: ChainUrls,
): Promise<CosmjsWallet> {
  const signer =
    keyType === "secp256k1"
      ? await DirectSecp256k1HdWallet.fromMnemonic(mnemonic, options)
      : await DirectEthSecp256k1HdWallet.fromMnemonic(mnemonic, options);
  const [account] = await signer.getAccounts();
  const registry = new Registry([...defaultRegistryTypes, [prepayTypeUrl, prepayType]]);
  const client = await SigningStargateClient.connectWithSigner(rpc, signer, {
    registry,
    gasPrice: GasPrice.fromString("1000000000wei"),
  });
  return {
    address: account?.address ?? "",
    signer,
    client,
    [Symbol.asyncDispose]: async () => client.disconnect(),
  };
}

type Prepay = { sender: string; beneficiary: string; amount: Coin[] };

/** The published fields of MsgPrepay (1 sender, 2 beneficiary, 3 amount), in the form that cosmjs takes types of one's own. */
const prepayType: GeneratedType = {
  encode({ sender, beneficiary, amount }: Prepay, writer = BinaryWriter.create()): BinaryWriter {
    writer.uint32(10).string(sender);
    writer.uint32(18).string(beneficiary);
    for (const coin of amount) Coin.encode(coin, writer.uint32(26).fork()).ldelim();
    return writer;
  },
  decode(input: BinaryReader | Uint8Array): Prepay {
    const reader = input instanceof BinaryReader ? input : new BinaryReader(input);
    const message: Prepay = { sender: "", beneficiary: "", amount: [] };
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      if (tag === 10) message.sender = reader.string();
      else if (tag === 18) message.beneficiary = reader.string();
      else if (tag === 26) message.amount.push(Coin.decode(reader, reader.uint32()));
      else reader.skipType(tag & 7);
    }
    return message;
  },
  fromPartial: ({ sender = "", beneficiary = "", amount = [] }: Partial<Prepay>): Prepay => ({
    sender,
    beneficiary,
    amount: amount.map((coin) => Coin.fromPartial(coin)),
  }),
};
