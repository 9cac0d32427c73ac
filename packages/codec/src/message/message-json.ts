import { createRegistry, type DescMessage, fromBinary, toJson } from "@bufbuild/protobuf";
import { PubKeySchema as Ed25519PubKeySchema } from "../generated/cosmos/crypto/ed25519/keys_pb.ts";
import { PubKeySchema } from "../generated/stratos/crypto/v1/ethsecp256k1_pb.ts";

/**
 * The fields of an encoded message as the grpc-gateway prints them: names as in the `.proto`, 64-bit integers as text, bytes in
 * base64, defaults included. Undefined where the bytes are no such message.
 */
export function messageFieldsJson(schema: DescMessage, bytes: Uint8Array): object | undefined {
  try {
    const json = toJson(schema, fromBinary(schema, bytes), {
      useProtoFieldName: true,
      alwaysEmitImplicit: true,
      registry,
    });
    return typeof json === "object" && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

/** What an Any in a message of ours may hold. */
const registry = createRegistry(PubKeySchema, Ed25519PubKeySchema);
