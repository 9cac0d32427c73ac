import { refuse } from "../failure.ts";
import type { Validator } from "./state.ts";

type Description = Validator["description"];

/** The most bytes of each field, as in the Cosmos SDK. */
const limits = {
  moniker: 70,
  identity: 3_000,
  website: 140,
  securityContact: 140,
  details: 280,
} as const;

/** What a wallet sends for a field that stays as it is. */
const doNotModify = "[do-not-modify]";

/** Throws `ChainError` where a field is too long or the moniker is empty. */
export function parseValidatorDescription(given: Description): Description {
  const field = (name: keyof typeof limits) => {
    const text = given[name];
    const size = Buffer.byteLength(text);
    if (size > limits[name])
      throw refuse(
        "staking",
        "description-invalid",
        `${name} has ${size} bytes; at most ${limits[name]} are kept`,
      );
    return text;
  };
  if (given.moniker === "")
    throw refuse("staking", "description-invalid", "the moniker is empty; give the validator one");
  return {
    moniker: field("moniker"),
    identity: field("identity"),
    website: field("website"),
    securityContact: field("securityContact"),
    details: field("details"),
  };
}

/** The description with what `changes` says in the place of what it had. */
export function editedDescription(before: Description, changes: Description): Description {
  const field = (name: keyof Description) =>
    changes[name] === doNotModify ? before[name] : changes[name];
  return parseValidatorDescription({
    moniker: field("moniker"),
    identity: field("identity"),
    website: field("website"),
    securityContact: field("securityContact"),
    details: field("details"),
  });
}
