import { once } from "node:events";
import { Comet38Client, WebsocketClient } from "@cosmjs/tendermint-rpc";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { pair } from "../../engine/embedded/test-chain.ts";
import { type ServedChain, serveChain } from "./served-chain.ts";

test("an unmodified CosmJS client gets blocks, headers and transactions as they are decided", async () => {
  await using served = await serveChain();
  const client = await Comet38Client.create(
    new WebsocketClient(served.server.url.replace("http", "ws")),
  );
  const blocks = firstOf(client.subscribeNewBlock());
  const headers = firstOf(client.subscribeNewBlockHeader());
  const txs = firstOf(client.subscribeTx());
  const ofSender = firstOf(client.subscribeTx("message.sender='b'"));
  await subscribed(served, 4);

  await client.broadcastTxSync({ tx: pair("a=1") });
  await client.broadcastTxSync({ tx: pair("b=") });
  await served.chain.engine.makeBlock();

  const { block } = await client.block(2);
  expect((await blocks).header).toEqual(block.header);
  expect((await blocks).txs).toEqual([pair("a=1"), pair("b=")]);
  expect(await headers).toEqual(block.header);
  expect(await txs).toMatchObject({ height: 2, tx: pair("a=1"), result: { code: 0, gasUsed: 7n } });
  expect(await ofSender).toMatchObject({ tx: pair("b="), result: { code: 18 } });
  client.disconnect();
});

test("every method is answered over the websocket as over HTTP", async () => {
  await using served = await serveChain();
  await using client = await connect(served);
  const over = await client.call("block", { height: "1" });
  const response = await fetch(`${served.server.url}/block?height=1`);
  expect(over).toMatchObject({ result: ((await response.json()) as { result: unknown }).result });
});

test.each([
  ["tm.event='NewBlock'", "tendermint/event/NewBlock", ["tally.count", "tm.event"]],
  ["tm.event='NewBlockHeader'", "tendermint/event/NewBlockHeader", ["tm.event"]],
  [
    "tm.event='NewBlockEvents' AND tally.count>=1",
    "tendermint/event/NewBlockEvents",
    ["tally.count", "tm.event"],
  ],
  [
    "message.sender='k' AND tx.height=2",
    "tendermint/event/Tx",
    ["message.sender", "message.value", "tm.event", "tx.hash", "tx.height"],
  ],
  [
    "message.value CONTAINS 'v'",
    "tendermint/event/Tx",
    ["message.sender", "message.value", "tm.event", "tx.hash", "tx.height"],
  ],
  [
    "message EXISTS",
    "tendermint/event/Tx",
    ["message.sender", "message.value", "tm.event", "tx.hash", "tx.height"],
  ],
])("%s is told of a %s with its tags", async (query, type, tags) => {
  await using served = await serveChain();
  await using client = await connect(served);
  expect(await client.call("subscribe", { query })).toMatchObject({ result: {} });
  await served.chain.engine.broadcastSync(pair("k=v"));
  await served.chain.engine.makeBlock();

  const { result } = (await client.next()) as {
    result: { query: string; data: { type: string }; events: object };
  };
  expect(result).toMatchObject({ query, data: { type } });
  expect(Object.keys(result.events).sort()).toEqual(tags);
});

test("a block that changes validators tells the changes", async () => {
  await using served = await serveChain();
  await using client = await connect(served);
  await client.call("subscribe", { query: "tm.event='ValidatorSetUpdates'" });
  const [first] = await served.chain.engine.validators(1);
  const key = Buffer.from(first?.publicKey ?? []).toString("hex");
  await served.chain.engine.broadcastSync(pair(`validator:${key}=12`));
  await served.chain.engine.makeBlock();

  expect(await client.next()).toMatchObject({
    result: {
      data: {
        type: "tendermint/event/ValidatorSetUpdates",
        value: { validator_updates: [{ voting_power: "12" }] },
      },
    },
  });
});

test("nothing comes after unsubscribing, with the query spaced otherwise, too", async () => {
  await using served = await serveChain();
  await using client = await connect(served);
  await client.call("subscribe", { query: "tm.event = 'NewBlock'" });
  await client.call("subscribe", { query: "tm.event='Tx'" });
  expect(await client.call("unsubscribe", { query: "tm.event='NewBlock'" })).toMatchObject({
    result: {},
  });
  await served.chain.engine.broadcastSync(pair("a=1"));
  await served.chain.engine.makeBlock();
  expect(await client.next()).toMatchObject({ result: { query: "tm.event='Tx'" } });
  expect(await client.call("unsubscribe_all", {})).toMatchObject({ result: {} });
  await served.chain.engine.makeBlock();
  expect(await client.call("unsubscribe_all", {})).toMatchObject({
    error: { code: -32603, data: "subscription not found" },
  });
});

test("limits are refused in CometBFT's words", async () => {
  await using served = await serveChain({
    maxSubscriptionsPerClient: 2,
    maxSubscriptionClients: 1,
  });
  await using client = await connect(served);
  const refusal = async (method: string, params: object, from = client) =>
    ((await from.call(method, params)) as { error?: { data?: string } }).error?.data;
  expect(await refusal("subscribe", { query: "a.b='1'" })).toBeUndefined();
  expect(await refusal("subscribe", { query: "a.b = '1'" })).toBe("already subscribed");
  expect(await refusal("subscribe", { query: `a.b='${"x".repeat(512)}'` })).toBe(
    "maximum query length exceeded",
  );
  expect(await refusal("subscribe", { query: "a ==" })).toContain("can't read the query");
  expect(await refusal("subscribe", {})).toBe("missing query");
  expect(await refusal("subscribe", { query: "a.b='2'" })).toBeUndefined();
  expect(await refusal("subscribe", { query: "a.b='3'" })).toBe(
    "max_subscriptions_per_client 2 reached",
  );
  await using other = await connect(served);
  expect(await refusal("subscribe", { query: "a.b='1'" }, other)).toBe(
    "max_subscription_clients 1 reached",
  );
});

test("a client that doesn't read is told that it is slow, and closed", async () => {
  await using served = await serveChain({ maxBufferedBytes: 1024 * 1024 });
  await using client = await connect(served);
  await client.call("subscribe", { query: "tm.event='NewBlock'" });
  client.socket.pause();
  // More than the kernel and the node together hold for it.
  for (let block = 0; block < 24; block += 1) {
    for (let tx = 0; tx < 4; tx += 1)
      await served.chain.engine.broadcastSync(pair(`${block}.${tx}=${"x".repeat(250_000)}`));
    await served.chain.engine.makeBlock();
  }
  await subscribed(served, 0);
  const closed = once(client.socket, "close");
  client.socket.resume();
  await closed;
  expect(client.seen.at(-1)).toMatchObject({
    error: { code: -32000, data: "subscription was canceled (reason: slow client)" },
  });
  await served.chain.engine.makeBlock();
});

test("a node that stops says so to its subscribers", async () => {
  const served = await serveChain();
  const client = await connect(served);
  await client.call("subscribe", { query: "tm.event='NewBlock'" });
  const closed = once(client.socket, "close");
  await served[Symbol.asyncDispose]();
  expect((await closed)[0]).toBe(1001);
  expect(client.seen.at(-1)).toMatchObject({
    error: { code: -32000, data: "subscription was canceled (reason: CometBFT exited)" },
  });
});

test("who is silent and answers no ping is closed", async () => {
  await using served = await serveChain({ pingMs: 20 });
  const silent = new WebSocket(websocketUrl(served), { autoPong: false });
  const answering = await connect(served);
  await once(silent, "close");
  expect(await answering.call("health", {})).toMatchObject({ result: {} });
  await answering[Symbol.asyncDispose]();
});

test("too many connections and other paths are refused before they open", async () => {
  await using served = await serveChain({ maxWebsockets: 1 });
  await using client = await connect(served);
  const status = async (url: string) => {
    const socket = new WebSocket(url);
    const [error] = await once(socket, "error");
    return String(error);
  };
  expect(await status(websocketUrl(served))).toContain("503");
  expect(await status(websocketUrl(served).replace("websocket", "other"))).toContain("404");
  expect(await client.call("health", {})).toMatchObject({ result: {} });
});

test("a message over the limit closes its connection alone", async () => {
  await using served = await serveChain({ maxMessageBytes: 1000 });
  await using client = await connect(served);
  const large = await connect(served);
  const closed = once(large.socket, "close");
  large.socket.send("x".repeat(1001));
  expect((await closed)[0]).toBe(1009);
  expect(await client.call("health", {})).toMatchObject({ result: {} });
});

type Client = {
  socket: WebSocket;
  seen: unknown[];
  next(): Promise<unknown>;
  call(method: string, params: object): Promise<unknown>;
} & AsyncDisposable;

/** A bare client: `call` answers by its id, `next` the next thing that isn't an answer of `call`. */
async function connect(served: ServedChain): Promise<Client> {
  const socket = new WebSocket(websocketUrl(served));
  const seen: unknown[] = [];
  const events: unknown[] = [];
  const waiting: ((event: unknown) => void)[] = [];
  const calls = new Map<number, (answer: unknown) => void>();
  let id = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as { id: number };
    seen.push(message);
    const answered = calls.get(message.id);
    calls.delete(message.id);
    if (answered !== undefined) answered(message);
    else if (waiting.length > 0) waiting.shift()?.(message);
    else events.push(message);
  });
  await once(socket, "open");
  return {
    socket,
    seen,
    next: () =>
      events.length > 0
        ? Promise.resolve(events.shift())
        : new Promise((resolve) => waiting.push(resolve)),
    call(method, params) {
      id += 1;
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      return new Promise((resolve) => calls.set(id, resolve));
    },
    async [Symbol.asyncDispose]() {
      if (socket.readyState === socket.CLOSED) return;
      const closed = once(socket, "close");
      socket.terminate();
      await closed;
    },
  };
}

function websocketUrl({ server }: ServedChain): string {
  return `${server.url.replace("http", "ws")}/websocket`;
}

/** What CosmJS's stream gives first. */
function firstOf<T>(stream: {
  addListener(listener: { next(value: T): void; error(error: unknown): void }): void;
}): Promise<T> {
  return new Promise((resolve, reject) => {
    stream.addListener({ next: resolve, error: reject });
  });
}

/** CosmJS doesn't tell when its subscriptions stand. */
async function subscribed({ server }: ServedChain, count: number): Promise<void> {
  while (server.load().subscriptions !== count)
    await new Promise((resolve) => setImmediate(resolve));
}
