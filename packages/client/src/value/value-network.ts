import type { EncodedAny, Signer } from "@stos/codec";
import { type Wei, wei } from "@stos/units";
import { type ChainClient, type ChainEndpoints, createChainClient } from "../chain/chain-client.ts";
import type { TransactionResult } from "../chain/comet-rpc.ts";
import type { Patience } from "../chain/deadline.ts";
import { simulatedFee } from "../chain/simulated-fee.ts";
import { TransactionSender } from "../chain/transaction-sender.ts";
import { type Prepayment, prepayMessage, sendMessage, withdrawMessage } from "./messages.ts";

export type ValueNetworkOptions = Readonly<{
  endpoints: ChainEndpoints;
  signer: Signer;
  /** Default: 1 gwei. */
  gasPriceWei?: bigint;
}>;

/** The Stratos Chain for one wallet. Every sending answers when a block holds it; failures are `NetworkError`s. */
export type ValueNetwork = AsyncDisposable &
  Readonly<{
    chain: ChainClient;
    balance(address: string, signal?: AbortSignal): Promise<Wei>;
    transact(messages: readonly EncodedAny[], patience?: Patience): Promise<TransactionResult>;
    send(
      order: Readonly<{ to: string; amount: Wei }>,
      patience?: Patience,
    ): Promise<TransactionResult>;
    prepay(order: Omit<Prepayment, "sender">, patience?: Patience): Promise<TransactionResult>;
    withdraw(
      order: Readonly<{ amount: Wei; target?: string }>,
      patience?: Patience,
    ): Promise<TransactionResult>;
  }>;

export function openValueNetwork({
  endpoints,
  signer,
  gasPriceWei,
}: ValueNetworkOptions): ValueNetwork {
  const chain = createChainClient(endpoints);
  const sender = new TransactionSender({ chain, signer, fee: simulatedFee(chain, gasPriceWei) });
  const { address } = signer;
  return {
    chain,
    async balance(of, signal) {
      const path = `/cosmos/bank/v1beta1/balances/${of}/by_denom?denom=wei`;
      const found = await chain.get(path, signal);
      return wei(found === undefined ? 0n : BigInt(found.object("balance").text("amount")));
    },
    transact: (messages, patience) => sender.send(messages, patience),
    send: (order, patience) => sender.send([sendMessage({ from: address, ...order })], patience),
    prepay: (order, patience) =>
      sender.send([prepayMessage({ sender: address, ...order })], patience),
    withdraw: (order, patience) =>
      sender.send([withdrawMessage({ wallet: address, ...order })], patience),
    [Symbol.asyncDispose]: () => chain[Symbol.asyncDispose](),
  };
}
