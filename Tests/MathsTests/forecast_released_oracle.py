#!/usr/bin/env python3
"""The reference's pipeline for noised tables (dp_release.run), changed as the product's ReleasedRates says beyond the
specification. Projection, windows and groups are the reference's own (ehcp_model.py). Prints with every digit.

  forecast_released_oracle.py REFERENCE OUTPUTS FLOWS CENSUS CELL MARGIN    prints `name value` lines; needs numpy

FLOWS: rows code,year,status,age and twelve counts, fitted to their margins, of the window's years. CELL, MARGIN: variances
of the noise in one released cell, and in one released margin of status x age.
"""
import csv
import os
import sys


def main(reference, outputs, flow_file, T, cell, margin):
    sys.path.insert(0, reference)
    sys.dont_write_bytecode = True
    import numpy as np
    import ehcp_model as em

    AGES, K, NG, GROUPS = em.AGES, em.K, em.NG, em.GROUPS
    status = {"STAY": em.STAY, "NEW": em.NEW, "TIN": em.TIN, "LEAVE": em.LEAVE}
    flows, pop = {}, {}
    with open(flow_file, newline="") as f:
        for code, year, name, age, *cells in list(csv.reader(f))[1:]:
            table = flows.setdefault(code, {}).setdefault(int(year), np.zeros((4, AGES, K)))
            table[status[name], int(age)] = [float(x) for x in cells]
    with open(os.path.join(outputs, "borough_population.csv"), newline="") as f:
        for code, year, *people in list(csv.reader(f))[1:]:
            pop.setdefault(code, {})[int(year)] = np.array([float(x) for x in people])
    codes = sorted(flows)
    win = em.window(T)
    squared = sum(w * w for _, w in win)
    row = margin * squared
    spread = K * cell
    fitted_cell = squared * (cell - cell * cell / (spread + margin)) if spread + margin > 0 else 0.0
    fitted_row = squared * spread * margin / (spread + margin) if spread + margin > 0 else 0.0

    N, I, X, L, E = {}, {}, {}, {}, {}
    for c in codes:
        pick = lambda s: sum(w * flows[c][y][s] for y, w in win)
        N[c], I[c] = em.early_arrivals(pick(em.NEW), pick(em.TIN))
        X[c], L[c] = np.vstack([pick(em.STAY)[1:], np.zeros((1, K))]), pick(em.LEAVE)
        E[c] = sum(w * pop[c][y] for y, w in win)
    whole = lambda tables: sum(tables[c] for c in codes)

    # The pool: survival by age, and how much more often plans of a need end.
    n, i, x, l, e = whole(N), whole(I), whole(X), whole(L), whole(E)
    fewest = 50 * np.sqrt(len(codes) / 33)
    xa, la = x.sum(1), l.sum(1)
    keep_age = np.zeros(AGES)
    keep_age[:25] = np.clip(xa / np.maximum(xa + la, 1), 0, 1.05)[:25]
    leaving = np.clip(1 - keep_age, 1e-4, 1)
    noise = len(codes) * fitted_cell
    ratios, gains = leaving_ratios(np, x[:25] + l[:25], l[:25], leaving[:25], noise)
    keep, arrive = np.zeros((AGES, K)), np.zeros(AGES)
    for a in range(25):
        held, rate = xa[a] + la[a], leaving[a]
        expected = (rate * ((x[a] + l[a]) * ratios[a] - gains[a] * noise * (1 - 2 * ratios[a] * rate))).sum()
        known = held > fewest and expected > 0.2 * rate * held
        scale = rate * held / expected if known else 1.0
        keep[a] = keep_age[a] if keep_age[a] > 1 else np.clip(1 - rate * ratios[a] * scale, 0, 1.1)
        if held > fewest:
            arrive[a] = min(max(i.sum(1)[a + 1] / held, 0), 0.3)
    issue = np.maximum(n.sum(1), 0.01) / e
    mix = np.zeros((NG, K))
    for g in range(NG):
        v = np.maximum(n[GROUPS == g].sum(0), 0.01)
        mix[g] = v / v.sum()
    held_pool = np.maximum(x + l, 0)

    say = lambda name, value: print(name, repr(float(value)))
    digest = 0.0
    for place, c in enumerate(codes):
        new, arrived, kept, left = N[c].sum(1), I[c].sum(1), X[c].sum(1), L[c].sum(1)
        least = 2 * np.sqrt(2 * row)
        size = max(kept.sum() + left.sum(), 0) / max(held_pool.sum(), 1)
        k = em.K_NU + row / 4
        phi = max((new.sum() + em.K_PHI) / ((issue * E[c]).sum() + em.K_PHI), 0.05)
        nu = np.maximum((new + k) / (E[c] + k / (phi * issue)), 0)
        r, tau = np.zeros((AGES, K)), np.zeros(AGES)
        for a in range(25):
            held, usual = kept[a] + left[a], keep_age[a]
            own = size * held_pool[a]
            share = (own * own / (own + em.K_R)).sum()
            strength = own.sum() * (own.sum() / share - 1) if share > 0 else em.K_R
            base = max(held + strength, least, strength / 2)
            relative = fitted_row / base ** 2
            shift = (kept[a] - usual * held) / base * (1 - 2 * relative) - relative * (2 * usual - 1)
            plans = max(held + em.K_R, least, em.K_R / 2)
            relative = fitted_row / plans ** 2
            tau[a] = min((arrive[a] + (arrived[a + 1] - arrive[a] * held) / plans) * (1 - 2 * relative), 0.3)
            r[a] = np.clip(keep[a] + shift + tau[a], 0, 1.2) - tau[a]
        pi = mix.copy()
        for g in range(NG):
            group = N[c][GROUPS == g].sum(0)
            variance, plans = fitted_cell * (GROUPS == g).sum(), max(group.sum(), 0)
            if plans <= 0:
                continue
            seen = max(plans, np.sqrt(K * variance))
            strength = em.K_PI * (1 + variance / (seen * np.maximum(mix[g] * (1 - mix[g]), 1e-9)))
            v = np.maximum(mix[g] + (group - plans * mix[g]) / (plans + strength), 0)
            pi[g] = v / v.sum() if v.sum() > 0 else mix[g]
        num, den = sum(w * pop[c][y][1:] for y, w in win), sum(w * pop[c][y - 1][:-1] for y, w in win)
        stock = flows[c][T][[em.STAY, em.NEW, em.TIN]].sum(0)
        F = em.project(stock, pop[c], T, 17, dict(nu=nu, tau=tau, r=r, pi=pi, kappa=num / den))
        for h in range(18):
            say(f"borough {c} {T + h}", F[h].sum())
        digest += (F.ravel() * ((place * 31 + np.arange(F.size)) % 97)).sum()
    say("digest", digest)


def leaving_ratios(np, held, left, rate, noise):
    """Mean of a first-order Gaussian process about 1 over ages, by need, given counts with noise: dense, by the inverse."""
    rate = rate[:, None]
    expected = rate * held
    variance = noise * ((1 - rate) ** 2 + rate ** 2) + np.maximum(held, 0) * rate * (1 - rate) + 1e-9
    product = expected * left - rate * noise
    square = np.maximum(expected ** 2 - 2 * rate ** 2 * noise, 0)
    weight = expected ** 2 / variance
    beyond = (weight * ((left - expected) ** 2 / variance - 1)).sum()
    spread = max(beyond / (weight ** 2).sum(), 1e-6) if (weight ** 2).sum() > 0 else 1e-6
    ages = np.arange(len(held))
    prior = np.linalg.inv(spread * 0.9 ** np.abs(ages[:, None] - ages[None]))
    ratios, gains = np.ones(held.shape), np.zeros(held.shape)
    for k in range(held.shape[1]):
        inverse = np.linalg.inv(prior + np.diag(square[:, k] / variance[:, k]))
        ratios[:, k] = inverse @ (prior.sum(1) + product[:, k] / variance[:, k])
        gains[:, k] = expected[:, k] / variance[:, k] * np.diag(inverse)
    return ratios, gains


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]), float(sys.argv[6]))
