import { wei } from "@stos/units";
import type { GenesisRules } from "./plan.ts";

const daySeconds = 86_400;
const stos = 10n ** 18n;

/** The paper's figures; minimum deposits are free there, and 1 and 1,000 STOS here. */
export const paperRules: GenesisRules = {
  rewardLockEpochs: 2_016,
  penaltySeconds: 14 * daySeconds,
  depositLockSeconds: 180 * daySeconds,
  coolingOffSeconds: 14 * daySeconds,
  votingSeconds: 7 * daySeconds,
  resourceNodeDepositMin: wei(stos),
  metaNodeDepositMin: wei(1_000n * stos),
  replicas: { default: 3, min: 3, max: 16 },
  distinctNetworks: true,
  issuerBond: true,
  trustingPeriodSeconds: { value: 14 * daySeconds, meta: 9 * daySeconds },
};
