import {
  GetLatestValidatorSetResponse,
  type Validator,
} from "cosmjs-types/cosmos/base/tendermint/v1beta1/query";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeExactly } from "./exact-writer.ts";

test("64-bit numbers come back as they were, inside inner messages too", () => {
  const power = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: 2n ** 31n - 2n, max: 2n ** 32n + 2n }),
  );
  fc.assert(
    fc.property(power, power, (votingPower, proposerPriority) => {
      const validator: Validator = { address: "a", votingPower, proposerPriority };
      const given = { blockHeight: votingPower, validators: [validator] };
      const bytes = encodeExactly(GetLatestValidatorSetResponse, given);
      expect(GetLatestValidatorSetResponse.decode(bytes)).toMatchObject(given);
    }),
  );
});
