import { connect, type Socket } from "node:net";

/** Bytes that one read takes at most: enough for few calls, small enough for a core's cache. */
const readBytesMax = 256 * 1024;

/**
 * One TCP connection that reads into a buffer of its own over and over: a new buffer for every read costs several times as
 * much as the read. The peer waits in its window while nobody asks for more.
 */
export class ByteConnection {
  readonly #socket: Socket;
  readonly #buffer = Buffer.allocUnsafeSlow(readBytesMax);
  #unread: Uint8Array = new Uint8Array(0);
  #waiting: PromiseWithResolvers<Uint8Array> | undefined;
  #failure: Error | undefined;
  #isIdle = false;
  #isTimedOut = false;
  #hasServed = false;

  constructor({ host, port }: Readonly<{ host: string; port: number }>) {
    const callback = (length: number) => this.#take(this.#buffer.subarray(0, length));
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: { buffer: this.#buffer, callback },
    });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("timeout", () => {
      if (this.#waiting === undefined) return;
      this.#isTimedOut = true;
      this.destroy(new Error("it sends nothing"));
    });
    this.#socket.on("close", () => this.#fail(new Error("it closed the connection")));
  }

  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** Whether it failed as one does that the peer closed after exchanges that ended well: not by silence. */
  get isStale(): boolean {
    return this.#hasServed && this.#failure !== undefined && !this.#isTimedOut;
  }

  /** Whether all that was written has left this process. */
  get isSent(): boolean {
    return this.#socket.writableLength === 0;
  }

  /** Sends all pieces by as few calls as the system allows. They mustn't change until the answer has come. */
  write(pieces: Iterable<string | Uint8Array>): void {
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
  }

  /** The next bytes, unchanged until the next call. Throws where the connection ended, or nothing came for `timeoutMs`. */
  read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#unread.length > 0) {
      const unread = this.#unread;
      this.#unread = new Uint8Array(0);
      return Promise.resolve(unread);
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#waiting = Promise.withResolvers<Uint8Array>();
    this.#socket.setTimeout(timeoutMs);
    this.#socket.resume();
    return this.#waiting.promise;
  }

  /** Gives back what was read too far. */
  unread(bytes: Uint8Array): void {
    this.#unread = bytes;
  }

  /** Rests until the next exchange; it doesn't keep the process alive, and whatever comes meanwhile ends it. */
  rest(): void {
    if (this.#unread.length > 0) this.destroy(new Error("it sent more than it announced"));
    this.#hasServed = true;
    this.#isIdle = true;
    this.#socket.setTimeout(0);
    this.#socket.unref();
    this.#socket.resume();
  }

  wake(): void {
    this.#isIdle = false;
    this.#socket.ref();
  }

  destroy(reason: Error): void {
    this.#fail(reason);
    this.#socket.destroy();
  }

  onceClosed(then: () => void): void {
    this.#socket.once("close", then);
  }

  /** Answers whether to go on reading: not before these bytes are used up. */
  #take(bytes: Uint8Array): boolean {
    if (this.#isIdle) {
      this.destroy(new Error("it sent what nobody asked for"));
      return false;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#unread = bytes;
    else waiting.resolve(bytes);
    return false;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#failure);
  }
}
