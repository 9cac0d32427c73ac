import { formatOzone, type Noz } from "@stos/units";
import type { DevnetFile } from "./devnet-file.ts";

/** What a person needs after the start: what runs where, and what to type next. */
export function statusText(
  file: DevnetFile,
  { dir, ozone }: Readonly<{ dir: string; ozone: Noz }>,
): string {
  const { s3, value, meta, resourceNodes, wallets, epochSeconds } = file;
  const user = wallets["user"]?.address ?? "";
  const dirOption = ` --dir ${dir}`;
  const environment = `AWS_ACCESS_KEY_ID=${s3.accessKeyId} AWS_SECRET_ACCESS_KEY=${s3.secretAccessKey} AWS_DEFAULT_REGION=${s3.region}`;
  const remote = `:s3,provider=Other,force_path_style=true,endpoint='${s3.endpoint}',access_key_id=${s3.accessKeyId},secret_access_key=${s3.secretAccessKey}`;

  return `
Both networks run. An epoch takes ${epochSeconds} s; Ctrl-C stops everything, and a restart in the same folder goes on.

  value network   ${file.chainId.padEnd(24)} RPC ${value.rpc}   REST ${value.rest}
  meta network    ${file.metaChainId.padEnd(24)} RPC ${meta.rpc}   REST ${meta.rest}
  resource nodes  ${resourceNodes.length} (${resourceNodes.map(({ name }) => name).join(", ")})
  S3 gateway      ${s3.endpoint}   region ${s3.region}
  S3 user         ${user} with ${formatOzone(ozone)} oz of Ozone
  all of it       ${dir}/devnet.json (addresses, keys, mnemonics), ${dir}/logs

Move files with a tool that you know (in another terminal):

  rclone copy ./docs "${remote}:docs"
  ${environment} aws --endpoint-url ${s3.endpoint} s3 ls

or with the command of this project:

  npx stratos files mkbucket photos${dirOption}
  npx stratos files put README.md photos/README.md${dirOption}
  npx stratos query account user${dirOption}            the Ozone of the S3 user
  npx stratos query economy epochs${dirOption}          what each epoch paid
  npx stratos tx prepay 20stos --from user${dirOption}  buy more Ozone
  npx stratos devnet stop resource-1${dirOption}        take a node down; "start" brings it back
`;
}
