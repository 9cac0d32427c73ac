import type { Description } from "@stos/codec";

/** A node's description with nothing but its name, or with what else is given. */
export function describedAs(
  moniker: string,
  more: Readonly<{ website?: string; details?: string }> = {},
): Description {
  const { website = "", details = "" } = more;
  return {
    $typeName: "stratos.register.v1.Description",
    moniker,
    identity: "",
    website,
    securityContact: "",
    details,
  };
}
