import type { Accounts, Context } from "@stos/ledger";
import type { Wei } from "@stos/units";
import { metaEvent } from "../event.ts";
import { refuse } from "../failure.ts";
import { type Member, members, membershipStore } from "./state.ts";

export type Membership = Readonly<{
  get(node: string): Member | undefined;
  admit(member: Member): void;
  /** Throws `ChainError` node-unknown where it is no member. */
  changeDeposit(node: string, deposit: Wei): void;
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
    changeDeposit(node, deposit) {
      const member = known.get(node);
      if (member === undefined) throw refuse("node-unknown", `${node} is no meta node`);
      known.set(node, { ...member, deposit });
      context.emit(metaEvent("MemberDeposit", { node, deposit }));
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
