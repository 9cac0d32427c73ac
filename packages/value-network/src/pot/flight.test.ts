import { encodeMessage, OzonePurchasedSchema } from "@stos/codec";
import { expect, test } from "vitest";
import { oz } from "../testing/genesis.ts";
import { buyPaperOzone, startPaperChain } from "../testing/paper-epoch.ts";
import { conservationOf } from "./conservation.ts";
import { dropArrived, noteRefusal, ozoneInFlight } from "./flight.ts";

const body = encodeMessage(OzonePurchasedSchema, { beneficiary: "x", noz: "1" });
const packet = { number: 1, kind: "ozone-purchased", body };

test("what a refused packet carries stays in flight under its number, whatever a report has seen", async () => {
  const chain = await startPaperChain();
  await buyPaperOzone(chain);
  await chain.read(async (capabilities) => {
    const { pot } = capabilities;
    noteRefusal(capabilities, { number: 1, packet, code: 9, reason: "no" });
    expect(await ozoneInFlight(pot)).toBe(1_100n * oz);
    await dropArrived(pot, 1);
    expect(await ozoneInFlight(pot)).toBe(1_100n * oz);
    expect(pot.state.refused.get(1)).toBe(1_100n * oz);
    expect((await conservationOf(capabilities)).difference).toBe(0n);
  });
});

test("a packet that was handled stays in flight until a report has seen it", async () => {
  const chain = await startPaperChain();
  await buyPaperOzone(chain);
  await chain.read(async (capabilities) => {
    noteRefusal(capabilities, { number: 1, packet, code: 0, reason: "" });
    expect(await ozoneInFlight(capabilities.pot)).toBe(1_100n * oz);
    await dropArrived(capabilities.pot, 1);
    expect(await ozoneInFlight(capabilities.pot)).toBe(0n);
  });
});
