import {
  type ChainClient,
  createChainClient,
  createResourceNodeMessage,
  grantMessage,
  openValueNetwork,
  poll,
  TransactionSender,
  type Wallet,
  walletFromMnemonic,
} from "@stos/client";
import { exactOzoneCost } from "@stos/economy";
import { mulDivCeil, noz, wei } from "@stos/units";
import { ensureGrantKey } from "../roles/gateway/init.ts";
import { ensureResourceKey } from "../roles/resource-node/init.ts";
import { describedAs } from "../tx/description.ts";
import { registrationProof } from "../tx/node-registration.ts";
import { localUrl } from "./devnet-file.ts";
import { walletOf } from "./homes.ts";
import type { DevnetLayout } from "./layout.ts";
import type { DevnetPlan } from "./plan.ts";
import { devnetPorts } from "./ports.ts";
import { devnetStakes, resourceName, resourceOwner } from "./wallets.ts";

/** Both networks of a running devnet, and who acts on them. */
export type DevnetAccess = Readonly<{
  plan: DevnetPlan;
  layout: DevnetLayout;
  value: ChainClient;
  meta: ChainClient;
  /** Of the value network's genesis: signed statements name it. */
  genesisHash: Uint8Array;
  signal: AbortSignal;
}>;

/** Bits: 4 storage. */
const storageService = 4;
/** What the S3 user starts with: 5,000 oz. */
const firstPurchase = noz(5_000n * 10n ** 9n);
/** What may happen to the price between asking and buying: 2 %. */
const slackPercent = 102n;
/** No bound in practice: on a devnet the user's Ozone is the limit. */
const gatewayBudget = noz(10n ** 18n);
const relayTimeoutMs = 25_000;

export function openDevnetChains(plan: DevnetPlan): Readonly<{
  value: ChainClient;
  meta: ChainClient;
}> {
  const ports = devnetPorts(plan.portBase, plan.shape);
  return {
    value: createChainClient({ rpc: localUrl(ports.valueRpc), rest: localUrl(ports.valueRest) }),
    meta: createChainClient({ rpc: localUrl(ports.metaRpc), rest: localUrl(ports.metaRest) }),
  };
}

/** Registers each resource node that the value network doesn't know, by a transaction of its owner. */
export async function registerNodes(access: DevnetAccess): Promise<void> {
  const { plan } = access;
  await Promise.all(
    Array.from({ length: plan.shape.resourceNodes }, (_, index) => registerNode(access, index)),
  );
}

async function registerNode(access: DevnetAccess, index: number): Promise<void> {
  const { plan, layout, value, genesisHash, signal } = access;
  const key = await ensureResourceKey(layout.resourceNode(index));
  const known = await value.get(`/stratos/register/v1/resource_node/${key.networkAddress}`, signal);
  if (known !== undefined) return;

  const owner = walletNamed(plan, resourceOwner(index));
  const domain = { chainId: await value.chainId(signal), genesisHash };
  const message = createResourceNodeMessage({
    ...registrationProof(key, owner.address, domain),
    beneficiaryAddress: owner.address,
    deposit: devnetStakes.resourceDeposit,
    nodeType: storageService,
    description: describedAs(resourceName(index)),
  });
  await using network = openValueNetwork({ endpoints: value.endpoints, signer: owner.signer });
  await network.transact([message], { signal });
}

/** Waits until the meta chain assigns tasks to every resource node of the devnet. */
export async function nodesActive(access: DevnetAccess): Promise<void> {
  const { plan, layout, meta, signal } = access;
  for (let index = 0; index < plan.shape.resourceNodes; index += 1) {
    const { networkAddress } = await ensureResourceKey(layout.resourceNode(index));
    await poll(
      `${resourceName(index)} to become active on the meta chain`,
      async () => {
        const node = await meta.get(`/stratos/meta/v1/nodes/${networkAddress}`, signal);
        return node?.text("state") === "active" ? true : undefined;
      },
      { timeoutMs: relayTimeoutMs, signal },
    );
  }
}

/** Lets the gateway open sessions in the S3 user's name; nothing where the chain has that grant already. */
export async function grantGateway(access: DevnetAccess): Promise<void> {
  const { plan, layout, meta, signal } = access;
  const user = walletNamed(plan, "user");
  const { networkAddress } = await ensureGrantKey(layout.gateway);
  const found = await meta.get(`/stratos/meta/v1/grants/${user.address}`, signal);
  const granted = found?.objects("grants").some((grant) => grant.text("key") === networkAddress);
  if (granted === true) return;

  const message = grantMessage({
    wallet: user.address,
    key: networkAddress,
    nozPerEpoch: gatewayBudget,
    untilEpoch: Number.MAX_SAFE_INTEGER,
  });
  await new TransactionSender({ chain: meta, signer: user.signer }).send([message], { signal });
}

/** The S3 user's first purchase, unless a block holds one of his. Waits until the relay has carried it. */
export async function prepayForUser(access: DevnetAccess): Promise<void> {
  const { plan, value, meta, signal } = access;
  const user = walletNamed(plan, "user");
  if (!(await hasPrepaid(value, user.address, signal))) await prepay(access, user);
  await poll(
    "the relay to carry the user's PREPAY to the meta chain",
    async () => {
      // An account begins there with the first Ozone credited to it.
      return (await meta.account(user.address, signal)) === undefined ? undefined : true;
    },
    { timeoutMs: relayTimeoutMs, signal },
  );
}

async function hasPrepaid(
  value: ChainClient,
  address: string,
  signal: AbortSignal,
): Promise<boolean> {
  const query = `stratos.sds.v1.EventPrePay.beneficiary='"${address}"'`;
  const path = `/cosmos/tx/v1beta1/txs?limit=1&query=${encodeURIComponent(query)}`;
  const found = await value.get(path, signal);
  return found !== undefined && found.objects("tx_responses").length > 0;
}

async function prepay({ value, signal }: DevnetAccess, user: Wallet): Promise<void> {
  const curve = await value.get("/stratos/economy/v1/curve", signal);
  if (curve === undefined) throw new RangeError("the value network has no curve");
  const pool = {
    deposited: wei(BigInt(curve.text("s"))),
    prepaid: wei(BigInt(curve.text("p"))),
    forSale: noz(BigInt(curve.text("l"))),
  };
  const cost = exactOzoneCost(pool, firstPurchase);
  await using network = openValueNetwork({ endpoints: value.endpoints, signer: user.signer });
  await network.prepay(
    { amount: wei(mulDivCeil(cost, slackPercent, 100n)), nozMin: firstPurchase },
    { signal },
  );
}

export function walletNamed(plan: DevnetPlan, name: string): Wallet {
  const { mnemonic, keyType } = walletOf(plan, name);
  return walletFromMnemonic(mnemonic, keyType);
}
