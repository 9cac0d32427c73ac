import { createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NetworkError } from "../network-error.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";

let server: Server;
let url: string;
let http: HttpClient;
/** Answers each request head with what the test says; counts connections. */
let answer: (socket: Socket, request: string) => void;
let connections: number;

beforeEach(async () => {
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    let head = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      const request = head;
      head = "";
      answer(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") return expect.fail("no port");
  url = `http://127.0.0.1:${address.port}/slices/aa`;
  http = createHttpClient({ connectionsMax: 2 });
});
afterEach(async () => {
  await http[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});

const get = (timeoutMs = 5_000, signal?: AbortSignal) =>
  http.exchange(url, { method: "GET", headers: {}, timeoutMs, signal });
const failureOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => expect.fail("it was answered"),
    (reason: unknown) => reason,
  );
  return error instanceof NetworkError ? error.failure.code : error;
};

test("a body comes whole in whatever pieces it was sent, and the connection serves again", async () => {
  const body = Buffer.alloc(1_000_000, "0123456789");
  answer = (socket) => {
    const whole = Buffer.concat([
      Buffer.from(
        `HTTP/1.1 200 OK\r\nX-Stratos-Delivered: 7\r\ncontent-length: ${body.length}\r\n\r\n`,
      ),
      body,
    ]);
    for (const [from, to] of [
      [0, 5],
      [5, 40],
      [40, 300_001],
      [300_001, whole.length],
    ] as const)
      setImmediate(() => socket.write(whole.subarray(from, to)));
  };
  for (let round = 0; round < 3; round += 1) {
    const answered = await get();
    expect(answered.headers.get("x-stratos-delivered")).toBe("7");
    expect((await answered.whole(body.length)).equals(body)).toBe(true);
  }
  expect(connections).toBe(1);
});

describe("what isn't strict HTTP/1.1 is refused, and its connection isn't used again:", () => {
  test.each([
    ["another protocol", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"],
    ["an interim answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 OK\r\n\r\n"],
    ["no length", "HTTP/1.1 200 OK\r\n\r\nok"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok"],
    ["a length with a sign", "HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nok"],
    ["a length in hexadecimal", "HTTP/1.1 200 OK\r\ncontent-length: 0x2\r\n\r\nok"],
    [
      "a transfer coding",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
    [
      "a coding and a length",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: x\r\ncontent-length: 2\r\n\r\nok",
    ],
    ["a folded line", "HTTP/1.1 200 OK\r\nx-a: 1\r\n 2\r\ncontent-length: 2\r\n\r\nok"],
    ["a bare line feed", "HTTP/1.1 200 OK\nx: 1\r\ncontent-length: 2\r\n\r\nok"],
    ["a name with a space", "HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nok"],
    ["an endless head", `HTTP/1.1 200 OK\r\nx: ${"a".repeat(20_000)}`],
  ])("%s", async (_, text) => {
    answer = (socket) => void socket.write(text, "latin1");
    expect(await failureOf(get())).toBe("answer-invalid");
    answer = (socket) => void socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    expect((await (await get()).whole(10)).length).toBe(0);
    expect(connections).toBe(2);
  });
});

test("a body cut short, a head cut short and silence are failures", async () => {
  answer = (socket) => void socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort");
  expect(await failureOf(get().then((answered) => answered.whole(10)))).toBe("unreachable");
  answer = (socket) => void socket.end("HTTP/1.1 200 OK\r\ncont");
  expect(await failureOf(get())).toBe("unreachable");
  answer = () => undefined;
  expect(await failureOf(get(50))).toBe("unreachable");
  answer = (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort");
  expect(await failureOf(get(50).then((answered) => answered.whole(10)))).toBe("unreachable");
});

test("a longer body than wanted is refused, and more than was announced ends the connection", async () => {
  answer = (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789");
  expect(await failureOf(get().then((answered) => answered.whole(9)))).toBe("answer-invalid");
  answer = (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!");
  expect(`${await (await get()).whole(9)}`).toBe("ok");
  expect(`${await (await get()).whole(9)}`).toBe("ok");
  expect(connections).toBe(3);
});

test("an abort ends a wait with its own reason", async () => {
  answer = (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort");
  const stopping = new AbortController();
  const answered = await get(5_000, stopping.signal);
  const reading = failureOf(answered.whole(10));
  const reason = new Error("enough");
  stopping.abort(reason);
  expect(await reading).toBe(reason);
});

test("a kept connection that the peer closed meanwhile is replaced", async () => {
  const ok = "HTTP/1.1 204 No Content\r\n\r\n";
  answer = (socket) => void socket.write(ok);
  await (await get()).whole(0);
  answer = (socket) => {
    answer = (next) => void next.write(ok);
    socket.destroy();
  };
  expect((await get()).status).toBe(204);
  expect(connections).toBe(2);
});

test("who finds all connections in use waits for one, or until he gives up", async () => {
  answer = (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
  const [first, second] = await Promise.all([get(), get()]);
  const third = get();
  const reason = new Error("enough");
  expect(await failureOf(get(5_000, AbortSignal.abort(reason)))).toBe(reason);
  await first?.whole(2);
  expect(`${await (await third).whole(2)}`).toBe("ok");
  second?.abandon();
  expect(connections).toBe(2);
});

test("a body of many pieces arrives as it is", async () => {
  const pieces = Array.from({ length: 2_500 }, (_, index) => Buffer.alloc(1_000, `${index},`));
  const expected = Buffer.concat(pieces);
  let received = Buffer.alloc(0);
  server.removeAllListeners("connection");
  server.on("connection", (socket) => {
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      const start = received.indexOf("\r\n\r\n") + 4;
      if (start < 4 || received.length - start < expected.length) return;
      socket.end("HTTP/1.1 201 Created\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    });
  });
  const request = {
    method: "PUT",
    headers: { "x-a": "b" },
    body: pieces,
    timeoutMs: 5_000,
  } as const;
  expect((await http.exchange(url, request)).status).toBe(201);
  const start = received.indexOf("\r\n\r\n") + 4;
  expect(received.toString("latin1", 0, start)).toContain(`content-length: ${expected.length}\r\n`);
  expect(received.subarray(start).equals(expected)).toBe(true);
});
