#!/usr/bin/env python3
"""Writes the vectors of protocol version 1, the plan files, and nothing else.

The vectors are static: they are committed, and tests read them. This script made them once, independently of the
Swift implementation (its own canonical JSON, its own signatures), and makes the same bytes when run again.
Needs Python 3.11 and the package `cryptography` (45 or later). Run it from anywhere: `python3 generate.py`.
"""
import base64, datetime, hashlib, json, pathlib
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "v1"
RELEASE = "application/vnd.boroughwise.release+json;v=1"
RECEIPT = "application/vnd.boroughwise.receipt+json;v=1"
# Test 1 of RFC 8032 section 7.1. Everybody knows this key: it signs vectors only.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
KEY_ID = hashlib.sha256(PUBLIC).hexdigest()[:16]


def canonical(value) -> bytes:
    """RFC 8785 for this protocol's subset: ASCII keys, integers, no null."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write(kind: str, name: str, outcome: str, about: str, data: bytes):
    folder = OUT / kind
    folder.mkdir(parents=True, exist_ok=True)
    vector = {"about": about, "input_base64": b64(data), "outcome": outcome}
    (folder / f"{name}.json").write_text(json.dumps(vector, indent=2) + "\n")


def changed(value, **changes):
    """A copy with members replaced, or removed where the new value is `...`."""
    copy = json.loads(json.dumps(value))
    for name, new in changes.items():
        if new is ...:
            del copy[name]
        else:
            copy[name] = new
    return copy


def replaced(data: bytes, old: str, new: str) -> bytes:
    assert data.count(old.encode()) >= 1, old
    return data.replace(old.encode(), new.encode(), 1)


# Plans --------------------------------------------------------------------------------------------------------

def axis(name, labels):
    return {"name": name, "labels": labels}


NEEDS = "ASD SLCN SEMH MLD SLD PMLD SPLD HI VI MSI PD OTH".split()
STATUS = axis("status", "STAY NEW TIN LEAVE".split())
AGE = axis("age", [str(age) for age in range(26)])
NEED = axis("need", NEEDS)
PHASE = axis("phase", "EY PRI SEC P16 P19".split())
SECTOR = axis("sector", "MS RP SS IN FE OT".split())
COUNT = {"kind": "count"}


def statistic(id, kind, year, axes, bound, rho):
    return {"id": id, "kind": kind, "dataYear": year, "axes": axes, "bound": bound, "rho": rho}


def london_send_1():
    statistics = []
    for year in (2024, 2025):
        statistics.append(statistic(f"flow-{year}-cross", "flow-cross", year, [STATUS, AGE, NEED], COUNT, [1, 20]))
        statistics.append(statistic(f"flow-{year}-margin", "flow-margin", year, [STATUS, AGE], COUNT, [1, 20]))
    cells = [PHASE, NEED, SECTOR]
    caps = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]
    statistics.append(statistic("stock-2025", "stock", 2025, cells, COUNT, [1, 20]))
    statistics.append(statistic("cost-persons-2025", "cost-persons", 2025, cells, COUNT, [1, 40]))
    statistics.append(statistic("cost-pence-2025", "cost-pence", 2025, cells,
                                {"kind": "centred-amount", "axis": "sector", "caps": caps}, [1, 40]))
    return {"format": "boroughwise-plan-1", "id": "london-send-1", "censusYear": 2025, "forecastYears": 16,
            "statistics": statistics}


CAPS = [4_000_000, 6_000_000, 8_000_000, 30_000_000, 8_000_000, 8_000_000]
CLAMP = axis("clamp", ["BELOW", "ABOVE"])


def bands(edges):
    """The axis of bands and the bound that go with edges in pence."""
    labels = [str(edge) for edge in edges]
    labels[-1] += "+"
    return axis("band", labels), {"kind": "banded", "edges": edges}


def london_send_2():
    """As london-send-1, with costs by phase and sector, by bands, and clamped."""
    plan = london_send_1()
    plan.update(format="boroughwise-plan-3", id="london-send-2", sets=[])
    series = [100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900]
    edges = [0] + [number * 10**power for power in range(6) for number in series
                   if 400_000 <= number * 10**power < 30_000_000] + [30_000_000]
    band, banded = bands(edges)
    plan["statistics"] = [one for one in plan["statistics"] if not one["kind"].startswith("cost")] + [
        statistic("cost-persons-2025", "cost-persons", 2025, [PHASE, SECTOR], COUNT, [1, 100]),
        statistic("cost-pence-2025", "cost-pence", 2025, [PHASE, SECTOR],
                  {"kind": "centred-amount", "axis": "sector", "caps": CAPS}, [1, 50]),
        statistic("cost-bands-2025", "cost-bands", 2025, [SECTOR, band], banded, [3, 200]),
        statistic("cost-clamped-2025", "cost-clamped", 2025, [SECTOR, CLAMP],
                  {"kind": "clamped", "axis": "sector", "caps": CAPS}, [1, 200]),
    ]
    return plan


# The four sums of the four days that the strategy four-days-1 releases.
FOUR_DAYS = [[5, -6, -6, 5], [5, 1, 1, 5], [1, 9, -9, -1], [7, -4, 4, -7]]
SUM = axis("sum", ["S1", "S2", "S3", "S4"])
SEGMENT = {"kind": "segment", "strategy": "four-days-1"}
CONTRASTS = {"kind": "contrasts"}


def squared_sensitivity(weights):
    """The largest squared length that the change of one person can have, who counts on a run of days."""
    days = range(len(weights[0]))
    return max(sum(sum(row[first:last + 1])**2 for row in weights) for first in days for last in days if last >= first)


def london_send_3():
    """As london-send-2, with quarter days for a fifth of the price of the stock."""
    plan = london_send_2()
    plan.update(format="boroughwise-plan-4", id="london-send-3")
    for one in plan["statistics"]:
        if one["kind"] == "stock":
            one["rho"] = [1, 25]
    cohort = axis("cohort", [str(age) for age in range(27)])
    plan["statistics"] += [
        statistic("quarter-stock-2025-cohort", "quarter-stock", 2025, [cohort, SUM], SEGMENT, [1, 200]),
        statistic("quarter-stock-2025-total", "quarter-stock", 2025, [SUM], SEGMENT, [1, 200]),
    ]
    return plan


def vector_plan():
    """A plan small enough to read: every kind of bound, tables of a few cells."""
    return {"format": "boroughwise-plan-1", "id": "vector-plan-1", "censusYear": 2025, "forecastYears": 1,
            "statistics": [
                statistic("flow-2025-margin", "flow-margin", 2025, [axis("status", ["STAY", "NEW"]),
                                                                    axis("age", ["4", "5", "6"])], COUNT, [1, 20]),
                statistic("stock-2025", "stock", 2025, [axis("need", ["ASD", "OTH"])], COUNT, [3, 100]),
                statistic("cost-pence-2025", "cost-pence", 2025, [axis("phase", ["PRI", "SEC"]),
                                                                  axis("sector", ["MS", "IN"])],
                          {"kind": "centred-amount", "axis": "sector", "caps": [4_000_000, 30_000_000]}, [1, 40]),
            ]}


def cell_count(statistic):
    count = 1
    for one in statistic["axes"]:
        count *= len(one["labels"])
    return count


def sizes(statistic):
    return [len(one["labels"]) for one in statistic["axes"]]


def one_person(statistic):
    """A table in which the last cell counts one person, and nobody else is anywhere."""
    return [0] * (cell_count(statistic) - 1) + [1]


def contrasts(counts, sizes):
    """Along one axis after the other: n times the cell less the sum along the axis. Row-major."""
    cells, stride = list(counts), 1
    for n in reversed(sizes):
        before = cells
        cells = [n * value - sum(before[place - place // stride % n * stride + step * stride] for step in range(n))
                 for place, value in enumerate(before)]
        stride *= n
    return cells


def variances(statistic):
    from fractions import Fraction
    bound = statistic["bound"]
    squares = {"centred-amount": lambda: [(cap // 2)**2 for cap in bound["caps"]],
               "segment": lambda: [squared_sensitivity(FOUR_DAYS)],
               "contrasts": lambda: [sum(step**2 for step in contrasts(one_person(statistic), sizes(statistic)))],
               }.get(bound["kind"], lambda: [1])()
    exact = [Fraction(square) / (2 * Fraction(*statistic["rho"])) for square in squares]
    return [[value.numerator, value.denominator] for value in exact]


def message(plan, borough="E09000005"):
    """Cells that look like counts, from a fixed rule; fictional."""
    tables = []
    for number, one in enumerate(plan["statistics"]):
        scale = 1_000_003 if one["kind"] == "cost-pence" else 1
        cells = [((37 * cell + 11 * number) % 29 - 4) * scale for cell in range(cell_count(one))]
        tables.append({"statistic": one["id"], "cells": cells, "variance": variances(one)})
    years = plan["forecastYears"]
    return {"borough": borough, "censusYear": plan["censusYear"], "planID": plan["id"],
            "planSHA256": hashlib.sha256(canonical(plan)).hexdigest(), "release": "00112233445566778899aabbccddeeff",
            "populationSHA256": hashlib.sha256(b"population file of the vectors").hexdigest(), "tables": tables,
            "forecast": {"method": "cohort-1", "firstYear": plan["censusYear"], "years": years,
                         "cells": [1000 * (cell % 60) + 7 * (cell // 60) for cell in range(60 * years)]}}


def plans():
    plan = london_send_1()
    (HERE.parent / "plans").mkdir(exist_ok=True)
    (HERE.parent / "plans" / "london-send-1.json").write_bytes(canonical(plan))
    (HERE.parent / "plans" / "london-send-2.json").write_bytes(canonical(london_send_2()))
    (HERE.parent / "plans" / "london-send-3.json").write_bytes(canonical(london_send_3()))
    small = vector_plan()
    (OUT / "vector-plan-1.json").write_bytes(canonical(small))
    kind = "plan"
    write(kind, "happy-path", "accept", "a small plan with both kinds of bound", canonical(small))
    write(kind, "happy-path-london-send-1", "accept", "the plan london-send-1", canonical(plan))

    def bad(name, about, edit, outcome="malformed"):
        copy = json.loads(json.dumps(small))
        edit(copy)
        write(kind, name, outcome, about, canonical(copy))

    bad("unknown-format", "a format name of another version", lambda p: p.update(format="boroughwise-plan-2"))
    bad("statistic-twice", "one id for two statistics", lambda p: p["statistics"].append(p["statistics"][0]))
    bad("no-statistics", "a plan that asks for nothing", lambda p: p.update(statistics=[]))
    bad("rho-not-lowest-terms", "2/40 in place of 1/20", lambda p: p["statistics"][0].update(rho=[2, 40]))
    bad("rho-zero", "a statistic that claims to cost nothing", lambda p: p["statistics"][0].update(rho=[0, 1]))
    bad("rho-negative", "a statistic that would give budget back",
        lambda p: p["statistics"][0].update(rho=[-1, 20]))
    bad("rho-above-one", "more than one whole unit for one statistic",
        lambda p: p["statistics"][0].update(rho=[2, 1]))
    bad("label-twice", "two cells with the same name", lambda p: p["statistics"][1]["axes"][0].update(labels=["ASD", "ASD"]))
    bad("axis-twice", "the same axis twice in one statistic",
        lambda p: p["statistics"][1]["axes"].append(p["statistics"][1]["axes"][0]))
    bad("label-with-space", "free text in the place of a label",
        lambda p: p["statistics"][1]["axes"][0].update(labels=["ASD", "two words"]))
    bad("odd-cap", "half of an odd cap is not a whole number of pence",
        lambda p: p["statistics"][2]["bound"].update(caps=[4_000_001, 30_000_000]))
    bad("caps-too-few", "one cap for an axis of two labels",
        lambda p: p["statistics"][2]["bound"].update(caps=[4_000_000]))
    bad("bound-on-unknown-axis", "caps for an axis that the statistic lacks",
        lambda p: p["statistics"][2]["bound"].update(axis="need"))
    bad("count-bound-for-pence", "an amount whose bound is that of a count",
        lambda p: p["statistics"][2].update(bound={"kind": "count"}))
    bad("unknown-kind", "a statistic outside the closed list", lambda p: p["statistics"][0].update(kind="names"))
    bad("too-many-cells", "axes whose product is over 16,384 cells",
        lambda p: p["statistics"][0].update(axes=[axis(name, [str(n) for n in range(64)]) for name in "abc"]))


def sets_plan():
    """Tables of the same people that are priced together: the second format of a plan."""
    need, sector = axis("need", ["ASD", "OTH"]), axis("sector", ["MS", "IN"])
    plan = vector_plan()
    plan.update(format="boroughwise-plan-2", id="vector-plan-3")
    plan["statistics"][1:2] = [
        statistic("stock-2025-need", "stock", 2025, [need], COUNT, [3, 200]),
        statistic("stock-2025-need-sector", "stock", 2025, [need, sector], COUNT, [7, 200]),
    ]
    plan["sets"] = [{"id": "stock-2025", "domain": ["need", "sector"], "known": [["sector"], []], "rho": [1, 20],
                     "statistics": ["stock-2025-need", "stock-2025-need-sector"]}]
    return plan


def plans_with_sets():
    good = sets_plan()
    kind = "plan"
    write(kind, "happy-path-sets", "accept", "two tables that are priced together", canonical(good))

    def bad(name, about, edit):
        copy = json.loads(json.dumps(good))
        edit(copy)
        write(kind, name, "malformed", about, canonical(copy))

    bad("set-costs-more-than-it-says", "tables of 1/20 together, stated as 49/1000",
        lambda p: p["sets"][0].update(rho=[49, 1000]))
    bad("set-costs-less-than-it-says", "tables of 1/20 together, stated as 51/1000",
        lambda p: p["sets"][0].update(rho=[51, 1000]))
    bad("set-price-not-lowest-terms", "2/40 in place of 1/20", lambda p: p["sets"][0].update(rho=[2, 40]))
    bad("set-of-unknown-table", "a table that the plan does not have",
        lambda p: p["sets"][0].update(statistics=["stock-2025-need", "stock-2025-sector"]))
    bad("set-of-two-kinds", "amounts and counts in one set",
        lambda p: p["sets"][0].update(statistics=["stock-2025-need", "cost-pence-2025"]))
    bad("set-out-of-order", "the set's tables in another order than the plan's",
        lambda p: p["sets"][0]["statistics"].reverse())
    bad("set-domain-out-of-order", "the tables' axes in another order than the domain's",
        lambda p: p["sets"][0]["domain"].reverse())
    bad("set-known-outside", "a public table along an axis outside the domain",
        lambda p: p["sets"][0].update(known=[["age"]]))
    bad("table-in-two-sets", "one table in two sets", lambda p: p["sets"].append(dict(p["sets"][0], id="again")))
    bad("sets-empty", "the second format without a set", lambda p: p.update(sets=[]))
    bad("sets-missing", "the second format without the member", lambda p: p.pop("sets"))
    bad("sets-in-first-format", "sets in a plan of the first format", lambda p: p.update(format="boroughwise-plan-1"))
    bad("unknown-key-in-set", "free text inside a set", lambda p: p["sets"][0].update(note="x"))


def amounts_plan():
    """Persons by their amounts: the third format of a plan."""
    sector = axis("sector", ["MS", "IN"])
    plan = vector_plan()
    band, banded = bands([0, 500_000, 4_000_000])
    plan.update(format="boroughwise-plan-3", id="vector-plan-4", sets=[])
    plan["statistics"] += [
        statistic("cost-bands-2025", "cost-bands", 2025, [sector, band], banded, [1, 100]),
        statistic("cost-clamped-2025", "cost-clamped", 2025, [sector, CLAMP],
                  {"kind": "clamped", "axis": "sector", "caps": [4_000_000, 30_000_000]}, [1, 200]),
    ]
    return plan


def plans_with_amounts():
    good = amounts_plan()
    kind = "plan"
    write(kind, "happy-path-amounts", "accept", "persons by bands of cost, and persons whose cost was clamped", canonical(good))
    write(kind, "happy-path-london-send-2", "accept", "the plan london-send-2", canonical(london_send_2()))
    write("release", "happy-path-london-send-2", "accept", "a release by the plan london-send-2, all tables",
          canonical(message(london_send_2())))

    def bad(name, about, edit):
        copy = json.loads(json.dumps(good))
        edit(copy)
        write(kind, name, "malformed", about, canonical(copy))

    def banded(edges):
        """Edges with the axis that goes with them."""
        def edit(p):
            p["statistics"][3]["axes"][-1], p["statistics"][3]["bound"] = bands(edges)
        return edit

    bad("bands-in-first-format", "bands of cost in a plan of the first format",
        lambda p: (p.pop("sets"), p.update(format="boroughwise-plan-1")))
    bad("bands-in-second-format", "bands of cost in a plan of the second format",
        lambda p: p.update(sets_plan(), statistics=sets_plan()["statistics"] + p["statistics"][3:]))
    bad("third-format-without-amounts", "a plan of the first format spelled as one of the third",
        lambda p: p.update(statistics=p["statistics"][:3]))
    bad("amounts-without-sets", "the third format without the member", lambda p: p.pop("sets"))
    bad("edges-not-from-zero", "bands that leave out the cheapest", banded([1, 500_000]))
    bad("edges-falling", "an edge below the one before", banded([0, 500_000, 400_000]))
    bad("edge-twice", "a band that holds nothing", banded([0, 500_000, 500_000]))
    bad("edges-too-few", "one band for everybody", banded([0]))
    bad("edges-too-high", "an edge above the largest amount", banded([0, 10_000_000_001]))
    bad("edges-negative", "an edge below nothing", banded([-1, 0, 500_000]))
    bad("bands-of-other-edges", "labels that name other edges than the bound",
        lambda p: p["statistics"][3]["bound"].update(edges=[0, 500_001, 4_000_000]))
    bad("bands-not-last", "an axis of amounts that is not the last", lambda p: p["statistics"][3]["axes"].reverse())
    bad("count-bound-for-bands", "bands whose bound is that of a count", lambda p: p["statistics"][3].update(bound=COUNT))
    bad("banded-bound-for-stock", "a table of plans along bands of cost", lambda p: p["statistics"][3].update(kind="stock"))
    bad("clamped-at-other-caps", "persons above a cap that is not that of the amounts",
        lambda p: p["statistics"][4]["bound"].update(caps=[4_000_000, 29_999_998]))
    bad("clamped-without-amounts", "persons clamped in a plan without amounts", lambda p: p["statistics"].pop(2))
    bad("clamped-by-unknown-axis", "caps for an axis that the statistic lacks",
        lambda p: p["statistics"][4]["bound"].update(axis="need"))
    bad("clamped-with-other-labels", "three outcomes where there are two",
        lambda p: p["statistics"][4]["axes"].__setitem__(1, axis("clamp", ["BELOW", "WITHIN", "ABOVE"])))
    bad("unknown-key-in-bands", "free text inside a bound", lambda p: p["statistics"][3]["bound"].update(note="x"))


def days_plan():
    """Several days of a year: the fourth format of a plan."""
    plan = amounts_plan()
    plan.update(format="boroughwise-plan-4", id="vector-plan-5")
    plan["statistics"] += [
        statistic("quarter-stock-2025", "quarter-stock", 2025, [axis("cohort", ["4", "5"]), SUM], SEGMENT, [1, 100])]
    return plan


def plans_with_days():
    good = days_plan()
    kind = "plan"
    write(kind, "happy-path-days", "accept", "sums of four days, by cohort", canonical(good))
    write(kind, "happy-path-days-alone", "accept", "sums of four days as the only table",
          canonical(changed(good, statistics=good["statistics"][-1:])))
    write(kind, "happy-path-london-send-3", "accept", "the plan london-send-3", canonical(london_send_3()))
    data = message(london_send_3())
    write("release", "happy-path-london-send-3", "accept", "a release by the plan london-send-3, all tables", canonical(data))
    data["tables"][-1]["variance"] = [[7400, 1]]
    write("release", "sums-with-less-noise", "plan-mismatch", "sums of days with half the variance of the plan",
          canonical(data))
    data = message(london_send_3())
    data["tables"][-1]["cells"].pop()
    write("release", "sums-too-few", "plan-mismatch", "three sums where the strategy has four", canonical(data))

    def bad(name, about, edit):
        copy = json.loads(json.dumps(good))
        edit(copy)
        write(kind, name, "malformed", about, canonical(copy))

    bad("days-in-third-format", "sums of days in a plan of the third format",
        lambda p: p.update(format="boroughwise-plan-3"))
    bad("fourth-format-without-days", "a plan of the third format spelled as one of the fourth",
        lambda p: p["statistics"].pop())
    bad("days-without-sets", "the fourth format without the member", lambda p: p.pop("sets"))
    bad("unknown-strategy", "a strategy that is not in the specification",
        lambda p: p["statistics"][-1]["bound"].update(strategy="four-days-2"))
    bad("strategy-with-weights", "a strategy that brings its own weights",
        lambda p: p["statistics"][-1]["bound"].update(weights=FOUR_DAYS))
    bad("sums-too-few", "an axis of three sums for a strategy of four",
        lambda p: p["statistics"][-1]["axes"].__setitem__(1, axis("sum", ["S1", "S2", "S3"])))
    bad("sums-not-last", "an axis of sums that is not the last", lambda p: p["statistics"][-1]["axes"].reverse())
    bad("segment-bound-for-stock", "a table of one day with the bound of several",
        lambda p: p["statistics"][-1].update(kind="stock"))
    bad("count-bound-for-days", "a table of several days whose bound is that of a count",
        lambda p: p["statistics"][-1].update(bound=COUNT))
    bad("set-of-days", "tables of several days priced as marginals",
        lambda p: p.update(sets=[{"id": "days", "domain": ["cohort", "sum"], "known": [], "rho": [1, 100],
                                  "statistics": ["quarter-stock-2025"]}]))


def contrasts_plan():
    """Contrasts of a table beside its counts, priced together: the fifth format of a plan."""
    plan = sets_plan()
    plan.update(format="boroughwise-plan-5", id="vector-plan-6")
    axes = [axis("need", ["ASD", "OTH"]), axis("sector", ["MS", "SS", "IN"])]
    plan["statistics"][1:3] = [
        statistic("stock-2025-counts", "stock", 2025, axes, COUNT, [1, 100]),
        statistic("stock-2025-contrasts", "stock", 2025, axes, CONTRASTS, [1, 25]),
    ]
    plan["sets"][0].update(known=[["need"], ["sector"]], statistics=["stock-2025-counts", "stock-2025-contrasts"])
    return plan


def plans_with_contrasts():
    good = contrasts_plan()
    kind = "plan"
    (OUT / "vector-plan-6.json").write_bytes(canonical(good))
    write(kind, "happy-path-contrasts", "accept", "a table and its contrasts, priced together", canonical(good))
    alone = changed(good, statistics=[one for one in good["statistics"] if one["id"] != "stock-2025-counts"], sets=[])
    write(kind, "happy-path-contrasts-alone", "accept", "contrasts of a table that is not measured itself", canonical(alone))
    counts = [40, 3, 22, 1, 0, 7]
    (OUT / "contrasts.json").write_text(json.dumps({
        "about": "counts along axes of 2 and 3 labels, their contrasts, and the square of one person's steps",
        "axes": [2, 3], "counts": counts, "cells": contrasts(counts, [2, 3]),
        "squared": sum(step**2 for step in contrasts([0, 0, 0, 0, 0, 1], [2, 3]))}, indent=2) + "\n")
    data = message(good)
    write("release", "happy-path-contrasts", "accept", "a release by a plan with contrasts", canonical(data))
    place = [one["id"] for one in good["statistics"]].index("stock-2025-contrasts")
    for name, about, variance in [
        ("contrasts-with-less-noise", "contrasts with half the variance of the plan", [75, 1]),
        ("contrasts-priced-as-counts", "contrasts with the noise of a table in which one person moves one cell by 1", [25, 2]),
    ]:
        less = json.loads(json.dumps(data))
        less["tables"][place]["variance"] = [variance]
        write("release", name, "plan-mismatch", about, canonical(less))
    assert data["tables"][place]["variance"] == [[150, 1]]

    def bad(name, about, edit):
        copy = json.loads(json.dumps(good))
        edit(copy)
        write(kind, name, "malformed", about, canonical(copy))

    def table(p):
        return p["statistics"][place]

    for number, word in enumerate(["first", "second", "third", "fourth"], 1):
        bad(f"contrasts-in-{word}-format", f"contrasts in a plan of the {word} format",
            lambda p: p.update(format=f"boroughwise-plan-{number}") or (number == 1 and p.pop("sets")))
    bad("fifth-format-without-contrasts", "a plan of the second format spelled as one of the fifth",
        lambda p: p.update(statistics=sets_plan()["statistics"], sets=sets_plan()["sets"]))
    bad("contrasts-without-sets", "the fifth format without the member", lambda p: p.pop("sets"))
    bad("contrasts-with-a-sensitivity", "a bound that states its own sensitivity",
        lambda p: table(p)["bound"].update(squared=1))
    bad("contrasts-along-one-label", "an axis along which there is nothing to tell apart",
        lambda p: (p.update(sets=[]), table(p).update(axes=[axis("need", ["ASD"]), table(p)["axes"][1]])))
    for other in ["flow-cross", "flow-margin", "cost-persons", "cost-pence", "cost-bands", "cost-clamped", "quarter-stock"]:
        bad(f"contrasts-bound-for-{other}", f"contrasts of a table of kind {other}",
            lambda p: (p.update(sets=[]), table(p).update(kind=other)))
    bad("contrasts-twice-in-a-set", "the contrasts of one table twice, under two names",
        lambda p: (p["statistics"].append(dict(table(p), id="stock-2025-again", rho=[1, 100])),
                   p["sets"][0]["statistics"].append("stock-2025-again"), p["sets"][0].update(rho=[3, 50])))
    bad("set-with-contrasts-costs-less", "tables of 1/20 together, stated as 1/100, the price of the counts alone",
        lambda p: p["sets"][0].update(rho=[1, 100]))


# Generic JSON, shown on the smallest message ------------------------------------------------------------------

def receipt_value():
    return {"borough": "E09000005", "counter": 1, "messageSHA256": hashlib.sha256(b"message").hexdigest(),
            "receivedAt": 1_767_225_600, "release": "00112233445566778899aabbccddeeff"}


def receipts():
    kind = "receipt"
    good = receipt_value()
    data = canonical(good)
    write(kind, "happy-path", "accept", "a receipt", data)

    def raw(name, outcome, about, bytes_):
        write(kind, name, outcome, about, bytes_)

    raw("empty", "malformed", "no bytes at all", b"")
    raw("truncated", "malformed", "the last byte is missing", data[:-1])
    raw("trailing-byte", "malformed", "one byte behind the end", data + b"}")
    raw("trailing-newline", "not-canonical", "a line feed behind the end", data + b"\n")
    raw("second-document", "malformed", "two receipts one after the other", data + data)
    raw("space-after-colon", "not-canonical", "a space where canonical form has none", replaced(data, ":", ": "))
    raw("unsorted-keys", "not-canonical", "members in another order",
        json.dumps(dict(reversed(list(good.items()))), separators=(",", ":")).encode())
    raw("duplicate-key", "malformed", "the counter twice, with two values", replaced(data, '"counter":1', '"counter":1,"counter":2'))
    raw("unknown-key", "malformed", "a member that the specification does not have", canonical(changed(good, note="x")))
    raw("missing-key", "malformed", "no counter", canonical(changed(good, counter=...)))
    raw("null", "malformed", "null is outside the subset", canonical(changed(good, counter=None)))
    raw("fraction", "malformed", "a number with a fraction", replaced(data, '"counter":1', '"counter":1.0'))
    raw("exponent", "malformed", "a number with an exponent", replaced(data, '"counter":1', '"counter":1e0'))
    raw("leading-zero", "malformed", "a number with a leading zero", replaced(data, '"counter":1', '"counter":01'))
    raw("plus-sign", "malformed", "a number with a plus sign", replaced(data, '"counter":1', '"counter":+1'))
    raw("negative-zero", "not-canonical", "minus zero has another spelling", replaced(data, '"counter":1', '"counter":-0'))
    raw("number-too-large", "malformed", "2^53, one beyond what every JSON reader keeps",
        replaced(data, '"counter":1', '"counter":9007199254740992'))
    raw("number-overflow", "malformed", "a number of 40 digits", replaced(data, '"counter":1', '"counter":' + "9" * 40))
    raw("number-as-text", "malformed", "the counter in quotes", canonical(changed(good, counter="1")))
    raw("counter-zero", "malformed", "counters begin at one", canonical(changed(good, counter=0)))
    raw("time-before-2000", "malformed", "a time outside the allowed years", canonical(changed(good, receivedAt=0)))
    raw("array-in-place-of-object", "malformed", "an array holding the receipt", b"[" + data + b"]")
    raw("utf16", "malformed", "UTF-16 with its mark", data.decode().encode("utf-16"))
    raw("byte-order-mark", "malformed", "UTF-8 with a byte order mark", b"\xef\xbb\xbf" + data)
    raw("not-utf8", "malformed", "a byte that no UTF-8 text contains", data.replace(b"E09000005", b"E0900000\xff"))
    raw("overlong-utf8", "malformed", "a slash in two bytes", data.replace(b"E09000005", b"E0900000\xc0\xaf"))
    raw("escaped-letter", "not-canonical", "E spelled as an escape", data.replace(b"E09000005", b"\\u004509000005"))
    raw("escaped-key", "not-canonical", "a key spelled with an escape", data.replace(b'"borough"', b'"b\\u006frough"'))
    raw("lone-surrogate", "malformed", "half of a surrogate pair", data.replace(b"E09000005", b"\\ud800"))
    raw("key-not-ascii", "malformed", "a key outside ASCII", canonical(changed(good, **{"é": 1})))
    raw("control-character", "malformed", "a raw line feed in a string", data.replace(b"E09000005", b"E0900000\n"))
    raw("single-quotes", "malformed", "strings in single quotes", data.replace(b'"', b"'"))
    raw("comment", "malformed", "a comment", data + b"//")
    raw("trailing-comma", "malformed", "a comma before the end", data[:-1] + b",}")
    raw("too-deep", "too-large", "17 arrays inside each other", b"[" * 17 + b"]" * 17)
    raw("array-too-long", "too-large", "an array of 16,385 elements", b"[" + b",".join([b"0"] * 16385) + b"]")
    raw("too-many-members", "too-large", "an object of 65 members",
        canonical({f"k{n:02}": 0 for n in range(65)}))
    raw("wrong-borough-shape", "malformed", "there is no 34th borough", canonical(changed(good, borough="E09000034")))
    raw("borough-zero", "malformed", "boroughs begin at one", canonical(changed(good, borough="E09000000")))
    raw("borough-lower-case", "malformed", "a lower-case code", canonical(changed(good, borough="e09000005")))
    raw("hash-upper-case", "malformed", "hex digits in upper case",
        canonical(changed(good, messageSHA256=good["messageSHA256"].upper())))
    raw("hash-too-short", "malformed", "63 hex digits", canonical(changed(good, messageSHA256=good["messageSHA256"][1:])))


# Releases -----------------------------------------------------------------------------------------------------

def releases():
    kind = "release"
    good = message(vector_plan())
    write(kind, "happy-path", "accept", "a release by the plan vector-plan-1", canonical(good))
    write(kind, "happy-path-london-send-1", "accept", "a release by the plan london-send-1, all tables",
          canonical(message(london_send_1())))

    def bad(name, outcome, about, edit):
        copy = json.loads(json.dumps(good))
        edit(copy)
        write(kind, name, outcome, about, canonical(copy))

    bad("happy-path-cohort-2", "accept", "a forecast by the second method", lambda m: m["forecast"].update(method="cohort-2"))
    bad("wrong-borough-shape", "malformed", "a code that is no London borough's", lambda m: m.update(borough="E10000005"))
    bad("borough-name", "malformed", "free text in the place of a code", lambda m: m.update(borough="Brent"))
    bad("release-id-upper-case", "malformed", "hex digits in upper case",
        lambda m: m.update(release=m["release"].upper()))
    bad("unknown-key", "malformed", "free text beside the tables", lambda m: m.update(note="see row 12"))
    bad("unknown-key-in-table", "malformed", "free text inside a table", lambda m: m["tables"][0].update(note="x"))
    bad("missing-population-hash", "malformed", "no populationSHA256", lambda m: m.pop("populationSHA256"))
    bad("number-too-large", "malformed", "a cell of 2^53", lambda m: m["tables"][0]["cells"].__setitem__(0, 2**53))
    bad("cell-as-text", "malformed", "a cell in quotes", lambda m: m["tables"][0]["cells"].__setitem__(0, "3"))
    bad("cells-empty", "malformed", "a table without cells", lambda m: m["tables"][0].update(cells=[]))
    bad("no-tables", "malformed", "a release without tables", lambda m: m.update(tables=[]))
    bad("variance-zero", "malformed", "a table that claims to carry no noise",
        lambda m: m["tables"][0].update(variance=[[0, 1]]))
    bad("variance-negative", "malformed", "a variance below zero", lambda m: m["tables"][0].update(variance=[[-10, 1]]))
    bad("variance-not-lowest-terms", "malformed", "20/2 in place of 10/1",
        lambda m: m["tables"][0].update(variance=[[20, 2]]))
    bad("variance-zero-denominator", "malformed", "a division by zero", lambda m: m["tables"][0].update(variance=[[10, 0]]))
    bad("forecast-too-short", "malformed", "59 cells for one year",
        lambda m: m["forecast"].update(cells=m["forecast"]["cells"][1:]))
    bad("unknown-method", "malformed", "a forecast method outside the closed list",
        lambda m: m["forecast"].update(method="cohort-0"))
    bad("year-out-of-range", "malformed", "a census year before 2000", lambda m: m.update(censusYear=1999))
    bad("unknown-plan", "unknown-plan", "a plan that nobody published", lambda m: m.update(planID="vector-plan-2"))
    bad("plan-hash-altered", "unknown-plan", "the right plan id with another hash",
        lambda m: m.update(planSHA256="0" * 64))
    bad("missing-table", "plan-mismatch", "one table of the plan is not there", lambda m: m["tables"].pop(1))
    bad("last-table-missing", "plan-mismatch", "the last table is not there", lambda m: m["tables"].pop())
    bad("table-twice", "plan-mismatch", "one table more than the plan has, a repeated one",
        lambda m: m["tables"].append(m["tables"][0]))
    bad("table-in-place-of-another", "plan-mismatch", "a repeated table where another should be",
        lambda m: m["tables"].__setitem__(1, m["tables"][0]))
    bad("table-not-in-plan", "plan-mismatch", "a table that the plan does not ask for",
        lambda m: m["tables"].append({"statistic": "stock-2024", "cells": [1], "variance": [[10, 1]]}))
    bad("tables-out-of-order", "plan-mismatch", "the plan's tables in another order", lambda m: m["tables"].reverse())
    bad("table-too-short", "plan-mismatch", "one cell too few", lambda m: m["tables"][0]["cells"].pop())
    bad("table-too-long", "plan-mismatch", "one cell too many", lambda m: m["tables"][0]["cells"].append(0))
    bad("variance-altered", "plan-mismatch", "half the plan's noise", lambda m: m["tables"][0].update(variance=[[5, 1]]))
    bad("variance-label-missing", "plan-mismatch", "one variance for an axis of two labels",
        lambda m: m["tables"][2]["variance"].pop())
    bad("census-year-altered", "plan-mismatch", "another census year than the plan's", lambda m: m.update(censusYear=2024))
    bad("forecast-year-altered", "plan-mismatch", "a forecast that begins a year late",
        lambda m: m["forecast"].update(firstYear=2026))
    bad("forecast-too-long", "plan-mismatch", "two forecast years where the plan has one",
        lambda m: m["forecast"].update(years=2, cells=[0] * 120))
    data = canonical(good)
    write(kind, "negative-zero", "not-canonical", "a cell spelled -0", replaced(data, '"cells":[0,', '"cells":[-0,'))
    write(kind, "duplicate-key", "malformed", "the borough twice",
          replaced(data, '{"borough":"E09000005"', '{"borough":"E09000005","borough":"E09000006"'))


# Envelopes ----------------------------------------------------------------------------------------------------

def pae(kind: str, body: bytes) -> bytes:
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(body), body)


def envelope(body: bytes, kind: str = RELEASE):
    signature = KEY.sign(pae(kind, body))
    return {"payload": b64(body), "payloadType": kind, "signatures": [{"keyid": KEY_ID, "sig": b64(signature)}]}


def envelopes():
    kind = "envelope"
    body = canonical(message(vector_plan()))
    good = envelope(body)
    write(kind, "happy-path", "accept", "a release, signed with the key of RFC 8032 test 1", canonical(good))
    padded = envelope(body + b" ")  # another length, so that the base64 text ends in padding
    while not padded["payload"].endswith("="):
        body += b" "
        padded = envelope(body)
    write(kind, "payload-not-json", "accept", "an envelope says nothing about its payload: that is the next step",
          canonical(envelope(b"not json")))
    write(kind, "empty-payload", "accept", "nothing, signed", canonical(envelope(b"")))

    def bad(name, outcome, about, value):
        write(kind, name, outcome, about, canonical(value))

    text = padded["payload"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = len(text.rstrip("=")) - 1
    sloppy = text[:last] + letters[letters.index(text[last]) + 1] + text[last + 1:]
    assert base64.b64decode(sloppy) == base64.b64decode(text)
    bad("bad-base64-padding", "not-canonical", "unused bits of the payload's base64 are not zero", changed(padded, payload=sloppy))
    bad("base64-without-padding", "malformed", "the padding is left out", changed(padded, payload=text.rstrip("=")))
    bad("base64-line-break", "malformed", "a line feed in the payload's base64", changed(good, payload="AAAA\nAAA"))
    bad("base64-url-alphabet", "malformed", "the URL alphabet of base64", changed(good, payload="ab-_"))
    bad("padding-inside", "malformed", "padding before the end", changed(good, payload="QQ==QQ=="))
    twice = changed(good, signatures=good["signatures"] * 2)
    bad("two-signatures", "malformed", "two signatures, both right", twice)
    bad("no-signature", "malformed", "an empty list of signatures", changed(good, signatures=[]))
    bad("unknown-key", "malformed", "a member that the specification does not have", changed(good, alg="none"))
    bad("unknown-key-in-signature", "malformed", "a certificate beside the signature",
        changed(good, signatures=[dict(good["signatures"][0], cert="")]))
    bad("unknown-payload-type", "unknown-type", "a well-formed type that nobody defined, rightly signed",
        envelope(body, "application/vnd.boroughwise.other+json;v=1"))
    bad("receipt-in-place-of-release", "unknown-type", "a receipt, rightly signed, where a release is expected",
        envelope(canonical(receipt_value()), RECEIPT))
    bad("version-2", "unknown-type", "a later version of the same message",
        envelope(body, "application/vnd.boroughwise.release+json;v=2"))
    bad("free-text-type", "malformed", "a type outside the allowed form", envelope(body, "text/plain"))
    bad("type-altered-after-signing", "bad-signature", "the payload of another type, relabelled",
        changed(envelope(body, RECEIPT), payloadType=RELEASE))
    flipped = bytearray(base64.b64decode(good["signatures"][0]["sig"]))
    flipped[5] ^= 1
    bad("signature-altered", "bad-signature", "one bit of the signature turned",
        changed(good, signatures=[{"keyid": KEY_ID, "sig": b64(bytes(flipped))}]))
    other = bytearray(base64.b64decode(good["payload"]))
    other[-3] ^= 1
    bad("payload-altered", "bad-signature", "one bit of the payload turned", changed(good, payload=b64(bytes(other))))
    bad("signature-too-short", "malformed", "63 bytes of signature",
        changed(good, signatures=[{"keyid": KEY_ID, "sig": b64(bytes(63))}]))
    bad("key-id-upper-case", "malformed", "a key id in upper case",
        changed(good, signatures=[dict(good["signatures"][0], keyid=KEY_ID.upper())]))
    body_without_pae = KEY.sign(base64.b64decode(good["payload"]))
    bad("signed-without-type", "bad-signature", "a signature over the payload alone",
        changed(good, signatures=[{"keyid": KEY_ID, "sig": b64(body_without_pae)}]))
    data = canonical(good)
    write(kind, "trailing-newline", "not-canonical", "a line feed behind the end", data + b"\n")
    write(kind, "trailing-byte", "malformed", "a byte behind the end", data + b"x")
    write(kind, "pretty-printed", "not-canonical", "the same envelope with spaces and lines",
          json.dumps(good, indent=1, sort_keys=True).encode())
    write(kind, "escaped-slash", "not-canonical", "slashes of the type escaped", data.replace(b"application/vnd", b"application\\/vnd"))
    write(kind, "truncated", "malformed", "the second half is missing", data[:len(data) // 2])
    write(kind, "bare-release", "malformed", "a release without an envelope", canonical(message(vector_plan())))


# Enrolment ----------------------------------------------------------------------------------------------------

def certificates():
    """A certificate and a request with fixed keys, dates and signatures."""
    private = ec.derive_private_key(0x5EED, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Fictional root of the vectors")])
    start = datetime.datetime(2026, 1, 1)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .sign(private, hashes.SHA256(), ecdsa_deterministic=True))
    request = (x509.CertificateSigningRequestBuilder().subject_name(name)
               .sign(private, hashes.SHA256(), ecdsa_deterministic=True))
    pem = serialization.Encoding.PEM
    return certificate.public_bytes(pem).decode(), request.public_bytes(pem).decode()


def enrolment():
    certificate, request = certificates()
    key = PUBLIC.hex()
    token = hashlib.sha256(b"token of the vectors").hexdigest()[:40]
    good = {"agentPort": 8443, "borough": "E09000005", "deployment": "vectors", "enrolPort": 8444,
            "expiresAt": 1_800_000_000, "hubAddress": "127.0.0.1", "hubName": "hub.vectors.test",
            "hubPin": hashlib.sha256(b"hub key").hexdigest(), "receiptKey": key, "rootCertificate": certificate,
            "token": token}
    kind = "invitation"
    write(kind, "happy-path", "accept", "an invitation", canonical(good))
    for name, about, changes in [
        ("token-too-short", "39 hex digits", {"token": token[1:]}),
        ("port-zero", "no port", {"agentPort": 0}),
        ("port-too-large", "a port beyond 16 bits", {"enrolPort": 65536}),
        ("host-with-path", "an address that is a URL", {"hubAddress": "https://hub.vectors.test/"}),
        ("name-upper-case", "a DNS name in upper case", {"hubName": "Hub.vectors.test"}),
        ("deployment-with-slash", "a deployment that would change a SPIFFE name", {"deployment": "vectors/agent"}),
        ("two-certificates", "two certificates where one root is expected", {"rootCertificate": certificate * 2}),
        ("text-before-certificate", "explanatory text in the PEM", {"rootCertificate": "subject=x\n" + certificate}),
        ("certificate-with-crlf", "PEM with carriage returns", {"rootCertificate": certificate.replace("\n", "\r\n")}),
        ("private-key-in-place-of-certificate", "the wrong kind of PEM",
         {"rootCertificate": certificate.replace("CERTIFICATE", "PRIVATE KEY")}),
        ("unknown-key", "a member that the specification does not have", {"proxy": "x"}),
        ("missing-pin", "an invitation that does not say how to know the hub", {"hubPin": ...}),
    ]:
        write(kind, name, "malformed", about, canonical(changed(good, **changes)))
    write(kind, "unsorted-keys", "not-canonical", "members in another order",
          json.dumps(dict(reversed(list(good.items()))), separators=(",", ":")).encode())

    ask = {"borough": "E09000005", "certificateRequest": request, "identityKey": key, "token": token}
    kind = "enrol-request"
    write(kind, "happy-path", "accept", "an enrolment", canonical(ask))
    for name, about, changes in [
        ("certificate-in-place-of-request", "a certificate where a request is expected", {"certificateRequest": certificate}),
        ("two-requests", "two certificate requests", {"certificateRequest": request * 2}),
        ("identity-key-too-short", "31 bytes of key", {"identityKey": key[2:]}),
        ("token-upper-case", "hex digits in upper case", {"token": token.upper()}),
        ("missing-token", "no token", {"token": ...}),
        ("unknown-key", "a wish for other rights", {"role": "hub"}),
        ("wrong-borough-shape", "a code that is no London borough's", {"borough": "E06000001"}),
    ]:
        write(kind, name, "malformed", about, canonical(changed(ask, **changes)))

    again = {"certificateRequest": request}
    kind = "renew-request"
    write(kind, "happy-path", "accept", "a renewal", canonical(again))
    for name, about, changes in [
        ("certificate-in-place-of-request", "a certificate where a request is expected", {"certificateRequest": certificate}),
        ("two-requests", "two certificate requests", {"certificateRequest": request * 2}),
        ("with-a-borough", "a wish to be another borough: who asks is known from the connection", {"borough": "E09000001"}),
        ("no-request", "nothing asked for", {"certificateRequest": ...}),
    ]:
        write(kind, name, "malformed", about, canonical(changed(again, **changes)))

    answer = {"certificate": certificate * 2, "identityKeyID": KEY_ID}
    kind = "enrol-reply"
    write(kind, "happy-path", "accept", "a chain of two certificates", canonical(answer))
    write(kind, "one-certificate", "malformed", "the issuing certificate is missing", canonical(changed(answer, certificate=certificate)))
    write(kind, "key-id-too-long", "malformed", "17 hex digits", canonical(changed(answer, identityKeyID=KEY_ID + "0")))


def statuses():
    kind = "status"
    good = {"deployment": "vectors", "messages": 3, "newestProtocol": 2, "oldestProtocol": 1, "software": "0.1.0",
            "time": 1_780_000_000}
    write(kind, "happy-path", "accept", "a status", canonical(good))
    for name, about, changes in [
        ("versions-crossed", "the earliest version above the latest", {"oldestProtocol": 3}),
        ("version-zero", "a version that there never was", {"oldestProtocol": 0}),
        ("messages-negative", "a count below zero", {"messages": -1}),
        ("software-with-blank", "text in the place of a version", {"software": "version 1"}),
        ("unknown-key", "a member that the specification does not have", {"load": 1}),
        ("missing-messages", "no count", {"messages": ...}),
    ]:
        write(kind, name, "malformed", about, canonical(changed(good, **changes)))
    write(kind, "fraction", "malformed", "a time with a fraction", replaced(canonical(good), "1780000000", "1780000000.5"))


# Logs ---------------------------------------------------------------------------------------------------------

def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def root(leaves) -> bytes:
    """RFC 6962 section 2.1, as it stands there."""
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


def path(index: int, leaves):
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return path(index, leaves[:k]) + [root(leaves[k:])]
    return path(index - k, leaves[k:]) + [root(leaves[:k])]


def consistency(old: int, leaves, whole=True):
    """RFC 6962 section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return consistency(old, leaves[:k], whole) + [root(leaves[k:])]
    return consistency(old - k, leaves[k:], False) + [root(leaves[:k])]


def note_key(name: str, kind: int, key) -> tuple[bytes, str]:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]
    return key_id, f"{name}+{key_id.hex()}+{b64(bytes([kind]) + raw)}"


def signed_head(name: str, leaves, key) -> bytes:
    text = f"{name}\n{len(leaves)}\n{b64(root(leaves))}\n"
    return (text + f"\n\u2014 {name} {b64(note_key(name, 1, key)[0] + key.sign(text.encode()))}\n").encode()


def cosignature(note: bytes, name: str, key, time: int) -> str:
    """C2SP tlog-cosignature v1."""
    text = note[:note.index(b"\n\n") + 1]
    signed = key.sign(f"cosignature/v1\ntime {time}\n".encode() + text)
    return f"\u2014 {name} {b64(note_key(name, 4, key)[0] + time.to_bytes(8, 'big') + signed)}"


def logs():
    hub, borough, time = "boroughwise/hub/vectors", "boroughwise/egress/E09000005", 1_780_000_000
    hub_cosigner, borough_cosigner = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2))
    entries = [canonical({"deployment": "vectors", "kind": "begun", "sequence": 0})]
    entries += [
        canonical({"borough": "E09000005", "counter": n, "kind": "received", "message_sha256": f"{n:064x}",
                   "receipt_sha256": f"{n + 10:064x}", "received_at": time + n, "sequence": n}) for n in range(1, 7)]
    leaves = [leaf(entry) for entry in entries]
    note = signed_head(hub, leaves, KEY)
    egress = [leaf(canonical({"sequence": n})) for n in range(3)]
    egress_note = signed_head(borough, egress, KEY)
    line = cosignature(note, borough + "/cosigner", borough_cosigner, time)
    answer_line = cosignature(egress_note, hub + "/cosigner", hub_cosigner, time)
    raw = lambda key: key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    keys = canonical({"cosigner": raw(hub_cosigner).hex(), "deployment": "vectors", "log": PUBLIC.hex()})
    head = {"checkpoint": b64(note), "cosigned": 2, "keys": b64(canonical(envelope(keys, "application/vnd.boroughwise.log-keys+json;v=1"))),
            "proof": [b64(h) for h in consistency(3, leaves)]}
    exchange = {"cosignature": b64(line.encode()), "cosigner": raw(borough_cosigner).hex(), "egress": b64(egress_note),
                "egressKey": PUBLIC.hex(), "proof": [b64(h) for h in consistency(2, egress)], "seen": b64(note)}
    inclusion = {"index": 4, "proof": [b64(h) for h in path(4, leaves)]}
    answer = {"cosignature": b64(answer_line.encode())}
    contacts = "boroughwise/contacts/E09000005"
    seen = [leaf(canonical({"sequence": n, "what": "contact"})) for n in range(5)]
    contacts_note = signed_head(contacts, seen, KEY)
    contacts_exchange = {"from": 3, "head": b64(contacts_note), "key": PUBLIC.hex(),
                         "proof": [b64(h) for h in consistency(3, seen)]}
    contacts_line = cosignature(contacts_note, hub + "/cosigner", hub_cosigner, time)
    contacts_answer = {"cosignature": b64(contacts_line.encode()), "cosigned": 5}
    for kind, good, bad in [
        ("contacts-exchange", contacts_exchange, [
            ("from-negative", "a size below zero", {"from": -1}), ("key-too-long", "66 hex digits", {"key": "00" * 33}),
            ("proof-hash-too-long", "33 bytes", {"proof": [b64(bytes(33))]}), ("missing-head", "no head", {"head": ...}),
            ("unknown-key", "a further member", {"contacts": []})]),
        ("contacts-answer", contacts_answer, [("cosigned-as-text", "a size as text", {"cosigned": "5"}),
                                              ("missing-cosigned", "no size", {"cosigned": ...})]),
        ("log-head", head, [("proof-hash-too-short", "31 bytes", {"proof": [b64(bytes(31))]}),
                            ("cosigned-negative", "a size below zero", {"cosigned": -1}),
                            ("proof-too-long", "129 hashes", {"proof": [b64(bytes(32))] * 129}),
                            ("missing-keys", "no keys", {"keys": ...}), ("unknown-key", "a further member", {"size": 7})]),
        ("log-inclusion", inclusion, [("index-negative", "a place before the first", {"index": -1}),
                                      ("hash-as-number", "a number among the hashes", {"proof": [1]}),
                                      ("missing-proof", "no proof", {"proof": ...})]),
        ("log-exchange", exchange, [("key-too-short", "62 hex digits", {"cosigner": "00" * 31}),
                                    ("base64-without-padding", "a note without padding", {"egress": b64(egress_note).rstrip("=")[:-1]}),
                                    ("cosignature-not-utf8", "bytes that are no text", {"cosignature": b64(b"\xff")}),
                                    ("missing-seen", "no head", {"seen": ...}), ("unknown-key", "a further member", {"size": 7})]),
        ("log-answer", answer, [("missing-cosignature", "nothing", {"cosignature": ...}),
                                ("cosignature-as-number", "a number", {"cosignature": 1})]),
    ]:
        write(kind, "happy-path", "accept", "as the specification shows it", canonical(good))
        for name, about, changes in bad:
            write(kind, name, "malformed", about, canonical(changed(good, **changes)))
    (OUT / "log.json").write_text(json.dumps({
        "about": "what the vectors log-… are made of; keys as in signed notes, heads of 3 and of 2 entries held before",
        "entries_base64": [b64(e) for e in entries], "hub_key": note_key(hub, 1, KEY)[1],
        "hub_root_of_3": b64(root(leaves[:3])), "egress_key": note_key(borough, 1, KEY)[1],
        "egress_root_of_2": b64(root(egress[:2])), "hub_cosigner": note_key(hub + "/cosigner", 4, hub_cosigner)[1],
        "borough_cosigner": note_key(borough + "/cosigner", 4, borough_cosigner)[1], "cosigned_at": time,
        "contacts_key": note_key(contacts, 1, KEY)[1], "contacts_root_of_3": b64(root(seen[:3])),
    }, indent=2) + "\n")


def hub_keys():
    old, new = PUBLIC.hex(), "ab" * 32
    good = {"deployment": "vectors", "issuedAt": 1_780_000_000, "number": 2, "pins": ["11" * 32, "22" * 32],
            "receiptKeys": [{"key": "cd" * 32, "until": 1_770_000_000}, {"key": old, "until": 0}, {"key": new, "until": 0}]}
    keys = good["receiptKeys"]
    kind = "hub-keys"
    write(kind, "happy-path", "accept", "both keys announced, and one given up before", canonical(good))
    write(kind, "settled", "accept", "one key of each kind", canonical(changed(good, pins=["22" * 32], receiptKeys=keys[:2])))
    for name, about, changes in [
        ("number-zero", "the invitation's number", {"number": 0}), ("no-pin", "no TLS key", {"pins": []}),
        ("three-pins", "a key in use and two next ones", {"pins": ["11" * 32, "22" * 32, "33" * 32]}),
        ("pin-twice", "one TLS key twice", {"pins": ["11" * 32] * 2}), ("pin-in-capitals", "hex in capitals", {"pins": ["AB" * 32]}),
        ("receipt-key-twice", "one receipt key twice", {"receiptKeys": [keys[1], keys[1]]}),
        ("last-key-given-up", "no key to follow", {"receiptKeys": [keys[1], keys[0]]}),
        ("three-in-use", "a receipt key in use and two next ones", {"receiptKeys": [dict(keys[0], until=0)] + keys[1:]}),
        ("until-negative", "an end below zero", {"receiptKeys": [dict(keys[0], until=-1), keys[1]]}),
        ("missing-deployment", "no deployment", {"deployment": ...}), ("unknown-key", "a further member", {"size": 7}),
    ]:
        write(kind, name, "malformed", about, canonical(changed(good, **changes)))
    statement = b64(canonical(envelope(canonical(good), "application/vnd.boroughwise.hub-keys+json;v=1")))
    kind, answer = "hub-keys-answer", {"statements": [statement]}
    write(kind, "happy-path", "accept", "one statement", canonical(answer))
    write(kind, "nothing-new", "accept", "none", canonical({"statements": []}))
    write(kind, "too-many", "malformed", "17 statements", canonical({"statements": [statement] * 17}))
    write(kind, "statement-as-object", "malformed", "an envelope that is not in base64", canonical({"statements": [{}]}))
    write(kind, "missing-statements", "malformed", "nothing", canonical({}))


def refusals():
    kind = "refusal"
    good = {"code": "bad-signature", "detail": "the signature does not verify with the key enrolled for this borough"}
    write(kind, "happy-path", "accept", "a refusal", canonical(good))
    write(kind, "unknown-code", "malformed", "a code outside the closed list", canonical(changed(good, code="no")))
    write(kind, "other-detail", "malformed", "free text in the place of the code's sentence", canonical(changed(good, detail="see row 12")))
    write(kind, "detail-of-another-code", "malformed", "a sentence that belongs to another code",
          canonical(changed(good, code="revoked")))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    plans()
    plans_with_sets()
    plans_with_amounts()
    plans_with_days()
    plans_with_contrasts()
    receipts()
    releases()
    envelopes()
    enrolment()
    statuses()
    refusals()
    logs()
    hub_keys()
    (OUT / "key.json").write_text(json.dumps({"keyid": KEY_ID, "public_key_hex": PUBLIC.hex()}, indent=2) + "\n")
    print(sum(1 for _ in OUT.glob("*/*.json")), "vectors")
