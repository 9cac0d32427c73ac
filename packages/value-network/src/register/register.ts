import type { Context } from "@stos/ledger";
import { sum, type Wei } from "@stos/units";
import {
  candidacies,
  deadlines,
  kicks,
  nodes,
  owners,
  parameters,
  type RegisteredNode,
  type RegisterParameters,
  registerStore,
  releases,
} from "./state.ts";

/** The register of resource and meta nodes as other modules may use it. */
export type Register = Readonly<{
  state: RegisterState;
  parameters(): RegisterParameters;
  node(address: string): RegisteredNode | undefined;
  /** Keeps the node and finds it by its owner. */
  setNode(address: string, node: RegisteredNode): void;
  /** Who gets what a node earns. */
  beneficiary(address: string): string;
  /** Remaining deposits of nodes that are active or suspended, not leaving (reading 18). */
  stakingDeposits(): Promise<readonly Readonly<{ id: string; amount: Wei }>[]>;
  /** Addresses of the admitted meta nodes. */
  metaNodes(): Promise<readonly string[]>;
  isActiveMeta(address: string): boolean;
  /** Whether settled traffic of the node can be paid: it is a resource node that isn't gone. */
  isPayable(address: string): boolean;
  isFrozen(address: string): boolean;
}>;

export function registerOf(context: Context): Register {
  const state = openRegister(context);
  const node = (address: string) => state.nodes.get(address);

  return {
    state,
    parameters() {
      const found = state.parameters.get();
      if (found === undefined) throw new RangeError("the register has no genesis parameters");
      return found;
    },
    node,
    setNode(address, value) {
      state.nodes.set(address, value);
      state.owners.set([value.owner, address], true);
    },
    beneficiary(address) {
      const found = node(address);
      if (found === undefined) throw new RangeError(`a reward for the unknown node ${address}`);
      return found.beneficiary;
    },
    async stakingDeposits() {
      const deposits: { id: string; amount: Wei }[] = [];
      for await (const [id, found] of state.nodes.entries()) {
        if (found.status === "active") deposits.push({ id, amount: remainingDeposit(found) });
      }
      return deposits;
    },
    async metaNodes() {
      const found: string[] = [];
      for await (const [address, { kind, status }] of state.nodes.entries()) {
        if (kind === "meta" && status === "active") found.push(address);
      }
      return found;
    },
    isActiveMeta(address) {
      const found = node(address);
      return found?.kind === "meta" && found.status === "active";
    },
    isPayable(address) {
      const found = node(address);
      return found?.kind === "resource" && found.status !== "gone";
    },
    isFrozen: (address) => node(address)?.isFrozen ?? false,
  };
}

/** What is left of a node's deposit. */
export function remainingDeposit({ tranches }: Pick<RegisteredNode, "tranches">): Wei {
  return sum(tranches.map(({ amount }) => amount));
}

type RegisterState = ReturnType<typeof openRegister>;

function openRegister(context: Context) {
  const store = context.store(registerStore);
  return {
    nodes: nodes.open(store),
    owners: owners.open(store),
    releases: releases.open(store),
    candidacies: candidacies.open(store),
    kicks: kicks.open(store),
    deadlines: deadlines.open(store),
    parameters: parameters.open(store),
  } as const;
}
