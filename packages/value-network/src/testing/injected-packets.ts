import { CodecError } from "@stos/codec";
import { ChainError, type ChainFailure, type Module } from "@stos/ledger";
import { type Capabilities, valueNetwork } from "../network.ts";
import { packetHandlers } from "../packets.ts";

export type InjectedPacket = Readonly<{ kind: string; body: Uint8Array }>;

/** What the resource network would send, without the proofs: handled at a block's start as the relay handles packets. */
export function packetInjector() {
  let waiting: readonly InjectedPacket[] = [];
  let failures: (ChainFailure | undefined)[] = [];
  let number = 0;

  const module: Module<Capabilities> = {
    name: "injector",
    async beginBlock({ relay }) {
      for (const packet of waiting) {
        number += 1;
        failures.push(await refusalOf(packet, number, relay));
      }
      waiting = [];
    },
  };
  return {
    module,
    queue(packets: readonly InjectedPacket[]) {
      waiting = packets;
      failures = [];
    },
    /** Undefined for each packet that was handled. */
    failures: (): readonly (ChainFailure | undefined)[] => failures,
  };
}

async function refusalOf(
  { kind, body }: InjectedPacket,
  number: number,
  relay: Capabilities["relay"],
): Promise<ChainFailure | undefined> {
  const handler = packetHandlers[kind];
  if (handler === undefined) throw new RangeError(`no handler of ${kind}`);
  try {
    await relay.attempt((context) => handler(valueNetwork.capabilities(context), body, number));
    return undefined;
  } catch (error) {
    if (error instanceof ChainError) return error.failure;
    if (error instanceof CodecError) return { codespace: "sdk", code: 2, reason: error.message };
    throw error;
  }
}
