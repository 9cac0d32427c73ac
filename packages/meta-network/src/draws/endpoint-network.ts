import { isIP } from "node:net";

/** The network that an endpoint stands in: /24 of IPv4, /48 of IPv6, else the host's name. Undefined for what is no http URL. */
export function endpointNetwork(endpoint: string): string | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    return undefined;

  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) === 4) return `${host.split(".").slice(0, 3).join(".")}.0/24`;
  if (isIP(host) === 6) return `${leadingGroups(host)}::/48`;
  return host;
}

/** The first three groups of 16 bits, `::` expanded. */
function leadingGroups(address: string): string {
  const [left = "", right] = address.split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right === undefined || right === "" ? [] : right.split(":");
  const zeros =
    right === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0");
  return [...head, ...zeros, ...tail]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
