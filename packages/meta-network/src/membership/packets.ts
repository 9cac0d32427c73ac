import { decodeMessage, isAddress, MetaAdmittedSchema, MetaRemovedSchema } from "@stos/codec";
import { wei } from "@stos/units";
import { refuse } from "../failure.ts";
import type { Membership } from "./membership.ts";

type Needs = Readonly<{ membership: Membership }>;

/** `meta-admitted`: its issuer's key and endpoint aren't in the packet, so it issues nothing until it announces them. */
export function admitMember({ membership }: Needs, body: Uint8Array): void {
  const { node, consensusKey, deposit } = decodeMessage(MetaAdmittedSchema, body);
  if (!isAddress("stsds", node) || consensusKey.length !== 32 || !/^\d{1,77}$/.test(deposit))
    throw refuse("packet-refused", "no well-formed admission");

  const known = membership.get(node);
  membership.admit({
    node,
    consensusKey,
    issuerKey: known?.issuerKey,
    issuerUrl: known?.issuerUrl ?? "",
    deposit: wei(BigInt(deposit)),
    generation: known?.generation ?? 1,
  });
}

/** `meta-removed` */
export function removeMember({ membership }: Needs, body: Uint8Array): void {
  const { node } = decodeMessage(MetaRemovedSchema, body);
  if (membership.remove(node) === undefined)
    throw refuse("packet-refused", `${node} is no meta node`);
}
