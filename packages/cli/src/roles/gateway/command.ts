import { Command } from "commander";
import {
  findNetworks,
  type NetworkFlags,
  requireEndpoints,
  withNetwork,
} from "../../chain/network-options.ts";
import { type SignerFlags, signingWallet, withSigner } from "../../chain/signing-wallet.ts";
import { printResult, type Terminal } from "../../terminal.ts";
import { startCommand } from "../role-command.ts";
import { createAccessKey } from "./access-key.ts";
import { initGateway } from "./init.ts";

type InitFlags = NetworkFlags &
  SignerFlags &
  Readonly<{ home: string; listen: string; region: string }>;

export function gatewayCommand(terminal: Terminal): Command {
  const start = startCommand("gateway", async (home) =>
    (await import("./start.ts")).startGatewayHome(home),
  );
  return new Command("gateway").addCommand(initCommand(terminal)).addCommand(start);
}

function initCommand(terminal: Terminal): Command {
  return withSigner(withNetwork(new Command("init")))
    .description(
      "make a home: config.toml, the key that the wallet grants a budget to, an S3 access key",
    )
    .requiredOption("--home <folder>", "where")
    .option("--listen <host:port>", "where it serves S3", "127.0.0.1:9000")
    .option("--region <name>", "what S3 clients sign for", "us-east-1")
    .addHelpText(
      "after",
      `
The wallet's own key isn't kept: only a secret derived from it, which opens its buckets and moves no money.

Example:
  $ stratos gateway init --home ./gateway --from mine --meta-rpc http://127.0.0.1:26602 --meta-rest http://127.0.0.1:26603`,
    )
    .action(async (flags: InitFlags) => {
      const { home, listen, region, from } = flags;
      const networks = await findNetworks(flags);
      const meta = requireEndpoints(networks, "meta");
      const { address: wallet, fileSecret } = await signingWallet(terminal, networks, flags);
      const access = createAccessKey();
      const { networkAddress } = await initGateway({
        home,
        listen,
        region,
        meta,
        accessKeys: [{ ...access, wallet, fileSecret }],
      });
      printResult(terminal, flags, {
        json: { home, key: networkAddress, wallet, ...access },
        text: `${home} is ready
access key  ${access.accessKeyId}
secret      ${access.secretAccessKey}
Grant it a budget: stratos tx meta grant ${networkAddress} --per-epoch 100oz --from ${from}`,
      });
    });
}
