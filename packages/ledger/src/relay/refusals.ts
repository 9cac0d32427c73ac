import { CodecError } from "@stos/codec";
import { LightClientError } from "@stos/light-client";
import { sdkError } from "../chain-error.ts";

/** What a submitter brings is verified here: that it doesn't hold is a refusal. */
export function verifying<T>(verify: () => T): T {
  try {
    return verify();
  } catch (error) {
    if (error instanceof LightClientError) {
      throw sdkError("invalid-request", `${error.message} (${error.failure.code})`);
    }
    if (error instanceof CodecError) throw sdkError("invalid-request", error.message);
    throw error;
  }
}
