#!/usr/bin/env python3
"""Peers of `make bench` that are written in Python. Each prints figures for scripts/bench and nothing else.

  bench_peers.py discrete-gaussian        samples a second of processor time of OpenDP's discrete Gaussian, scale 10
  bench_peers.py forecast-33 REFERENCE    milliseconds of processor time of the reference's three scenarios (base,
                                          pre-pandemic, further growth) for 33 boroughs to 2040, rates included, and
                                          London's plans in 2040, summed over the three
Medians of several repetitions, the first of which is not counted.
"""
import csv
import os
import statistics
import sys
import time

# The two scenarios as both sides run them: `Scenario.prePandemicByRatios` and `Scenario.furtherGrowth`.
PRE_PANDEMIC = [0.857, 0.627, 0.654, 0.803, 0.632]
GROWTH = 0.0251


def repeated(work, repeats):
    """Processor seconds of each of `repeats` calls, after one that is not counted."""
    seconds = []
    for _ in range(repeats + 1):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return seconds[1:]


def discrete_gaussian(count=50_000, repeats=7):
    import opendp.prelude as dp

    dp.enable_features("contrib", "honest-but-curious")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l2_distance(T=float)
    measurement = dp.m.make_gaussian(*space, scale=10.0)
    zeros = [0] * count
    samples = []

    def work():
        samples[:] = measurement(zeros)

    seconds = repeated(work, repeats)
    spread = sum(x * x for x in samples) / count
    if not 95 < spread < 105:
        sys.exit(f"the samples' variance is {spread}, not 100")
    print(count / statistics.median(seconds))


def forecast(reference, repeats=15):
    sys.path.insert(0, reference)
    sys.dont_write_bytecode = True
    import numpy as np
    import ehcp_model as model

    census, last = 2024, 2040
    outputs = os.path.join(reference, "outputs")
    rows = lambda name: list(csv.reader(open(os.path.join(outputs, name), newline="")))[1:]
    flows, population = {}, {}
    status = {"STAY": model.STAY, "NEW": model.NEW, "TIN": model.TIN, "LEAVE": model.LEAVE}
    for code, year, name, age, *cells in rows("partition_histograms_2023_2024.csv"):
        table = flows.setdefault(code, {}).setdefault(int(year), np.zeros((4, model.AGES, model.K)))
        table[status[name], int(age)] = [float(x) for x in cells]
    for code, year, *people in rows("borough_population.csv"):
        population.setdefault(code, {})[int(year)] = np.array([float(x) for x in people])
    total = 0.0
    ratios = np.array(PRE_PANDEMIC)[model.GROUPS]
    steps = last - census
    courses = [
        None,
        model.scen_prepandemic(census, steps, np.ones(model.AGES), ratios),
        model.scen_growth(census, steps, GROWTH, 4),
    ]

    def work():
        nonlocal total
        window = model.window(census)
        prior = model.london_rates(flows, population, window)
        total = 0.0
        for code, tables in flows.items():
            rates = model.borough_rates(tables, population[code], window, prior)
            stock = tables[census][[model.STAY, model.NEW, model.TIN]].sum(0)
            for course in courses:
                total += model.project(stock, population[code], census, steps, rates, course)[-1].sum()

    seconds = repeated(work, repeats)
    print(1000 * statistics.median(seconds), repr(float(total)))


if __name__ == "__main__":
    if sys.argv[1:] == ["discrete-gaussian"]:
        discrete_gaussian()
    elif len(sys.argv) == 3 and sys.argv[1] == "forecast-33":
        forecast(sys.argv[2])
    else:
        sys.exit(__doc__)
