#!/usr/bin/env python3
"""Runs the reference's own model (ehcp_model.py) on flow tables and printed populations, with every digit.

  forecast_oracle.py REFERENCE OUTPUTS FLOWS CENSUS    prints `name value` lines; needs numpy

FLOWS: rows code,year,status,age and twelve counts, of the window's years and of the pre-pandemic flow year 2020.
"""
import csv
import os
import sys


def main(reference, outputs, flow_file, census):
    sys.path.insert(0, reference)
    sys.dont_write_bytecode = True
    import numpy as np
    import ehcp_model as em

    rows = lambda path: list(csv.reader(open(path, newline="")))[1:]
    status = {"STAY": em.STAY, "NEW": em.NEW, "TIN": em.TIN, "LEAVE": em.LEAVE}
    flows, pop, placed = {}, {}, {}
    for code, year, name, age, *cells in rows(flow_file):
        table = flows.setdefault(code, {}).setdefault(int(year), np.zeros((4, em.AGES, em.K)))
        table[status[name], int(age)] = [float(x) for x in cells]
    for code, year, *people in rows(os.path.join(outputs, "borough_population.csv")):
        pop.setdefault(code, {})[int(year)] = np.array([float(x) for x in people])
    codes = sorted(flows)
    for code in codes:
        placed[code] = np.zeros((5, em.K, 6))
    for code, phase, need, *cells in rows(os.path.join(outputs, f"placements_{census}.csv")):
        placed[code][em.PHASES.index(phase), em.NEEDS.index(need)] = [float(x) for x in cells]

    T, HZ = census, 17
    win = em.window(T)
    prior = em.london_rates(flows, pop, win)
    rates = {c: em.borough_rates(flows[c], pop[c], win, prior) for c in codes}
    stock = {c: flows[c][T][[em.STAY, em.NEW, em.TIN]].sum(0) for c in codes}
    pool = sum(placed.values())
    shares = {c: em.placement_shares(placed[c], pool) for c in codes}
    run = lambda f=None: {c: em.project(stock[c], pop[c], T, HZ, rates[c], f) for c in codes}
    total = lambda forecasts: sum(x.sum((1, 2)) for x in forecasts.values())

    before = em.london_rates(flows, pop, [(2020, 1.0)])
    e20, now = sum(pop[c][2020] for c in codes), sum(pop[c][T] for c in codes)
    nu20, nu = np.zeros(em.AGES), np.zeros(em.AGES)
    for g in range(em.NG):
        s = em.GROUPS == g
        nu20[s] = (before["nu"][s] * e20[s]).sum() / e20[s].sum()
        nu[s] = (prior["nu"][s] * now[s]).sum() / now[s].sum()
    lo, hi = 0.0, 0.4
    for _ in range(40):
        growth = (lo + hi) / 2
        if total(run(em.scen_growth(T, HZ, growth, 4)))[2032 - T] < 140000.0:
            lo = growth
        else:
            hi = growth
    base = run()
    say = lambda name, value: print(name, repr(float(value)))
    for c in codes:
        for h in range(HZ + 1):
            say(f"borough {c} {T + h}", base[c][h].sum())
            for n in range(em.K):
                say(f"need {c} {T + h} {n}", base[c][h, :, n].sum())
    for name, forecasts in (("pre", run(em.scen_prepandemic(T, HZ, nu, nu20))), ("growth", run(em.scen_growth(T, HZ, growth, 4)))):
        for h, value in enumerate(total(forecasts)):
            say(f"{name} {T + h}", value)
    say("rate", growth)
    for h, table in enumerate(sum(em.placements(base[c], shares[c]) for c in codes)):
        for p in range(5):
            for s in range(6):
                say(f"placed {T + h} {p} {s}", table[p, s])
    for a in range(em.AGES):
        say(f"issue {a}", prior["nu"][a])
        say(f"arrive {a}", prior["tau"][a])
        for n in range(em.K):
            say(f"keep {a} {n}", prior["r"][a, n])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
