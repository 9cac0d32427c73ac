import { expect, test } from "vitest";
import { addressOf, ownerOf, stos } from "../testing/genesis.ts";
import { reportPackets } from "../testing/packets.ts";
import { buyPaperOzone, paperReport, startPaperChain } from "../testing/paper-epoch.ts";

async function started() {
  const chain = await startPaperChain();
  await buyPaperOzone(chain);
  await chain.block({ at: 600, packets: reportPackets(paperReport) });
  const get = async (path: string, query = {}) => (await chain.route(path, query)).body;
  return { chain, get };
}

test("conservation shows every term as a decimal string", async () => {
  const { get } = await started();
  expect(await get("/stratos/economy/v1/conservation")).toMatchObject({
    difference: "0",
    terms: {
      wei: { p: "1780000000000000002", vested: "0", inflow_prepay: "21780000000000000000" },
      noz: {
        sold: "1100000000000",
        settled: "1000000000000",
        returned: "0",
        accounts: "100000000000",
        in_flight: "0",
      },
    },
    heights: { value: "2", meta: "7" },
  });
});

test("epochs are listed newest first, in pages", async () => {
  const { chain, get } = await started();
  for (const epoch of [1, 2]) {
    const report = { ...paperReport, settled: [], epoch };
    await chain.block({ at: 600 * (epoch + 1), packets: reportPackets(report) });
  }
  const epochs = async (query: Readonly<Record<string, string>>) =>
    (await get("/stratos/economy/v1/epochs", query)) as readonly { epoch: string }[];

  expect((await epochs({})).map(({ epoch }) => epoch)).toEqual(["2", "1", "0"]);
  expect((await epochs({ limit: "1", before: "2" })).map(({ epoch }) => epoch)).toEqual(["1"]);
  expect(await epochs({ before: "0" })).toEqual([]);
  expect((await chain.route("/stratos/economy/v1/epochs", { limit: "many" })).status).toBe(400);
  expect((await chain.route("/stratos/economy/v1/epochs/9")).status).toBe(404);
  expect((await epochs({}))[2]).toMatchObject({
    settled_noz: "1000000000000",
    R: `${20n * stos}`,
    M: `${80n * stos}`,
    stage: "1",
    reported_height: "2",
    void: false,
  });
});

test("pot's routes answer as the live network's", async () => {
  const { get, chain } = await started();
  const wallet = addressOf(ownerOf("a"));
  expect(await get("/stratos/pot/v1/total_mined_token")).toEqual({
    total_mined_token: { denom: "wei", amount: `${80n * stos}` },
  });
  expect(await get("/stratos/pot/v1/total_reward/0")).toMatchObject({
    total_reward: { mining_reward: [{ denom: "wei", amount: `${80n * stos}` }] },
    is_legacy: false,
  });
  expect(await get("/stratos/pot/v1/volume_report/0")).toMatchObject({
    report_info: { epoch: "0", reference: "09".repeat(32) },
  });
  expect(await get(`/stratos/pot/v1/rewards/wallet/${wallet}/epoch/0`)).toMatchObject({
    rewards: [{ wallet_address: wallet }],
  });
  const { rewards } = (await get("/stratos/pot/v1/rewards/epoch/0")) as { rewards: unknown[] };
  expect(rewards).toHaveLength(7);
  expect(await get("/stratos/pot/v1/params")).toMatchObject({ params: { bond_denom: "wei" } });
  expect(await get("/stratos/pot/v1/metrics")).toMatchObject({
    total_mined_tokens: { amount: `${80n * stos}` },
    unissued_prepay: { amount: "1780000000000000002" },
    total_bonded_delegation: { amount: `${100n * stos}` },
  });
  expect((await chain.route("/stratos/pot/v1/total_reward/x")).status).toBe(400);
});
