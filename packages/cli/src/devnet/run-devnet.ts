import { mkdir, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { noz } from "@stos/units";
import { usageError } from "../cli-error.ts";
import { homeFiles } from "../roles/home.ts";
import { readGenesisFile } from "../roles/open-home.ts";
import { ensureResourceKey } from "../roles/resource-node/init.ts";
import type { Terminal } from "../terminal.ts";
import { type ControlRequest, openControlSocket } from "./control-socket.ts";
import { describeDevnet } from "./describe-devnet.ts";
import { devnetFilePath, writeDevnetFile } from "./devnet-file.ts";
import { prepareHomes, walletOf } from "./homes.ts";
import { type DevnetLayout, devnetLayout } from "./layout.ts";
import { type DevnetShape, defaultPortBase, defaultShape } from "./options.ts";
import { type DevnetPlan, openPlan } from "./plan.ts";
import { devnetPorts, requireFreePorts } from "./ports.ts";
import {
  type DevnetAccess,
  grantGateway,
  nodesActive,
  openDevnetChains,
  prepayForUser,
  registerNodes,
} from "./provision.ts";
import { type DevnetRoles, devnetRoles } from "./roles.ts";
import { statusText } from "./status.ts";
import { Supervisor } from "./supervisor.ts";

export type DevnetRequest = Readonly<{
  dir: string;
  shape: Partial<DevnetShape>;
  portBase: number | undefined;
}>;

/** Runs the devnet until the signal aborts, a process of it fails, or its start does. */
export async function runDevnet(
  request: DevnetRequest,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const dir = resolve(request.dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  let answer = async (_: ControlRequest): Promise<string> => "starting";
  await using _control = await openControlSocket(dir, (asked) => answer(asked));

  // Whoever waits for the file waits for this start, not for the one before.
  await rm(devnetFilePath(dir), { force: true });
  const plan = await openPlan(dir, request, { shape: defaultShape, portBase: defaultPortBase });
  const layout = devnetLayout(dir);
  const roles = devnetRoles(layout, plan.shape);
  const supervisor = new Supervisor(layout.log);

  answer = (asked) => answerControl(asked, { supervisor, roles, layout });
  await requireFreePorts(devnetPorts(plan.portBase, plan.shape));
  const stopped = new Promise<void>((done) => signal.addEventListener("abort", () => done()));
  try {
    const started = startAll({ plan, layout, roles, supervisor, signal, terminal });
    started.catch(() => undefined);
    const isUp = await Promise.race([
      started.then((text) => text),
      stopped.then(() => undefined),
      supervisor.failed,
    ]);
    if (isUp === undefined) return;
    terminal.out(isUp);
    await Promise.race([stopped, supervisor.failed]);
  } finally {
    terminal.err("Stopping …");
    await supervisor.stopAll([
      ["gateway"],
      roles.resourceNodes.map(({ name }) => name),
      ["meta"],
      ["value"],
    ]);
  }
}

type Starting = Readonly<{
  plan: DevnetPlan;
  layout: DevnetLayout;
  roles: DevnetRoles;
  supervisor: Supervisor;
  signal: AbortSignal;
  terminal: Terminal;
}>;

/** Answers what to show once everything is ready. */
async function startAll(starting: Starting): Promise<string> {
  const { plan, layout, roles, supervisor, signal, terminal } = starting;
  terminal.progress("Preparing the folder …");
  await prepareHomes(plan, layout);
  terminal.progress("Starting the value network and the meta network …");
  await Promise.all([supervisor.start(roles.value), supervisor.start(roles.meta)]);

  const chains = openDevnetChains(plan);
  await using _value = chains.value;
  await using _meta = chains.meta;
  const genesis = await readGenesisFile(`${layout.value}/${homeFiles.genesis}`);
  const access: DevnetAccess = { plan, layout, ...chains, genesisHash: genesis.hash, signal };
  terminal.progress("Registering the resource nodes, buying Ozone for the S3 user …");
  await Promise.all([
    ...roles.resourceNodes.map((role) => supervisor.start(role)),
    registerNodes(access),
    prepayForUser(access).then(() => grantGateway(access)),
  ]);
  terminal.progress("Waiting for the resource nodes …");
  await Promise.all([nodesActive(access), supervisor.start(roles.gateway)]);

  const dir = dirname(layout.value);
  const file = await describeDevnet(plan, layout);
  const user = walletOf(plan, "user");
  const account = await chains.meta.get(`/stratos/meta/v1/accounts/${user.address}`, signal);
  const ozone = account?.noz("available") ?? noz(0n);
  await writeDevnetFile(dir, file);
  return statusText(file, { dir, ozone });
}

/** `devnet stop NODE` and `devnet start NODE`, by name or address. */
async function answerControl(
  request: ControlRequest,
  {
    supervisor,
    roles,
    layout,
  }: Readonly<{ supervisor: Supervisor; roles: DevnetRoles; layout: DevnetLayout }>,
): Promise<string> {
  if (request.do === "status") return "running";
  for (const [index, role] of roles.resourceNodes.entries()) {
    const { networkAddress } = await ensureResourceKey(layout.resourceNode(index));
    if (request.node !== role.name && request.node !== networkAddress) continue;
    if (request.do === "stop-node") await supervisor.stop(role.name);
    else await supervisor.start(role);
    return `${role.name} (${networkAddress}) ${request.do === "stop-node" ? "is down" : "is up"}`;
  }
  const names = roles.resourceNodes.map(({ name }) => name).join(", ");
  throw usageError(`"${request.node}" is no resource node here; there are ${names}`);
}
