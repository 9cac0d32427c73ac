import { fromBase64, networkAddress } from "@stos/codec";
import { exportableGenesis, sdkError } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import { parseDescription } from "./description.ts";
import { type RegisteredNode, type RegisterParameters, registerStore } from "./state.ts";

/** Amounts in wei. The genesis nodes' deposits are the paper's s; the resource network's genesis knows the same nodes. */
export type RegisterGenesis = Readonly<{
  parameters: Readonly<{
    foundation: string;
    resource_node_registration: boolean;
    resource_node_deposit_min: string;
    meta_node_deposit_min: string;
    deposit_lock_seconds: number;
    cooling_off_seconds: number;
    voting_seconds: number;
    approval_numerator: number;
    approval_denominator: number;
  }>;
  nodes: readonly RegisterGenesisNode[];
}>;

export type RegisterGenesisNode = Readonly<{
  kind: "resource" | "meta";
  address: string;
  /** base64 of the ed25519 key. */
  network_key: string;
  owner: string;
  beneficiary: string;
  services: number;
  moniker: string;
  deposit: string;
}>;

export const genesis = exportableGenesis(
  registerStore,
  ({ bank, block, register }: Pick<ValueCapabilities, Needed>, state) => {
    const given = readGenesis(state, "register");
    register.state.parameters.set(parametersOf(given.object("parameters")));
    for (const entry of given.objects("nodes")) {
      const { address, node } = nodeOf(entry, block.time);
      if (register.node(address) !== undefined)
        throw sdkError("invalid-request", `genesis: register.nodes names ${address} twice`);
      register.setNode(address, node);
      bank.mintAtGenesis(moduleAccounts.deposits, node.initial);
    }
  },
);

type Needed = "bank" | "block" | "register" | "state";

function parametersOf(given: GenesisReader): RegisterParameters {
  const approvalNumerator = given.whole("approval_numerator");
  const approvalDenominator = given.whole("approval_denominator");
  if (approvalNumerator < 1 || approvalNumerator > approvalDenominator)
    throw sdkError(
      "invalid-request",
      `genesis: an approval of ${approvalNumerator}/${approvalDenominator} is no part of the electorate`,
    );
  return {
    foundation: requireAccountAddress(given.text("foundation"), "register.parameters.foundation"),
    resourceNodeRegistration: given.flag("resource_node_registration"),
    resourceNodeDepositMin: given.amount("resource_node_deposit_min"),
    metaNodeDepositMin: given.amount("meta_node_deposit_min"),
    depositLockSeconds: given.whole("deposit_lock_seconds"),
    coolingOffSeconds: given.whole("cooling_off_seconds"),
    votingSeconds: given.whole("voting_seconds"),
    approvalNumerator,
    approvalDenominator,
  };
}

function nodeOf(
  given: GenesisReader,
  time: number,
): Readonly<{ address: string; node: RegisteredNode }> {
  const kind = given.text("kind");
  if (kind !== "resource" && kind !== "meta")
    throw sdkError(
      "invalid-request",
      `genesis: register.nodes.kind is "${kind}"; resource or meta`,
    );
  const address = requireNetworkAddress(given.text("address"), "register.nodes.address");
  const networkKey = fromBase64(given.text("network_key"));
  if (networkKey.length !== 32 || networkAddress(networkKey) !== address)
    throw sdkError("invalid-request", `genesis: ${address} is not the address of its network_key`);

  const deposit = given.amount("deposit");
  const owner = requireAccountAddress(given.text("owner"), "register.nodes.owner");
  const node: RegisteredNode = {
    kind,
    status: "active",
    isSuspended: false,
    owner,
    beneficiary: requireAccountAddress(given.text("beneficiary"), "register.nodes.beneficiary"),
    networkKey,
    services: given.whole("services"),
    description: parseDescription({
      moniker: given.text("moniker"),
      identity: "",
      website: "",
      securityContact: "",
      details: "",
    }),
    createdAt: time,
    initial: deposit,
    tranches: [{ amount: deposit, depositedAt: time }],
    leftAt: undefined,
    isFrozen: false,
  };
  return { address, node };
}
