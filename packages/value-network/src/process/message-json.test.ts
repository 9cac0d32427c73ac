import { encodeMessage, MsgCreateResourceNodeSchema, MsgPrepaySchema } from "@stos/codec";
import { expect, test } from "vitest";
import { createValidatorMessage } from "../testing/staking-messages.ts";
import { messageToJson } from "./message-json.ts";

test("a PREPAY prints its fields by their names on the wire, defaults included", () => {
  const value = encodeMessage(MsgPrepaySchema, {
    sender: "st1a",
    amount: [{ denom: "wei", amount: "7" }],
    deadline: 5n,
  });
  expect(messageToJson({ typeUrl: "/stratos.sds.v1.MsgPrepay", value })).toEqual({
    sender: "st1a",
    beneficiary: "",
    amount: [{ denom: "wei", amount: "7" }],
    min_noz: "",
    deadline: "5",
  });
});

test("a node's key of a foreign type doesn't keep the message from being shown", () => {
  const value = encodeMessage(MsgCreateResourceNodeSchema, {
    networkAddress: "stsds1x",
    pubkey: { typeUrl: "/cosmos.crypto.ed25519.PubKey", value: Uint8Array.of(10, 1, 7) },
  });
  const json = messageToJson({ typeUrl: "/stratos.register.v1.MsgCreateResourceNode", value });
  expect(json).toMatchObject({
    network_address: "stsds1x",
    pubkey: { "@type": "/cosmos.crypto.ed25519.PubKey", key: "Bw==" },
  });
});

test("staking's messages print as grpc-gateway prints them: decimals with their point, keys by their type", () => {
  const { typeUrl, value } = createValidatorMessage("v", 5n);
  expect(messageToJson({ typeUrl, value })).toMatchObject({
    commission: { rate: "0.100000000000000000" },
    min_self_delegation: "1",
    pubkey: { "@type": "/cosmos.crypto.ed25519.PubKey" },
    value: { denom: "wei", amount: "5" },
  });
});

test("an unknown type is left to the caller", () => {
  expect(messageToJson({ typeUrl: "/x.Y", value: new Uint8Array() })).toBeUndefined();
});
