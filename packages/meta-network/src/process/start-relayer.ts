import { networkKeySigner } from "@stos/codec";
import { httpEndpoint, type NodeLog, runRelayer } from "@stos/ledger";
import type { MetaMemberConfig, MetaNodeConfig } from "./meta-node-config.ts";
import type { OwnChain } from "./own-chain.ts";
import type { RelayTurns } from "./relay-turns.ts";
import type { createSharedHeight } from "./shared-height.ts";

export type RelayerSurroundings = Readonly<{
  chainId: string;
  /** The own node's RPC. */
  rpcUrl: string;
  own: OwnChain;
  value: MetaNodeConfig["value"];
  shareValueHeight: ReturnType<typeof createSharedHeight>;
  turns: RelayTurns;
  idleMs: number | undefined;
  log: NodeLog;
  onBug: (error: unknown) => void;
}>;

const gasPriceWeiDefault = 1_000_000_000n;

/** One member's relayer, both ways. What fails is logged and tried again; disposing it ends the loop. */
export function startRelayer(
  { name, networkKey, relayWallet }: MetaMemberConfig,
  { chainId, rpcUrl, own, value, shareValueHeight, turns, idleMs, log, onBug }: RelayerSurroundings,
): AsyncDisposable {
  const { gasPriceWei = gasPriceWeiDefault } = value;
  const stopping = new AbortController();
  const running = runRelayer({
    endpoints: [
      own.endpoint(
        httpEndpoint({
          url: rpcUrl,
          chainId,
          signer: networkKeySigner(networkKey),
          sender: networkKey.networkAddress,
        }),
      ),
      shareValueHeight(
        httpEndpoint({
          url: value.rpc,
          chainId: value.chainId,
          signer: relayWallet,
          feeOf: (gas) => [{ denom: "wei", amount: `${gas * gasPriceWei}` }],
        }),
      ),
    ],
    signal: stopping.signal,
    isMyTurn: ({ height }) => turns.isTurnOf(networkKey.networkAddress, height),
    ...(idleMs === undefined ? {} : { idleMs }),
    onDelivered: (count, { source, destination }) =>
      log("packets relayed", { name, count, from: source.chainId, to: destination.chainId }),
    onFailure: (error, { source, destination }) =>
      log("relaying failed", {
        name,
        from: source.chainId,
        to: destination.chainId,
        reason: error instanceof Error ? error.message : String(error),
      }),
  }).catch(onBug);

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
