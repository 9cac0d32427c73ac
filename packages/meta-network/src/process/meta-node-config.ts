import type { Ed25519PrivateKey, Signer } from "@stos/codec";
import type { ChainNodeConfig, Listening, ValidatorKey } from "@stos/ledger";
import type { ProberOptions } from "../issuer/index.ts";
import type { MetaNetworkCapabilities } from "../network.ts";

/**
 * One process of the meta chain. Secrets are read by the caller, each from a file of its own; ed25519 keys in CometBFT's
 * format by `readValidatorKey`.
 */
export type MetaNodeConfig = Omit<
  ChainNodeConfig<MetaNetworkCapabilities>,
  "network" | "keys" | "application"
> &
  Readonly<{
    /**
     * The meta nodes that this process stands for. Under the embedded engine they are all validators of the genesis; each
     * issues at an endpoint of its own and relays when its turn comes.
     */
    members: readonly MetaMemberConfig[];
    value: Readonly<{
      chainId: string;
      /** A value node's CometBFT RPC, `http://HOST:PORT`. It may come later than this process. */
      rpc: string;
      /** Wei for one gas. Default 10⁹. */
      gasPriceWei?: bigint;
    }>;
    probes?: Pick<ProberOptions, "intervalMs" | "deadlineMs">;
    /** Between two looks for packets. Default 250 ms. */
    relayIdleMs?: number;
    /** `each-block` for tests and development networks. On demand unless told. */
    invariants?: "each-block" | "on-demand";
  }>;

export type MetaMemberConfig = Readonly<{
  /** For log lines. */
  name: string;
  /** Votes in the meta chain's consensus. */
  consensusKey: ValidatorKey;
  /** Its `stsds…`: signs what it relays to the meta chain. */
  networkKey: Ed25519PrivateKey;
  issuer: Readonly<{
    /** Signs allowances; the genesis names its public half. */
    key: Ed25519PrivateKey;
    /** The genesis names the URL by which clients come here. */
    listen: Listening;
  }>;
  /** A wallet of the value network that pays the gas of what it relays there. */
  relayWallet: Signer;
}>;
