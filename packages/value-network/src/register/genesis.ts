import { fromBase64, networkAddress } from "@stos/codec";
import { type GenesisHandler, sdkError } from "@stos/ledger";
import { requireAccountAddress, requireNetworkAddress } from "../addresses.ts";
import { moduleAccounts } from "../bank/module-accounts.ts";
import type { ValueCapabilities } from "../capabilities.ts";
import { type GenesisReader, readGenesis } from "../genesis-json.ts";
import { parseDescription } from "./description.ts";
import { remainingDeposit } from "./register.ts";
import type { RegisteredNode, RegisterParameters } from "./state.ts";

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

export const genesis: GenesisHandler<Pick<ValueCapabilities, "bank" | "block" | "register">> = {
  init({ bank, block, register }, state) {
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
  async export({ register }): Promise<RegisterGenesis> {
    const nodes: RegisterGenesisNode[] = [];
    for await (const [address, node] of register.state.nodes.entries()) {
      nodes.push({
        kind: node.kind,
        address,
        network_key: Buffer.from(node.networkKey).toString("base64"),
        owner: node.owner,
        beneficiary: node.beneficiary,
        services: node.services,
        moniker: node.description.moniker,
        deposit: `${remainingDeposit(node)}`,
      });
    }
    return { parameters: parametersJson(register.parameters()), nodes };
  },
};

function parametersOf(given: GenesisReader): RegisterParameters {
  return {
    foundation: requireAccountAddress(given.text("foundation"), "register.parameters.foundation"),
    resourceNodeRegistration: given.flag("resource_node_registration"),
    resourceNodeDepositMin: given.amount("resource_node_deposit_min"),
    metaNodeDepositMin: given.amount("meta_node_deposit_min"),
    depositLockSeconds: given.whole("deposit_lock_seconds"),
    coolingOffSeconds: given.whole("cooling_off_seconds"),
    votingSeconds: given.whole("voting_seconds"),
    approvalNumerator: given.whole("approval_numerator"),
    approvalDenominator: given.whole("approval_denominator"),
  };
}

function parametersJson(given: RegisterParameters): RegisterGenesis["parameters"] {
  return {
    foundation: given.foundation,
    resource_node_registration: given.resourceNodeRegistration,
    resource_node_deposit_min: `${given.resourceNodeDepositMin}`,
    meta_node_deposit_min: `${given.metaNodeDepositMin}`,
    deposit_lock_seconds: given.depositLockSeconds,
    cooling_off_seconds: given.coolingOffSeconds,
    voting_seconds: given.votingSeconds,
    approval_numerator: given.approvalNumerator,
    approval_denominator: given.approvalDenominator,
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
