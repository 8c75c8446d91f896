#!/usr/bin/env python3
"""Writes Tests/NoiseTests/NoiseVectors.swift: known answers and exact probabilities for the two samplers.

    python3 scripts/vectors/noise.py > Tests/NoiseTests/NoiseVectors.swift

Written from Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential Privacy" (arXiv:2004.00010), Algorithms
1 to 3, with fractions of any length. Standard library only; nothing is taken from the program but how random bits are
used up, which the paper leaves open:
  uniform(n)    as many bits as n - 1 has, from the low end of the current word, again until below n; a rest of a word
                that is too short is dropped
  coin(a/b)     uniform(b) < a
  Algorithm 1   a coin of probability gamma/k is the coins 1/k, then gamma's factors, until one fails
  Algorithm 3   exp(-gamma) with gamma = a b, a = a1 + a2, b = b1 + b2 (whole and broken parts) is tried as a1 b1 times
                exp(-1), a1 times exp(-b2), b1 times exp(-a2), once exp(-a2 b2)
The product a b is held against the paper's gamma, exactly, at every step.
"""
from collections import Counter
from decimal import Decimal as D, getcontext
from fractions import Fraction as F
from math import isqrt

getcontext().prec = 60


class Source:
    """SplitMix64 (Steele, Lea, Flood 2014), and its words bit by bit."""

    def __init__(self, seed):
        self.state, self.pool, self.left, self.hits = seed, 0, 0, Counter()

    def word(self):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def uniform(self, n):
        width = (n - 1).bit_length()
        while True:
            if width > self.left:
                self.pool, self.left = self.word(), 64
            value = self.pool % 2**width
            self.pool, self.left = self.pool >> width, self.left - width
            if value < n:
                return value
            self.hits["uniform drawn again"] += 1

    def coin(self, p):
        part, whole = p
        return self.uniform(whole) < part

    def exp_minus(self, *factors):
        """Algorithm 1: true with probability exp(-product of factors), each a pair (part, whole) of at most 1."""
        gamma = F(1)
        for part, whole in factors:
            gamma *= F(part, whole)
        self.hits["gamma 0" if gamma == 0 else "gamma 1" if gamma == 1 else "gamma between"] += 1
        k = 1
        while all(self.coin(p) for p in [(1, k), *factors]):
            k += 1
        return k % 2 == 1


ONE = (1, 1)


def laplace_round(source, t, s):
    """One round of Algorithm 2 for scale t/s; None where it starts again."""
    u = source.uniform(t)
    if not source.exp_minus((u, t), ONE):
        source.hits["u rejected"] += 1
        return None
    v = 0
    while source.exp_minus(ONE, ONE):
        v += 1
    y = (u + t * v) // s
    negative = source.uniform(2) == 1
    if negative and y == 0:
        source.hits["negative zero rejected"] += 1
        return None
    return -y if negative else y


def laplace(source, scale):
    while True:
        y = laplace_round(source, scale.numerator, scale.denominator)
        if y is not None:
            return y


def gaussian(source, variance):
    """Algorithm 3; a rejection anywhere begins the whole round again."""
    n, d = variance.numerator, variance.denominator
    t = isqrt(n // d) + 1
    while True:
        y = laplace_round(source, t, 1)
        if y is None:
            continue
        gamma = (abs(y) - variance / t) ** 2 / (2 * variance)
        m = abs(abs(y) * d * t - n)
        (a1, a2), (b1, b2) = divmod(m, d * t * t), divmod(m, 2 * n)
        a, b = (a2, d * t * t), (b2, 2 * n)
        assert (a1 + F(*a)) * (b1 + F(*b)) == gamma
        if gamma > 1:
            source.hits["gamma above 1"] += 1
        trials = [(a1 * b1, ONE, ONE), (a1, b, ONE), (b1, a, ONE), (1, a, b)]
        if all(source.exp_minus(p, q) for times, p, q in trials for _ in range(times)):
            return y
        source.hits["proposal rejected"] += 1


def known_answers(name, draw, parameters):
    print(f"  static let {name}: [KnownAnswer] = [")
    hits = Counter()
    for parameter in parameters:
        source = Source(2025)
        values = [draw(source, parameter) for _ in range(24)]
        hits += source.hits
        print(f"    KnownAnswer({parameter.numerator}, {parameter.denominator}, nextWord: 0x{source.word():016x},")
        print(f"      {values}),")
    print("  ]")
    print("  // met: " + ", ".join(f"{word} {count}" for word, count in sorted(hits.items())))
    return hits


def laplace_law(scale):
    q = (-D(scale.denominator) / scale.numerator).exp()
    half = [(1 - q) / (1 + q) * q**k for k in range(int(90 * scale) + 3)]
    return half


def gaussian_law(variance):
    reach = int((2 * 110 * float(variance)) ** 0.5) + 3
    weights = [(-D(k * k * variance.denominator) / (2 * variance.numerator)).exp() for k in range(reach)]
    total = weights[0] + 2 * sum(weights[1:])
    return [w / total for w in weights]


def laws(name, law, parameters):
    print(f"  static let {name}: [KnownLaw] = [")
    for parameter in parameters:
        half = law(parameter)
        second = 2 * sum(k**2 * p for k, p in enumerate(half))
        fourth = 2 * sum(k**4 * p for k, p in enumerate(half))
        far = int(3 * second.sqrt()) + 1
        numbers = ", ".join(f"{x:.20e}" for x in (half[0], half[1], half[far], second, fourth))
        print(f"    KnownLaw({parameter.numerator}, {parameter.denominator}, far: {far}, {numbers}),")
    print("  ]")


SCALES = [F(1, 4), F(1, 2), F(1), F(3, 2), F(2), F(3), F(10, 3), F(7), F(10), F(100), F(65537, 1000)]
VARIANCES = [F(1, 16), F(1, 4), F(1, 2), F(5, 7), F(1), F(2), F(3), F(10, 3), F(9), F(10), F(100, 9), F(20), F(30),
             F(65537, 1000), F(100), F(123457, 1000), F(1000), F(10000)]
# The largest numerators and denominators, and the pence of one independent-school cell.
EDGE_SCALES = [F(2**40, 2**40 - 1), F(1, 2**40)]
EDGE_VARIANCES = [F(4_500_000_000_000_000), F(2**61, 2**61 - 1), F(2**61), F(1, 2**61)]

print("""// Written by scripts/vectors/noise.py.

/// The first values of a sampler on SplitMix64 seeded with 2025, and the source's next word after them.
struct KnownAnswer {
  let numerator: Int64
  let denominator: Int64
  let nextWord: UInt64
  let values: [Int64]

  init(_ numerator: Int64, _ denominator: Int64, nextWord: UInt64, _ values: [Int64]) {
    (self.numerator, self.denominator, self.nextWord, self.values) = (numerator, denominator, nextWord, values)
  }
}

/// P(0), P(1), P(far), variance and fourth moment, to 21 digits.
struct KnownLaw {
  let numerator: Int64
  let denominator: Int64
  let far: Int64
  let probabilities: (zero: Double, one: Double, far: Double)
  let variance: Double
  let fourthMoment: Double

  init(
    _ numerator: Int64, _ denominator: Int64, far: Int64, _ zero: Double, _ one: Double, _ atFar: Double,
    _ variance: Double, _ fourthMoment: Double
  ) {
    (self.numerator, self.denominator, self.far) = (numerator, denominator, far)
    probabilities = (zero, one, atFar)
    (self.variance, self.fourthMoment) = (variance, fourthMoment)
  }
}

enum NoiseVectors {""")
met = known_answers("laplace", laplace, SCALES + EDGE_SCALES)
for branch in ("gamma 0", "gamma 1", "gamma between", "u rejected", "negative zero rejected", "uniform drawn again"):
    assert met[branch], branch
met = known_answers("gaussian", gaussian, VARIANCES + EDGE_VARIANCES)
for branch in ("gamma 0", "gamma 1", "gamma between", "gamma above 1", "u rejected", "negative zero rejected",
               "proposal rejected", "uniform drawn again"):
    assert met[branch], branch
laws("laplaceLaws", laplace_law, SCALES)
laws("gaussianLaws", gaussian_law, VARIANCES)
print("}")
