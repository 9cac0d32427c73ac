import { refuse } from "../failure.ts";
import type { Description } from "./state.ts";

/** The most bytes of each field, as on the live network. */
const limits = {
  moniker: 70,
  identity: 3_000,
  website: 140,
  securityContact: 140,
  details: 280,
} as const;

/** Throws `ChainError` where a field is too long. An absent description is an empty one. */
export function parseDescription(given: Description | undefined): Description {
  const field = (name: keyof typeof limits) => {
    const text = given?.[name] ?? "";
    const bytes = Buffer.byteLength(text);
    if (bytes > limits[name])
      throw refuse(
        "register",
        "description-too-long",
        `${name} has ${bytes} bytes; at most ${limits[name]} are kept`,
      );
    return text;
  };
  return {
    moniker: field("moniker"),
    identity: field("identity"),
    website: field("website"),
    securityContact: field("securityContact"),
    details: field("details"),
  };
}
