import { describe, expect, test } from "vitest";
import { moduleAccounts } from "../bank/module-accounts.ts";
import { addressOf, consensusKey, day, startBalance, stos } from "../testing/genesis.ts";
import { balanceIn, startStakingChain, validatorIn } from "../testing/staking-chain.ts";
import {
  cancelUnbondingMessage,
  createValidatorMessage,
  delegateMessage,
  editValidatorMessage,
  redelegateMessage,
  undelegateMessage,
  validatorOf,
} from "../testing/staking-messages.ts";
import { chainFrom, the } from "../testing/test-chain.ts";

const percent = 10n ** 16n;

describe("a new validator", () => {
  test("is bonded with its stake, and the engine hears its key and power", async () => {
    const chain = await startStakingChain();
    const messages = [createValidatorMessage("v3", 50n * stos)];
    const { results, validatorUpdates } = await chain.block({
      transactions: [{ by: "v3", messages }],
    });
    expect(the(results[0]).log).toBe("");
    expect(validatorUpdates).toEqual([
      { publicKey: consensusKey(addressOf("v3")).publicKey, power: 50_000n },
    ]);
    expect(await validatorIn(chain, "v3")).toMatchObject({ status: "bonded", tokens: 50n * stos });
    expect(the(results[0]).events.map(({ type }) => type)).toContain("create_validator");
    const { validatorUpdates: later } = await chain.block();
    expect(later).toEqual([]);
  });

  test.each<[string, Parameters<typeof createValidatorMessage>[2], number]>([
    ["another's consensus key", { keyOf: "v1" }, 5],
    ["a rate above its maximum", { rate: `${3n * 10n ** 17n}` }, 11],
    ["a maximum above 100 %", { maxRate: `${2n * 10n ** 18n}` }, 10],
    ["a daily change above its maximum", { maxChangeRate: `${10n ** 18n}` }, 15],
    ["less than its own minimum", { minSelfDelegation: 51n * stos }, 16],
    ["no minimum of its own", { minSelfDelegation: 0n }, 16],
    ["no name", { moniker: "" }, 41],
  ])("with %s is refused", async (_what, flaw, code) => {
    const chain = await startStakingChain();
    expect((await chain.send("v3", createValidatorMessage("v3", 50n * stos, flaw))).code).toBe(
      code,
    );
    expect(await balanceIn(chain, "v3")).toBe(startBalance);
  });

  test("of an operator that is one already is refused", async () => {
    const chain = await startStakingChain();
    const again = createValidatorMessage("v1", stos, { keyOf: "v3" });
    expect((await chain.send("v1", again)).code).toBe(4);
  });
});

test("only the strongest validators are bonded; a stronger one takes the place of the weakest", async () => {
  const staking = {
    unbonding_seconds: 100,
    max_validators: 2,
    max_entries: 7,
    min_commission_rate: "0",
  };
  const chain = await startStakingChain({ staking });
  await chain.send("v3", createValidatorMessage("v3", 50n * stos));
  expect(await validatorIn(chain, "v3")).toMatchObject({ status: "unbonded" });
  const { validatorUpdates } = await chain.block({
    transactions: [{ by: "e", messages: [delegateMessage("e", "v3", 20n * stos)] }],
  });
  expect(validatorUpdates.map(({ power }) => power).sort()).toEqual([0n, 70_000n]);
  expect(await validatorIn(chain, "v2")).toMatchObject({ status: "unbonding" });
  await chain.block({ at: 100 });
  expect(await validatorIn(chain, "v2")).toMatchObject({ status: "unbonded" });
});

test("the last validator stays, whatever happens: a chain can't go on without one", async () => {
  const chain = await startStakingChain();
  await chain.send("v2", undelegateMessage("v2", "v2", 60n * stos));
  expect(await validatorIn(chain, "v2")).toMatchObject({ status: "unbonding", isJailed: true });
  const { validatorUpdates } = await chain.block({
    transactions: [{ by: "v1", messages: [undelegateMessage("v1", "v1", 60n * stos)] }],
  });
  expect(validatorUpdates).toEqual([]);
  expect(await validatorIn(chain, "v1")).toMatchObject({ status: "bonded", isJailed: true });
});

describe("a validator's commission", () => {
  test("changes once in 24 hours, within its limits", async () => {
    const chain = await startStakingChain();
    const change = (rate: bigint) =>
      chain.send("v1", editValidatorMessage("v1", { rate: `${rate}` }));
    expect((await change(11n * percent)).code).toBe(12);
    await chain.block({ at: day });
    expect((await change(12n * percent)).code).toBe(15);
    expect((await change(11n * percent)).code).toBe(0);
    expect((await change(10n * percent)).code).toBe(12);
    expect(await validatorIn(chain, "v1")).toMatchObject({ commission: { rate: 11n * percent } });
  });

  test("and its minimum of self-delegation only rises, up to what there is", async () => {
    const chain = await startStakingChain();
    const raise = (amount: bigint) =>
      chain.send("v1", editValidatorMessage("v1", { minSelfDelegation: amount }));
    expect((await raise(61n * stos)).code).toBe(16);
    expect((await raise(50n * stos)).code).toBe(0);
    expect((await raise(50n * stos)).code).toBe(17);
    await chain.send("v1", undelegateMessage("v1", "v1", 11n * stos));
    expect(await validatorIn(chain, "v1")).toMatchObject({ isJailed: true, status: "unbonding" });
  });

  test("is its operator's to change, not another's", async () => {
    const chain = await startStakingChain();
    expect((await chain.send("v2", editValidatorMessage("v1", { moniker: "mine" }))).code).toBe(8);
  });
});

describe("undelegated STOS", () => {
  test("comes back after 21 days, to the second", async () => {
    const chain = await startStakingChain();
    const { code } = await chain.send("d", undelegateMessage("d", "v1", 15n * stos));
    expect(code).toBe(0);
    await chain.block({ at: 21 * day - 1 });
    expect(await balanceIn(chain, "d")).toBe(startBalance);
    const { events } = await chain.block({ at: 21 * day });
    expect(await balanceIn(chain, "d")).toBe(startBalance + 15n * stos);
    expect(events.map(({ type }) => type)).toContain("complete_unbonding");
    expect(await validatorIn(chain, "v1")).toMatchObject({ tokens: 85n * stos });
  });

  test("is at most what was delegated, and in at most 7 pieces at a time", async () => {
    const chain = await startStakingChain();
    expect((await chain.send("d", undelegateMessage("d", "v1", 41n * stos))).code).toBe(22);
    expect((await chain.send("e", undelegateMessage("e", "v1", 1n))).code).toBe(19);
    for (let piece = 0; piece < 7; piece += 1)
      expect((await chain.send("d", undelegateMessage("d", "v1", stos))).code).toBe(0);
    expect((await chain.send("d", undelegateMessage("d", "v1", stos))).code).toBe(27);
  });

  test("goes back to its validator when the wallet changes its mind, once", async () => {
    const chain = await startStakingChain();
    const { height } = await chain.block({
      transactions: [{ by: "d", messages: [undelegateMessage("d", "v1", 40n * stos)] }],
    });
    const cancel = (amount: bigint) =>
      chain.send("d", cancelUnbondingMessage("d", "v1", { amount: amount * stos, height }));
    expect((await cancel(41n)).code).toBe(18);
    expect((await cancel(30n)).code).toBe(0);
    expect((await cancel(30n)).code).toBe(18);
    expect((await cancel(10n)).code).toBe(0);
    expect((await cancel(1n)).code).toBe(26);
    expect(await validatorIn(chain, "v1")).toMatchObject({ tokens: 100n * stos });
    await chain.block({ at: 22 * day });
    expect(await balanceIn(chain, "d")).toBe(startBalance);
  });
});

describe("a redelegation", () => {
  test("counts at once at its target, and can't move on for 21 days", async () => {
    const chain = await startStakingChain();
    await chain.send("v3", createValidatorMessage("v3", stos));
    const move = (from: string, to: string) =>
      chain.send("d", redelegateMessage("d", { from, to }, 5n * stos));
    expect((await move("v1", "v2")).code).toBe(0);
    expect(await validatorIn(chain, "v2")).toMatchObject({ tokens: 65n * stos });
    expect((await move("v2", "v3")).code).toBe(32);
    await chain.block({ at: 21 * day });
    expect((await move("v2", "v3")).code).toBe(0);
  });

  test("goes to another validator that exists", async () => {
    const chain = await startStakingChain();
    const move = (to: string) =>
      chain.send("d", redelegateMessage("d", { from: "v1", to }, 5n * stos));
    expect((await move("v1")).code).toBe(29);
    expect((await move("v3")).code).toBe(31);
  });
});

test("a validator that nobody stakes with is gone once it is unbonded, and its wallet may begin anew", async () => {
  const chain = await startStakingChain();
  await chain.send("v2", undelegateMessage("v2", "v2", 60n * stos));
  expect(await validatorIn(chain, "v2")).toMatchObject({ shares: 0n });
  await chain.block({ at: 21 * day });
  expect(await validatorIn(chain, "v2")).toBeUndefined();
  expect((await chain.send("v2", createValidatorMessage("v2", stos))).code).toBe(0);
});

test("nobody sends to the pools, and an export comes back with the same hash and the same validators", async () => {
  const chain = await startStakingChain();
  await chain.send("d", undelegateMessage("d", "v1", stos));
  await chain.send("d", redelegateMessage("d", { from: "v1", to: "v2" }, stos));
  const exported = await chain.application.exportState();
  const restored = await chainFrom(exported, chain.now());
  expect(await restored.read(({ bank }) => bank.balance(moduleAccounts.bonded))).toBe(159n * stos);
  expect(await restored.application.exportState()).toEqual(exported);
  await restored.block({ at: 21 * day });
  expect(await balanceIn(restored, "d")).toBe(startBalance + stos);
});

test("REST answers in Cosmos' shapes", async () => {
  const chain = await startStakingChain();
  await chain.send("d", undelegateMessage("d", "v1", stos));
  const get = async (path: string, query = {}) =>
    (await chain.route(`/cosmos/staking/v1beta1/${path}`, query)).body;
  const operator = validatorOf("v1");
  expect(await get(`validators/${operator}`)).toEqual({
    validator: {
      operator_address: operator,
      consensus_pubkey: {
        "@type": "/cosmos.crypto.ed25519.PubKey",
        key: Buffer.from(consensusKey(addressOf("v1")).publicKey).toString("base64"),
      },
      jailed: false,
      status: "BOND_STATUS_BONDED",
      tokens: `${99n * stos}`,
      delegator_shares: `${99n * stos}.000000000000000000`,
      description: {
        moniker: "v1",
        identity: "",
        website: "",
        security_contact: "",
        details: "",
      },
      unbonding_height: "0",
      unbonding_time: "1970-01-01T00:00:00Z",
      commission: {
        commission_rates: {
          rate: "0.100000000000000000",
          max_rate: "1.000000000000000000",
          max_change_rate: "0.010000000000000000",
        },
        update_time: "2027-01-15T08:00:00Z",
      },
      min_self_delegation: "1",
      unbonding_on_hold_ref_count: "0",
      unbonding_ids: [],
    },
  });
  expect(await get("params")).toEqual({
    params: {
      unbonding_time: "1814400s",
      max_validators: 100,
      max_entries: 7,
      historical_entries: 0,
      bond_denom: "wei",
      min_commission_rate: "0.000000000000000000",
    },
  });
  const first = (await get("validators", { "pagination.limit": "1" })) as {
    validators: { operator_address: string }[];
    pagination: { next_key: string };
  };
  const second = (await get("validators", { "pagination.key": first.pagination.next_key })) as {
    validators: { operator_address: string }[];
  };
  const listed = [...first.validators, ...second.validators].map((each) => each.operator_address);
  expect(listed.sort()).toEqual([validatorOf("v1"), validatorOf("v2")].sort());
  expect(await get("validators", { status: "BOND_STATUS_UNBONDED" })).toEqual({
    validators: [],
    pagination: { next_key: null, total: "0" },
  });
  expect(await get(`delegators/${addressOf("d")}/unbonding_delegations`)).toMatchObject({
    unbonding_responses: [
      {
        validator_address: operator,
        entries: [{ creation_height: "1", balance: `${stos}`, initial_balance: `${stos}` }],
      },
    ],
  });
  expect(await get(`delegations/${addressOf("d")}`)).toMatchObject({
    delegation_responses: [{ balance: { denom: "wei", amount: `${39n * stos}` } }],
    pagination: { next_key: null, total: "1" },
  });
  expect(await get("pool")).toEqual({
    pool: { bonded_tokens: `${159n * stos}`, not_bonded_tokens: `${stos}` },
  });
  expect((await chain.route("/cosmos/staking/v1beta1/validators/x")).status).toBe(400);
  const key = Buffer.from('["x",1]').toString("base64");
  const wrong = await chain.route("/cosmos/staking/v1beta1/validators", { "pagination.key": key });
  expect(wrong.status).toBe(400);
});
