import type { EconomyFigures } from "../engine/simulated-economy.ts";
import type { FastState } from "./fast-state.ts";
import { amountOf } from "./long-sum.ts";
import { fastStage, microWei } from "./pool-rules.ts";

/** The state's figures, read when they are asked for. */
export function liveFigures(state: FastState): EconomyFigures {
  const { pool } = state;
  return {
    get epoch() {
      return state.epoch;
    },
    get deposited() {
      return pool.deposited;
    },
    get prepaid() {
      return pool.prepaid;
    },
    get forSale() {
      return pool.forSale;
    },
    get outstanding() {
      return pool.outstanding;
    },
    get issued() {
      return pool.issuedMicro * microWei + pool.issuedWei;
    },
    get miningPool() {
      return pool.miningPoolMicro * microWei;
    },
    get stage() {
      return fastStage(pool.issuedMicro).stage;
    },
    get price() {
      return (pool.deposited + pool.prepaid) / pool.forSale;
    },
    get activeResourceNodes() {
      return state.active.resource;
    },
    get activeMetaNodes() {
      return state.active.meta;
    },
    get deposits() {
      return state.deposits;
    },
    get locked() {
      return state.locked;
    },
    get vested() {
      return amountOf(state.vested);
    },
    get released() {
      return state.released;
    },
    get community() {
      return state.community;
    },
    get returned() {
      return state.returnedMicro * microWei;
    },
    get inflow() {
      return amountOf(state.inflow);
    },
    get balances() {
      let sum = 0;
      for (const balance of state.balances) sum += balance;
      return sum;
    },
    get traffic() {
      return state.traffic;
    },
  };
}
