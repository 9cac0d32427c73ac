import type { Accounts, Context } from "@stos/ledger";
import { metaEvent } from "../event.ts";
import { type Member, members, membershipStore } from "./state.ts";

export type Membership = Readonly<{
  get(node: string): Member | undefined;
  admit(member: Member): void;
  /** Undefined where it was none. */
  remove(node: string): Member | undefined;
  /** In the order of their addresses. */
  all(): Promise<readonly Member[]>;
}>;

export function membershipOf(context: Context, signers: Accounts): Membership {
  const known = members.open(context.store(membershipStore));
  return {
    get: (node) => known.get(node),
    admit(member) {
      signers.ensure(member.node);
      known.set(member.node, member);
      context.emit(metaEvent("MemberAdmitted", { node: member.node, deposit: member.deposit }));
    },
    remove(node) {
      const member = known.get(node);
      if (member === undefined) return undefined;
      known.delete(node);
      context.emit(metaEvent("MemberRemoved", { node }));
      return member;
    },
    async all() {
      const found: Member[] = [];
      for await (const [, member] of known.entries()) found.push(member);
      return found;
    },
  };
}
