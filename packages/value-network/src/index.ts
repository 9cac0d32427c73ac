export type { BankGenesis } from "./bank/genesis.ts";
export { moduleAccounts } from "./bank/module-accounts.ts";
export type { ValueCapabilities } from "./capabilities.ts";
export { type Capabilities, valueNetwork } from "./network.ts";
export type { PotGenesis } from "./pot/genesis.ts";
export {
  startValueNode,
  type ValueNode,
  type ValueNodeConfig,
} from "./process/start-value-node.ts";
export type { RegisterGenesis, RegisterGenesisNode } from "./register/genesis.ts";
export type { SlashingGenesis } from "./slashing/genesis.ts";
export type { StakingGenesis } from "./staking/genesis.ts";
