#!/usr/bin/env python3
"""Writes Tests/MathsTests/Estimation/PrivacyVectors.swift: prices of privacy to 50 digits, by other ways than the program's.

    python3 scripts/vectors/privacy.py > Tests/MathsTests/Estimation/PrivacyVectors.swift

Standard library only. Where the program searches an order or a set, this bisects on the definition itself:
  epsilon, delta   stationary point in alpha of Canonne, Kamath, Steinke 2020, proposition 12
  Gaussian tables  sum over the k-fold distribution of the noise, delta(eps) bisected
  Laplace tables   binomial coefficients as fractions
  share found      Rényi constraint of each order, best order by grid and golden section; and the normal distribution by series
"""
from decimal import Decimal as D, getcontext
from math import comb

getcontext().prec = 50
ONE, LN = D(1), lambda x: x.ln()
PI = D("3.14159265358979323846264338327950288419716939937510582097494")


def bisect(is_low, low, high, steps=170):
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if is_low(middle) else (low, middle)
    return high


def epsilon(rho, delta):
    # d/dalpha: rho + (ln(alpha) - ln(1/delta)) / (alpha-1)^2 = 0
    slope = lambda a: rho + (LN(a) + LN(delta)) / (a - 1) ** 2
    a = bisect(lambda a: slope(a) < 0, ONE + D("1e-12"), ONE + 10**9)
    return a * rho + LN(1 - 1 / a) - (LN(delta) + LN(a)) / (a - 1)


def delta(rho, eps):
    slope = lambda a: (2 * a - 1) * rho - eps + LN(1 - 1 / a)
    a = bisect(lambda a: slope(a) < 0, ONE + D("1e-40"), ONE + 10**9, 250)
    return ((a - 1) * (a * rho - eps) - LN(a - 1) + a * LN(1 - 1 / a)).exp()


def gaussian(variance, k, shift, delta):
    reach = int((2 * variance * 110).sqrt()) + 2
    single = [(-D(x * x) / (2 * variance)).exp() for x in range(-reach, reach + 1)]
    total = sum(single)
    single, law = [x / total for x in single], [ONE]
    for _ in range(k):
        law = convolve(law, single)
    middle = len(law) // 2
    pairs = [((k * shift * shift + 2 * shift * D(i - middle)) / (2 * variance), p) for i, p in enumerate(law)]
    return from_losses(pairs, delta)


def convolve(left, right):
    result = [D(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            result[i + j] += a * b
    return result


def laplace(step, k, delta):
    gain = 1 / (1 + (-step).exp())
    return from_losses([((2 * j - k) * step, comb(k, j) * gain**j * (1 - gain) ** (k - j)) for j in range(k + 1)], delta)


def from_losses(pairs, delta):
    of = lambda eps: sum(p * (1 - (eps - loss).exp()) for loss, p in pairs if loss > eps)
    return bisect(lambda eps: of(eps) > delta, D(0), max(loss for loss, _ in pairs), 60)


def most_found(rho, false_alarms):
    def divergence(p, q, t):
        return LN(p * (p / q) ** t + (1 - p) * ((1 - p) / (1 - q)) ** t)

    def excess(p, q, log_t):
        t = log_t.exp()
        return (divergence(p, q, t) - t * (1 + t) * rho) / t

    def largest(p, q):
        grid = [D(i) / 4 for i in range(-36, 37)]
        best = max(grid, key=lambda x: excess(p, q, x))
        low, high = best - D("0.25"), best + D("0.25")
        for _ in range(25):
            left, right = low + (high - low) * D("0.382"), low + (high - low) * D("0.618")
            if excess(p, q, left) < excess(p, q, right): low = left
            else: high = right
        return excess(p, q, low)

    possible = lambda t: largest(t, false_alarms) <= 0 and largest(false_alarms, t) <= 0
    return bisect(possible, false_alarms, ONE - D("1e-12"), 40)


def normal(x):
    term = total = x
    odd = 3
    while abs(term) > D("1e-45"):
        term *= x * x / odd
        total, odd = total + term, odd + 2
    return D("0.5") + total * (-x * x / 2).exp() / (2 * PI).sqrt()


def under_gaussian(rho, false_alarms):
    point = bisect(lambda x: normal(x) < false_alarms, D(-9), D(9))
    return normal(point + (2 * rho).sqrt())


def table(name, shape, rows):
    print(f"  static let {name}: [{shape}] = [")
    for row in rows:
        print("    (" + ", ".join(row) + "),")
    print("  ]")


def said(x):
    return f"{x:.20e}"


RHOS = ["0.001", "0.025", "0.1", "0.2", "0.3", "0.8", "2.63", "10"]
print("// Written by scripts/vectors/privacy.py; 21 digits of a 50-digit computation.")
print("enum PrivacyVectors {")
table("epsilon", "(rho: Double, delta: Double, epsilon: Double)",
      [(r, d, said(epsilon(D(r), D(d)))) for r in RHOS for d in ("1e-5", "1e-6", "1e-9", "1e-12")])
table("delta", "(rho: Double, epsilon: Double, delta: Double)",
      [(r, e, said(delta(D(r), D(e)))) for r in RHOS[1:] for e in ("0.05", "0.5", "1", "3", "10")
       if delta(D(r), D(e)) > D("1e-300")])
table("gaussianTables", "(variance: Double, k: Int, shift: Double, delta: Double, epsilon: Double)",
      [(v, str(k), s, d, said(gaussian(D(v), k, D(s), D(d))))
       for v, k, s in (("0.5", 1, "1"), ("1", 4, "1"), ("4", 2, "1"), ("10", 1, "1"), ("10", 2, "1"), ("10", 5, "1"), ("30", 2, "2"))
       for d in ("1e-6", "1e-9")])
table("laplaceTables", "(scale: Double, k: Int, delta: Double, epsilon: Double)",
      [(s, str(k), d, said(laplace(1 / D(s), k, D(d)))) for s in ("1", "2", "10") for k in (1, 2, 6, 40) for d in ("1e-6", "1e-9")])
table("found", "(rho: Double, most: Double, underGaussianNoise: Double)",
      [(r, said(most_found(D(r), D("0.05"))), said(under_gaussian(D(r), D("0.05")))) for r in RHOS[1:6]])
print("}")
