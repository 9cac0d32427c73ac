import { rpcMethods } from "./methods.ts";
import { websocketMethods } from "./subscription-methods.ts";

/** Every method by its name, those of the websocket too, in the order of the alphabet. */
export const methodNames: readonly string[] = [
  ...rpcMethods.keys(),
  ...Object.keys(websocketMethods),
].sort();

/** What a browser sees at `/`: a link a method, as CometBFT lists them. `host` is what the browser asked for. */
export function methodsPage(host: string): string {
  const at = host.replaceAll(/[^A-Za-z0-9.:[\]-]/g, "");
  const links = methodNames.map((name) => {
    const params = rpcMethods.get(name)?.params ?? websocketMethods[name]?.params ?? [];
    const link = `//${at}/${name}?${params.map((each) => `${each}=_`).join("&")}`;
    return `<a href="${link}">${link}</a></br>`;
  });
  return `<html><body><br>Available endpoints:<br>${links.join("")}</body></html>`;
}
