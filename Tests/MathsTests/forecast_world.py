#!/usr/bin/env python3
"""Another London of the reference: its own simulation from another seed, fitted as its usual one.

  forecast_world.py REFERENCE SEED FOLDER    writes spells.csv and borough_population.csv to FOLDER; needs numpy
"""
import csv
import gzip
import json
import os
import sys


def main(reference, seed, folder):
    sys.path.insert(0, reference)
    sys.dont_write_bytecode = True
    import numpy as np
    import synthetic_london as sl

    population = sl.population()
    with open(os.path.join(reference, "outputs", "theta.json")) as f:
        theta = np.array(json.load(f))
    people = sl.simulate(theta, population, seed=seed)
    packed, plain = os.path.join(folder, "spells.csv.gz"), os.path.join(folder, "spells.csv")
    sl.write_people(people, packed, seed=seed + 1)
    with gzip.open(packed) as read, open(plain, "wb") as write:
        write.write(read.read())
    with open(os.path.join(folder, "borough_population.csv"), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["code", "year"] + list(range(26)))
        for code in people.codes:
            for year in range(sl.Y0, sl.YF + 1):
                w.writerow([code, year] + [round(v, 4) for v in population[code][year]])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
