import { Agent, request } from "node:http";
import { type JsonReader, readJson } from "../../relayer/comet-rpc.ts";
import { EngineError } from "../engine-error.ts";

/** An answer holds a block of up to 100 MB in base64 at most. */
const answerBytesMax = 256 * 1024 * 1024;
const timeoutMs = 60_000;
/** Connections to CometBFT: one a call that runs, kept for the next. */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 16 });

/** CometBFT's refusal of a call, as its RPC tells it. */
export class CometRefusal extends EngineError {
  readonly reason: string;

  constructor(method: string, reason: string) {
    super({ code: "cometbft-refused", method, reason });
    this.reason = reason;
  }
}

export type CometClient = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
) => Promise<JsonReader>;

/** Asks the RPC at a Unix socket. Throws `CometRefusal` for what it refuses, a system error where nobody listens. */
export function cometClient(socketPath: string): CometClient {
  return async (method, params = {}) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    const answer = readJson(JSON.parse(await postToComet(socketPath, body)), method);
    const error = answer.optional("error");
    if (error === undefined) return answer.at("result");
    const reason = [error.optional("message")?.text(), error.optional("data")?.text()];
    throw new CometRefusal(method, reason.filter(Boolean).join(": "));
  };
}

/** Sends a body as it is and answers the answer's text. */
export function postToComet(socketPath: string, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        socketPath,
        agent,
        path: "/",
        method: "POST",
        headers: { "content-type": "application/json", "content-length": body.length },
        timeout: timeoutMs,
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on("data", (part: Buffer) => {
          length += part.length;
          if (length > answerBytesMax)
            asked.destroy(new RangeError(`an answer above ${answerBytesMax} bytes`));
          else parts.push(part);
        });
        response.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
        response.on("error", reject);
      },
    );
    asked.on("timeout", () =>
      asked.destroy(
        new EngineError({ code: "timed-out", waitedFor: "an answer of CometBFT's RPC", timeoutMs }),
      ),
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
