"""The economy of engine.part.ts as a radCAD model over numpy arrays: `python economy.py NODES EPOCHS`.

The rules are those of packages/economy, in doubles. Rewards by deposit, stake and duty are accumulators of one unit, as in
our own engine, and nothing is copied that needn't be: radCAD runs in one process, without deep copies and without substeps.
Prints one JSON object: the epochs a second of processor time, and the figures of the first epochs and of the last.
"""

import json
import sys
import time

import numpy
from radcad import Engine, Model, Simulation
from radcad.engine import Backend

STOS = 1e18
MICRO = 1e12
LOCK = 2016
CAPS = [16_819_200, 25_228_800, 29_433_600, 31_536_000, 32_587_200, 39_000_000]
REWARDS = [80, 40, 20, 10, 5, 2.5]
PERCENTS = [(60, 20), (62, 18), (64, 16), (66, 14), (68, 12), (70, 10)]
PAYMENT = 100 * STOS
SEED = 1
CHECKED = 50


def finalized(value):
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ (value >> 16)


def drawn(params, epoch):
    """Parts of a uniform draw: 32 bits by handle, lowbias32 with two keys."""
    mixed = finalized((finalized(SEED ^ 0x9E3779B9) + epoch) & 0xFFFFFFFF)
    first = numpy.uint32(finalized((mixed + 0x85EBCA6B) & 0xFFFFFFFF))
    second = numpy.uint32(finalized((mixed + 0x0BD794D6) & 0xFFFFFFFF))
    x = params["counters"] + first
    x ^= x >> numpy.uint32(16)
    x *= numpy.uint32(0x7FEB352D)
    x ^= x >> numpy.uint32(15)
    x ^= second
    x *= numpy.uint32(0x846CA68B)
    x ^= x >> numpy.uint32(16)
    return numpy.floor(params["weights"] * ((x + 0.5) * params["scale"]))


def buy_and_consume(params, _substep, _history, state):
    """PREPAY, and half of what users hold onto all nodes by capacity times a uniform factor."""
    depth = state["deposited"] + state["prepaid"] + PAYMENT
    bought = numpy.floor(state["for_sale"] * PAYMENT / depth)
    balance = state["balance"] + bought
    offered = numpy.floor(balance / 2)
    parts = drawn(params, state["epoch"])
    given = numpy.floor(parts * (offered / parts.sum()))
    excess = given.sum() - offered
    for node in range(len(given) - 1, -1, -1):
        if excess <= 0:
            break
        back = min(excess, given[node])
        given[node] -= back
        excess -= back
    return {"bought": bought, "balance": balance - given.sum(), "given": given}


def settle(params, _substep, _history, state):
    """The top 80 % by traffic, then by handle; R and M by the stage's percentages."""
    traffic = state["traffic"]
    order = numpy.argsort(-traffic, kind="stable")
    sums = numpy.cumsum(traffic[order])
    total = sums[-1]
    count = int(numpy.searchsorted(sums >= 4 * (total - sums), True)) + 1
    count = min(count, int(numpy.count_nonzero(traffic)))
    settled = numpy.zeros_like(traffic)
    settled[order[:count]] = traffic[order[:count]]
    consumed = settled.sum()

    issued = state["issued"]
    stage = next(at for at, cap in enumerate(CAPS) if issued < cap * 1e6)
    resource, meta = PERCENTS[stage]
    mined = min(REWARDS[stage] * 1e6, CAPS[stage] * 1e6 - issued)
    paid = min(
        state["prepaid"],
        (state["deposited"] + state["prepaid"]) * consumed / (state["for_sale"] + consumed),
    )
    both = paid + mined * MICRO

    row = state["epoch"] % LOCK
    rows, locked = params["rows"], params["locked"]
    rows[row] = settled
    due = locked[row]
    locked[row] = both
    return {
        "settled": settled,
        "count": count,
        "consumed": consumed,
        "paid": paid,
        "mined": mined,
        "earned": settled * (both * resource / 100 / consumed),
        "per_meta": both * meta / 100 / params["metas"],
        "per_stake": both * 20 / 100 / params["staked"],
        "locked": both - due,
        "due": due,
    }


def update(name, rule):
    return lambda params, substep, history, state, signal: (name, rule(state, signal))


BLOCKS = [
    {
        "policies": {"buy_and_consume": buy_and_consume},
        "variables": {
            "prepaid": update("prepaid", lambda state, _: state["prepaid"] + PAYMENT),
            "for_sale": update("for_sale", lambda state, buy: state["for_sale"] - buy["bought"]),
            "balance": update("balance", lambda _, buy: buy["balance"]),
            "traffic": update("traffic", lambda state, buy: state["traffic"] + buy["given"]),
        },
    },
    {
        "policies": {"settle": settle},
        "variables": {
            "epoch": update("epoch", lambda state, _: state["epoch"] + 1),
            "prepaid": update("prepaid", lambda state, epoch: state["prepaid"] - epoch["paid"]),
            "for_sale": update("for_sale", lambda state, epoch: state["for_sale"] + epoch["consumed"]),
            "traffic": update("traffic", lambda state, epoch: state["traffic"] - epoch["settled"]),
            "issued": update("issued", lambda state, epoch: state["issued"] + epoch["mined"]),
            "earned": update("earned", lambda state, epoch: state["earned"] + epoch["earned"]),
            "per_meta": update("per_meta", lambda state, epoch: state["per_meta"] + epoch["per_meta"]),
            "per_stake": update("per_stake", lambda state, epoch: state["per_stake"] + epoch["per_stake"]),
            "locked": update("locked", lambda state, epoch: state["locked"] + epoch["locked"]),
            "vested": update("vested", lambda state, epoch: state["vested"] + epoch["due"]),
            "consumed": update("consumed", lambda _, epoch: epoch["consumed"]),
            "count": update("count", lambda _, epoch: epoch["count"]),
        },
    },
]


def start(nodes):
    """Wei and noz; what is issued in millionths of a STOS. Handles 0 to NODES − 1 serve, then come 20 metas."""
    deposits = sum((1_000 + node) * STOS for node in range(nodes)) + 20 * 1_000 * STOS
    delegations = sum((10_000 + each) * STOS + 10_000 * STOS for each in range(50))
    weights = 1.0 + numpy.arange(nodes) % 7
    params = {
        "weights": weights,
        "counters": numpy.arange(nodes, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9),
        "scale": 2.0 ** (34 - int(numpy.floor(numpy.log2(weights.max()))) - 32),
        "metas": 20,
        "staked": deposits + delegations,
        "rows": numpy.zeros((LOCK, nodes)),
        "locked": numpy.zeros(LOCK),
    }
    zeros = ["epoch", "prepaid", "balance", "issued", "per_meta", "per_stake", "locked", "vested"]
    state = {name: 0.0 for name in zeros + ["consumed", "count"]}
    state.update(
        epoch=0,
        deposited=deposits,
        for_sale=1e15,
        traffic=numpy.zeros(nodes),
        earned=numpy.zeros(nodes),
    )
    return state, params


def figures_of(state):
    """In the order of `figuresOf` in radcad.part.ts. Handle 3 serves."""
    node = state["earned"][3] + 1_003 * STOS * state["per_stake"]
    return [
        float(state[name])
        for name in ["epoch", "consumed", "count", "prepaid", "for_sale", "issued", "locked", "vested"]
    ] + [float(node)]


def main():
    nodes, epochs = int(sys.argv[1]), int(sys.argv[2])
    state, params = start(nodes)
    simulation = Simulation(
        model=Model(initial_state=state, state_update_blocks=BLOCKS),
        timesteps=epochs,
        runs=1,
    )
    # Parameters stand beside the model: radCAD would copy the rows for every run.
    simulation.model.params = {name: [value] for name, value in params.items()}
    simulation.engine = Engine(backend=Backend.SINGLE_PROCESS, deepcopy=False, drop_substeps=True)

    started = time.process_time()
    results = simulation.run()
    seconds = time.process_time() - started
    checked = results[1 : CHECKED + 1] + results[-1:]
    print(
        json.dumps(
            {"epochsPerSecond": epochs / seconds, "figures": [figures_of(each) for each in checked]}
        )
    )


main()
