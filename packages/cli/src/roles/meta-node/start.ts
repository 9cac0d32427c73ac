import { join } from "node:path";
import { readValidatorKey } from "@stos/ledger";
import { type MetaMemberConfig, startMetaNode } from "@stos/meta-network";
import type { ConfigTable } from "../../config/config-table.ts";
import { readAccountKey } from "../../keys/account-key-file.ts";
import { readNetworkKey } from "../../keys/network-key-file.ts";
import { openHome, readGenesisFile } from "../open-home.ts";
import type { Service } from "../serve.ts";

/** Starts the meta nodes in `home`. Throws an input error for a config that can't be used. */
export async function startMetaHome(home: string, signal: AbortSignal): Promise<Service> {
  const { config, path, dataDir, log } = await openHome(home);
  const value = config.table("value");
  const valueGenesis = await readGenesisFile(join(home, value.text("genesis")));
  const members = config.tables("members");
  return await startMetaNode(
    {
      moniker: config.text("moniker"),
      genesis: await readGenesisFile(path("genesis")),
      dataDir,
      rpc: config.table("rpc").listen("listen"),
      rest: config.table("rest").listen("listen"),
      members: await Promise.all(members.map((member, index) => memberOf(home, member, index))),
      value: { chainId: valueGenesis.document.chain_id, rpc: value.url("rpc") },
      log,
    },
    signal,
  );
}

/** The network key votes too, until a consensus key of its own can be announced (`MsgReady`). */
async function memberOf(
  home: string,
  member: ConfigTable,
  index: number,
): Promise<MetaMemberConfig> {
  const networkKey = join(home, member.text("network_key"));
  const { signer } = await readAccountKey(join(home, member.text("relayer_key")));
  return {
    name: `meta-${index + 1}`,
    consensusKey: await readValidatorKey(networkKey),
    networkKey: await readNetworkKey(networkKey),
    issuer: {
      key: await readNetworkKey(join(home, member.text("issuer_key"))),
      listen: member.listen("issuer_listen"),
    },
    relayWallet: signer,
  };
}
