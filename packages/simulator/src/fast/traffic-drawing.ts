import type { TrafficSpread } from "../engine/simulated-economy.ts";
import type { EpochKernel } from "./epoch-kernel.ts";

/** Draws traffic with a kernel: both engines use this, so that they draw alike to the noz. */
export type TrafficDrawing = Readonly<{
  /**
   * Adds up to `ozone` (whole noz, at most 2⁵³) to the traffic of nodes by capacity times factor, each rounded down; what
   * every node got stays in the kernel's `drawn`. Answers the sum: 0 where no node has capacity.
   */
  spread(ozone: number, spread: TrafficSpread): number;
}>;

/** Over the nodes that the kernel has room for. */
export function openTrafficDrawing({
  capacity,
  functions,
  drawn,
  traffic,
}: EpochKernel): TrafficDrawing {
  return {
    spread(ozone, spread) {
      const parts = drawParts(functions, spread);
      if (parts === 0) return 0;
      const given = functions.addDrawn(ozone / parts);
      return given <= ozone ? given : takeBack(given, ozone);
    },
  };

  /** A quotient rounded up can give a few noz too much: the last nodes that got some give them back. */
  function takeBack(given: number, ozone: number): number {
    let excess = given - ozone;
    for (let node = capacity - 1; excess > 0 && node >= 0; node -= 1) {
      const back = Math.min(excess, drawn[node] ?? 0);
      drawn[node] = (drawn[node] ?? 0) - back;
      traffic[node] = (traffic[node] ?? 0) - back;
      excess -= back;
    }
    return ozone;
  }
}

function drawParts(
  functions: EpochKernel["functions"],
  { draw, seed, epoch }: TrafficSpread,
): number {
  switch (draw) {
    case "even":
      return functions.drawEven();
    case "uniform":
      return functions.drawUniform(seed, epoch);
    case "exponential":
      return functions.drawExponential(seed, epoch);
  }
}
