import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digest } from "../digest.ts";
import { drawRead, drawUpload, endpointNetwork, type NodeTable } from "./index.ts";

const weights = [1n, 2n, 3n, 4n, 10n];

function tableOf(entries: readonly Partial<NodeTable["entries"][number]>[]): NodeTable {
  return {
    epoch: 0,
    entries: entries.map((entry, index) => ({
      node: `node${index}`,
      weight: 1n,
      owner: `owner${index}`,
      beneficiary: `owner${index}`,
      networks: [`10.0.${index}.0/24`],
      services: 4,
      free: 2 ** 40,
      isActive: true,
      ...entry,
    })),
  };
}

const draw = {
  seed: digest("test"),
  number: 0,
  replicas: 1,
  distinctNetworks: true,
  isPassedOver: () => false,
};

describe("drawn nodes", () => {
  test("follow their weights: chi-square over 100,000 draws", { timeout: 60_000 }, () => {
    const table = tableOf(weights.map((weight) => ({ weight })));
    const draws = 100_000;
    const counts = new Map<string, number>();
    for (let number = 0; number < draws; number += 1) {
      const [node = ""] = drawUpload({ ...draw, table, number }).nodes;
      counts.set(node, (counts.get(node) ?? 0) + 1);
    }

    const chiSquare = weights.reduce((total, weight, index) => {
      const expected = (draws * Number(weight)) / 20;
      return total + ((counts.get(`node${index}`) ?? 0) - expected) ** 2 / expected;
    }, 0);
    // 99.9 % of fair draws stay below this at 4 degrees of freedom.
    expect(chiSquare).toBeLessThan(18.47);
  });

  test("are the same again for the same number, and the prefix of a longer draw", () => {
    const table = tableOf(weights.map((weight) => ({ weight })));
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (number, replicas) => {
        const { nodes } = drawUpload({ ...draw, table, number, replicas });
        expect(nodes).toHaveLength(replicas);
        expect(new Set(nodes).size).toBe(replicas);
        expect(
          drawUpload({ ...draw, table, number, replicas: 5 }).nodes.slice(0, replicas),
        ).toEqual(nodes);
      }),
      { numRuns: 200 },
    );
  });

  test("never share an owner, a beneficiary or a network", () => {
    const table = tableOf([
      { owner: "a" },
      { owner: "a" },
      { beneficiary: "a" },
      { networks: ["n"] },
      { networks: ["n"] },
    ]);
    for (let number = 0; number < 50; number += 1) {
      const { nodes } = drawUpload({ ...draw, table, number, replicas: 5 });
      expect(nodes).toHaveLength(2);
      const inOneHall = drawUpload({
        ...draw,
        table,
        number,
        replicas: 5,
        distinctNetworks: false,
      });
      expect(inOneHall.nodes).toHaveLength(3);
    }
  });

  test("leave out those without room, service or weight, those inactive, and those passed over", () => {
    const table = tableOf([
      { free: 1 },
      { services: 1 },
      { weight: 0n },
      { isActive: false },
      {},
      {},
    ]);
    const { nodes, passedOver } = drawUpload({
      ...draw,
      table,
      replicas: 6,
      isPassedOver: (node) => node === "node4",
    });
    expect(nodes).toEqual(["node5"]);
    expect(passedOver).toEqual(["node4"]);
  });
});

test("a read tries every holder, those without weight last", () => {
  const table = tableOf([{}, { weight: 5n }, {}]);
  const order = drawRead({
    seed: draw.seed,
    number: 3,
    table,
    holders: ["node9", "node1", "node0", "node8"],
  });
  expect([...order.slice(0, 2)].sort()).toEqual(["node0", "node1"]);
  expect(order.slice(2)).toEqual(["node8", "node9"]);
});

test.each([
  ["http://10.1.2.3:80", "10.1.2.0/24"],
  ["https://[2001:db8:1::9]", "2001:db8:1::/48"],
  ["http://[::1]:9", "0:0:0::/48"],
  ["http://node.example:1", "node.example"],
  ["ftp://10.1.2.3", undefined],
  ["nothing", undefined],
])("%s stands in %s", (endpoint, network) => {
  expect(endpointNetwork(endpoint)).toBe(network);
});
