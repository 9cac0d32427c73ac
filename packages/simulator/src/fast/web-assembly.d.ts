/** What the engine uses of WebAssembly: neither es2024 nor Node's types declare it, and the DOM's would declare a browser. */
declare namespace WebAssembly {
  class Memory {
    constructor(size: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(code: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } });
    readonly exports: Record<string, unknown>;
  }
  interface Global {
    readonly value: number;
  }
}
