/** `devnet.json` as the manual promises it. */
export type DevnetFile = Readonly<{
  chainId: string;
  metaChainId: string;
  value: ChainUrls;
  meta: ChainUrls;
  s3: S3Access;
  resourceNodes: readonly ResourceNodeEntry[];
  wallets: Readonly<Record<string, WalletEntry>>;
  epochSeconds: number;
}>;

export type ChainUrls = Readonly<{ rpc: string; rest: string }>;

/** Where an S3 service is and who may use it. */
export type S3Access = Readonly<{
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}>;

export type ResourceNodeEntry = Readonly<{ name: string; address: string; url: string }>;

export type WalletEntry = Readonly<{
  address: string;
  mnemonic: string;
  keyType: "secp256k1" | "ethsecp256k1";
}>;

/** Reads the file strictly: a URL that isn't on the loopback or a field that lacks is a `RangeError`. */
export function parseDevnetFile(content: string): DevnetFile {
  const file = fieldsOf(JSON.parse(content), "devnet.json");
  const s3 = fieldsOf(file["s3"], "s3");
  return {
    chainId: text(file, "chainId"),
    metaChainId: text(file, "metaChainId"),
    value: chainUrls(file["value"], "value"),
    meta: chainUrls(file["meta"], "meta"),
    s3: {
      endpoint: loopbackUrl(s3, "endpoint"),
      region: text(s3, "region"),
      accessKeyId: text(s3, "accessKeyId"),
      secretAccessKey: text(s3, "secretAccessKey"),
    },
    resourceNodes: nodesOf(file["resourceNodes"]),
    wallets: walletsOf(file["wallets"]),
    epochSeconds: Number(file["epochSeconds"]),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function nodesOf(value: unknown): readonly ResourceNodeEntry[] {
  if (!Array.isArray(value)) throw new RangeError("resourceNodes is no list");
  return value.map((each) => {
    const node = fieldsOf(each, "resourceNodes");
    return {
      name: text(node, "name"),
      address: text(node, "address"),
      url: loopbackUrl(node, "url"),
    };
  });
}

function walletsOf(value: unknown): Readonly<Record<string, WalletEntry>> {
  const entries = Object.entries(fieldsOf(value, "wallets")).map(([name, each]) => {
    const wallet = fieldsOf(each, name);
    const keyType = text(wallet, "keyType");
    if (keyType !== "secp256k1" && keyType !== "ethsecp256k1")
      throw new RangeError(`the wallet ${name} has a key of type ${keyType}`);
    const entry: WalletEntry = {
      address: text(wallet, "address"),
      mnemonic: text(wallet, "mnemonic"),
      keyType,
    };
    return [name, entry] as const;
  });
  return Object.fromEntries(entries);
}

function chainUrls(value: unknown, name: string): ChainUrls {
  const urls = fieldsOf(value, name);
  return { rpc: loopbackUrl(urls, "rpc"), rest: loopbackUrl(urls, "rest") };
}

function loopbackUrl(fields: Fields, name: string): string {
  const url = text(fields, name);
  if (/^http:\/\/127\.0\.0\.1:\d+$/.test(url)) return url;
  throw new RangeError(`${name} is ${url}, not http://127.0.0.1:PORT`);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw new RangeError(`devnet.json lacks ${name}`);
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === "object" && value !== null) return value as Fields;
  throw new RangeError(`devnet.json lacks ${name}`);
}
