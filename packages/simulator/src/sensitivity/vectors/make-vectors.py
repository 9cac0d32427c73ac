"""Makes salib.jsonl: what SALib and SciPy answer, for sobol-indices.test.ts and its neighbours.

    python3 -m venv /tmp/salib && /tmp/salib/bin/pip install SALib==1.6.0 scipy==1.17.1 numpy==2.4.6
    /tmp/salib/bin/python packages/simulator/src/sensitivity/vectors/make-vectors.py > packages/simulator/src/sensitivity/vectors/salib.jsonl
"""

import json

import numpy as np
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.sample.morris.brute import BruteForce
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import qmc


def put(name, **fields):
    print(json.dumps({"name": name, **fields}, separators=(",", ":")))


def lists(array):
    return np.asarray(array).tolist()


def problem(bounds):
    return {"num_vars": len(bounds), "names": [f"x{at + 1}" for at in range(len(bounds))], "bounds": bounds}


def sequence():
    for index in [0, 1, 2, 3, 63, 100, 1000, 65535]:
        engine = qmc.Sobol(d=64, scramble=False, bits=32)
        if index:
            engine.fast_forward(index)
        put(f"scipy sobol point {index}", index=index, point=lists(engine.random(1)[0]))


def sobol(name, bounds, evaluate, points, second):
    given = problem(bounds)
    samples = sobol_sample.sample(given, points, calc_second_order=second, scramble=False)
    outputs = evaluate(samples)
    found = sobol_analysis.analyze(given, outputs, calc_second_order=second, seed=1)
    put(
        name,
        bounds=bounds,
        points=points,
        samples=lists(samples),
        outputs=lists(outputs),
        first=lists(found["S1"]),
        total=lists(found["ST"]),
        **({"second": [found["S2"][j, k] for j in range(len(bounds)) for k in range(j + 1, len(bounds))]} if second else {}),
    )


def morris(name, bounds, evaluate, trajectories):
    given = problem(bounds)
    samples = morris_sample.sample(given, trajectories, num_levels=4, seed=7)
    outputs = evaluate(samples)
    found = morris_analysis.analyze(given, samples, outputs, num_levels=4, seed=1)
    put(
        name,
        bounds=bounds,
        samples=lists(samples),
        outputs=lists(outputs),
        mu=lists(found["mu"]),
        mu_star=lists(found["mu_star"]),
        sigma=lists(found["sigma"]),
    )


def most_spread(name, bounds, pool, chosen):
    """Of all sets of `chosen` trajectories the farthest apart, by trying each."""
    given = problem(bounds)
    samples = morris_sample.sample(given, pool, num_levels=4, seed=11)
    brute = BruteForce()
    best = brute.brute_force_most_distant(samples, pool, len(bounds), chosen)
    put(name, parameters=len(bounds), chosen=chosen, samples=lists(samples), best=[int(at) for at in best])


unit = [[0.0, 1.0]]
circle = [[-np.pi, np.pi]] * 3
sequence()
sobol("sobol ishigami", circle, Ishigami.evaluate, 32, True)
sobol("sobol g", unit * 8, Sobol_G.evaluate, 16, False)
morris("morris ishigami", circle, Ishigami.evaluate, 12)
morris("morris g", unit * 8, Sobol_G.evaluate, 6)
most_spread("most spread", unit * 4, 10, 4)
