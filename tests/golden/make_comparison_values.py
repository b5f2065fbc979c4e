#!/usr/bin/env python3
"""Writes comparison_values.json: what SciPy says of pairs of samples, for comparison_values_test.cpp to compare with.

    VENV/bin/python tests/golden/make_comparison_values.py   (with scipy and mpmath)

Samples are not stored: both languages make them from a seed (portable_random). What SciPy has not, or not to the digits that are compared,
is computed here the plain way, from its definition and another formula than the C++ one.
"""

import collections
import json
import math
import pathlib
import random
import warnings
import numpy
import scipy
from scipy import stats
from scipy.spatial import distance

from plain_statistics import ad_deviation, ad_limit_tail, cvm_limit_tail, kuiper_exact, limited
from portable_random import PortableRandom

# As in detectors/compare/.
MOST_EXACT_KS = 250_000
MOST_EXACT_KUIPER = 1000
MOST_EXACT_CVM = 150
MOST_EXACT_MANN_WHITNEY = 2500
MOST_CATEGORIES = 1000
BINS = 10


# Samples: the same recipes as in comparison_values_test.cpp.
def draw_number(rng, recipe):
    kind = recipe["kind"]
    if kind == "uniform":
        return rng.uniform()
    if kind == "triangular":
        return rng.triangular(0.0, 1.0)
    if kind == "heavy":
        return 1.0 / (rng.uniform() + 0.001)
    if kind == "levels":
        return float(rng.below(recipe["levels"]))
    return 5.0


def draw_numbers(rng, recipe, size, stretch, shift):
    values = []
    for _ in range(size):
        value = draw_number(rng, recipe) * stretch + shift
        values.append(math.nan if rng.uniform() < recipe["missing"] else value)
    return values


def draw_categories(rng, recipe, size, moved):
    codes = []
    for _ in range(size):
        if rng.uniform() < moved:
            code = rng.below(recipe["categories"] + recipe["new"])
        else:
            u = rng.uniform()
            code = math.floor((u * u if recipe["skewed"] else u) * recipe["categories"])
        codes.append(math.nan if rng.uniform() < recipe["missing"] else float(code))
    return codes


def present(values):
    return [value for value in values if not math.isnan(value)]


# Numbers.


def told_apart(reference, window):
    """Both as ranks; window values that equal each other but no reference value are made different, for that is how gap counts see them."""
    position = {value: i for i, value in enumerate(sorted(set(reference) | set(window)))}
    seen = collections.Counter()
    known = set(reference)
    ranks = []
    for value in window:
        ranks.append(position[value] + (0 if value in known else seen[value] / (len(window) + 1)))
        seen[value] += 1
    return numpy.array([float(position[value]) for value in reference]), numpy.array(ranks, dtype=float)


def ks(reference, window):
    n, m = len(reference), len(window)
    statistic = float(stats.ks_2samp(reference, window, method="asymp").statistic)
    if n * m <= MOST_EXACT_KS:
        return [statistic, float(stats.ks_2samp(reference, window, method="exact").pvalue)]
    return [statistic, float(scipy.special.kolmogorov(math.sqrt(n * m / (n + m)) * statistic))]


def kuiper(reference, window):
    n, m = len(reference), len(window)
    differences = [sum(r <= z for r in reference) * m - sum(w <= z for w in window) * n for z in set(reference) | set(window)]
    strayed = max(differences + [0]) - min(differences + [0])
    statistic = strayed / (n * m)
    if n * m <= MOST_EXACT_KUIPER:
        return [statistic, kuiper_exact(strayed, n, m)]
    root = math.sqrt(n * m / (n + m))
    scaled = (root + 0.155 + 0.24 / root) * statistic
    if scaled < 0.4:
        return [statistic, 1.0]
    return [statistic, min(1.0, 2 * math.fsum((4 * k * k * scaled**2 - 1) * math.exp(-2 * k * k * scaled**2) for k in range(1, 60)))]


def cvm(reference, window):
    reference, window = told_apart(reference, window)
    n, m = len(reference), len(window)
    size = n + m
    ranks = stats.rankdata(numpy.concatenate([reference, window]))
    below = n * numpy.sum((numpy.sort(ranks[:n]) - numpy.arange(1, n + 1)) ** 2)
    above = m * numpy.sum((numpy.sort(ranks[n:]) - numpy.arange(1, m + 1)) ** 2)
    statistic = float((below + above) / (n * m * size) - (4 * n * m - 1) / (6 * size))
    exact = n * m <= MOST_EXACT_CVM
    if n > 1 and m > 1:
        peer = stats.cramervonmises_2samp(reference, window, method="exact" if exact else "asymptotic")
        assert math.isclose(peer.statistic, statistic, rel_tol=1e-9, abs_tol=1e-12)
        if exact or peer.pvalue > 1e-5:
            return [max(statistic, 0), float(peer.pvalue)]
    elif exact:
        # One value against some: all places are equally likely.
        few, many = min(n, m), max(n, m)
        sums = []
        for place in range(many + 1):
            points = [(0, y) for y in range(place + 1)] + [(1, y) for y in range(place, many + 1)]
            sums.append(sum((x * many - y * few) ** 2 for x, y in points))
        seen = math.floor(statistic * n * m * size * size + 1e-6)
        return [max(statistic, 0), sum(s >= seen for s in sums) / len(sums)]
    mean = (1 + 1 / size) / 6
    variance = (size + 1) * (4 * n * m * size - 3 * (n * n + m * m) - 2 * n * m) / (45 * size**2 * 4 * n * m)
    x = 1 / 6 + (statistic - mean) / math.sqrt(45 * variance)
    return [max(statistic, 0), limited(cvm_limit_tail, x, 0.008, 10)]


def anderson_darling(reference, window):
    reference, window = told_apart(reference, window)
    n, m = len(reference), len(window)
    size = n + m
    pooled = numpy.concatenate([reference, window])
    statistic = 0.0
    for z in numpy.unique(pooled):
        equal = numpy.sum(pooled == z)
        below = numpy.sum(pooled < z) + equal / 2
        spread = below * (size - below) - size * equal / 4
        if spread <= 0:
            continue
        for sample in (reference, window):
            own = numpy.sum(sample < z) + numpy.sum(sample == z) / 2
            statistic += equal / size * (size * own - len(sample) * below) ** 2 / spread / len(sample)
    statistic = float(statistic * (size - 1) / size)
    if size < 4:
        return [statistic, None, 1.0]
    scaled = (statistic - 1) / ad_deviation(n, m)
    if len(set(pooled)) > 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = stats.anderson_ksamp([reference, window])
        assert math.isclose(peer.statistic, scaled, rel_tol=1e-8, abs_tol=1e-9), (peer.statistic, scaled)
        scaled = float(peer.statistic)
    x = 1 + scaled * math.sqrt(2 * (math.pi**2 - 9) / 3)
    return [statistic, scaled, limited(ad_limit_tail, x, 0.03, 30)]


def mann_whitney(reference, window):
    reference, window = told_apart(reference, window)
    n, m = len(reference), len(window)
    exact = n * m <= MOST_EXACT_MANN_WHITNEY and len(set(reference) | set(window)) == n + m
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = stats.mannwhitneyu(reference, window, method="exact" if exact else "asymptotic")
    return [abs(2 * float(peer.statistic) / (n * m) - 1), float(peer.pvalue)]


def welch(reference, window):
    if len(reference) == 1 or len(window) == 1:
        return [0.0, 1.0]
    if len(set(reference)) == 1 and len(set(window)) == 1:
        return [0.0, 1.0] if reference[0] == window[0] else [1.7976931348623157e308, 0.0]
    peer = stats.ttest_ind(reference, window, equal_var=False)
    return [abs(float(peer.statistic)), float(peer.pvalue)]


def scale_distances(reference, window):
    wasserstein = float(stats.wasserstein_distance(reference, window))
    energy = float(stats.energy_distance(reference, window))
    unit = float(numpy.std(reference)) if len(set(reference)) > 1 else float(numpy.std(reference + window))
    if len(set(reference + window)) == 1:
        unit = 1.0
    return [wasserstein, wasserstein / unit, energy, energy / math.sqrt(unit)]


def number_bins(reference, window):
    """The bins that detectors/compare/bins.h states, as pairs of counts."""
    distinct = sorted(set(reference))
    if len(distinct) <= BINS:
        bins = [[reference.count(value), window.count(value)] for value in distinct]
        bins.append([0, len(window) - sum(seen for _, seen in bins)])
    else:
        ordered = sorted(reference)
        ends, quantile = [], 1
        passed = 0
        for value, count in sorted(collections.Counter(ordered).items())[:-1]:
            passed += count
            if passed * BINS >= quantile * len(ordered):
                ends.append(value)
                quantile = passed * BINS // len(ordered) + 1
        place = lambda values: numpy.bincount(numpy.searchsorted(ends, values, side="left"), minlength=len(ends) + 1)
        bins = list(zip(place(reference).tolist(), place(window).tolist()))
    return [pair for pair in bins if sum(pair) > 0]


def share_distances(bins):
    known = numpy.array([pair[0] for pair in bins], dtype=float)
    seen = numpy.array([pair[1] for pair in bins], dtype=float)
    p, q = known / known.sum(), seen / seen.sum()
    smooth = lambda counts: (counts + 0.5) / (counts.sum() + len(bins) / 2)
    return {
        "psi": float(stats.entropy(smooth(known), smooth(seen)) + stats.entropy(smooth(seen), smooth(known))),
        "kl": float(stats.entropy(smooth(seen), smooth(known))),
        "jensen_shannon": float(distance.jensenshannon(p, q, base=2)),
        "hellinger": float(numpy.linalg.norm(numpy.sqrt(p) - numpy.sqrt(q)) / math.sqrt(2)),
        "total_variation": float(numpy.abs(p - q).sum() / 2),
        "l_infinity": float(numpy.abs(p - q).max()),
    }


def number_results(reference, window):
    if not reference or not window:
        return {}
    wasserstein, wasserstein_per_deviation, energy, energy_per_deviation = scale_distances(reference, window)
    a2, scaled, p_value = anderson_darling(reference, window)
    results = {
        "ks": ks(reference, window),
        "kuiper": kuiper(reference, window),
        "cvm": cvm(reference, window),
        "anderson_darling": [a2, p_value],
        "scaled_a2": scaled,
        "mann_whitney": mann_whitney(reference, window),
        "welch": welch(reference, window),
        "wasserstein": [wasserstein_per_deviation],
        "plain_wasserstein": wasserstein,
        "energy": [energy_per_deviation],
        "plain_energy": energy,
    }
    shares = share_distances(number_bins(reference, window))
    del shares["l_infinity"]  # of categories only
    return results | {name: [value] for name, value in shares.items()}


def number_cases():
    plan = random.Random(11)
    cases = []
    for i in range(260):
        kind = ["uniform", "triangular", "heavy", "levels", "levels", "constant"][i % 6 if i % 24 else 5]
        if kind == "constant" and i % 3:
            kind = "uniform"
        recipe = {"seed": plan.getrandbits(32), "kind": kind, "levels": plan.choice([2, 5, 20, 300]), "missing": [0, 0, 0.2][i % 3]}
        most = [8, 30, 400, 1500][i % 4]
        recipe["n"] = plan.randrange(1, most)
        recipe["m"] = recipe["n"] if i % 5 == 0 else plan.randrange(1, most)
        if i % 20 == 3:
            recipe["n"] = 1
        if i % 20 == 13:
            recipe["m"] = 1
        if i % 65 == 7:
            recipe["m"] = 0
        if i % 65 == 20:
            recipe["n"] = 0
        if i % 65 == 33:
            recipe["missing"] = 1.1  # all of them
        recipe["stretch"] = [1.0, 1.0, 1.5][i % 3] if kind != "levels" else 1.0
        recipe["shift"] = plan.choice([0.0, 0.0, 0.5, 1.0]) if kind in ("levels", "constant") else plan.choice([0.0, 0.05, 0.25, 3.0])
        rng = PortableRandom(recipe["seed"])
        reference = present(draw_numbers(rng, recipe, recipe["n"], 1.0, 0.0))
        window = present(draw_numbers(rng, recipe, recipe["m"], recipe["stretch"], recipe["shift"]))
        cases.append(recipe | {"results": number_results(reference, window)})
    return cases


# Categories.


def category_rows(reference, window):
    """Pairs of counts: the listed categories by code, "rare", "new"."""
    known = collections.Counter(reference)
    seen = collections.Counter(window)
    listed = sorted(sorted(known, key=lambda code: (-known[code], code))[:MOST_CATEGORIES])
    rows = [[known[code], seen[code]] for code in listed]
    rare = [code for code in known if code not in set(listed)]
    rows.append([sum(known[code] for code in rare), sum(seen[code] for code in rare)])
    rows.append([0, sum(count for code, count in seen.items() if code not in known)])
    return rows


def pooled(rows):
    """The pooling that detectors/compare/category_rows.h states."""
    n, m = sum(row[0] for row in rows), sum(row[1] for row in rows)
    smaller = min(n, m) / (n + m)
    kept, pool = [], list(rows[-1])
    for row in rows[:-1]:
        if sum(row) * smaller < 5:
            pool = [pool[0] + row[0], pool[1] + row[1]]
        else:
            kept.append(list(row))
    if sum(pool) == 0:
        return kept
    if sum(pool) * smaller < 5 and kept:
        smallest = min(range(len(kept)), key=lambda i: sum(kept[i]))
        kept[smallest] = [kept[smallest][0] + pool[0], kept[smallest][1] + pool[1]]
    else:
        kept.append(pool)
    return kept


def category_results(reference, window):
    if not reference or not window:
        return {}
    rows = category_rows(reference, window)
    table = pooled(rows)
    results = {"chi_square": [0.0, 1.0], "g_test": [0.0, 1.0]}
    if len(table) > 1:
        for name, ratio in (("chi_square", "pearson"), ("g_test", "log-likelihood")):
            peer = stats.chi2_contingency(numpy.array(table).T, correction=False, lambda_=ratio)
            results[name] = [float(peer.statistic), float(peer.pvalue)]
    asked = max(range(len(rows)), key=lambda i: (rows[i][0], -i))
    a, b = rows[asked]
    n, m = len(reference), len(window)
    results["fisher"] = [abs(a / n - b / m), float(stats.fisher_exact([[a, b], [n - a, m - b]]).pvalue)]
    whole = [row for row in rows if sum(row) > 0]
    results["cramers_v"] = [float(stats.contingency.association(numpy.array(whole), method="cramer")) if len(whole) > 1 else 0.0]
    results |= {name: [value] for name, value in share_distances(whole).items()}
    vanished = [row[0] for row in rows[:-2] if row[1] == 0]
    return results | {"changes": [rows[-1][1], len(vanished), sum(vanished)]}


def category_cases():
    plan = random.Random(12)
    cases = []
    for i in range(260):
        recipe = {"seed": plan.getrandbits(32), "categories": [1, 2, 2, 5, 30, 200][i % 6], "new": [0, 1, 3][i % 3]}
        recipe["skewed"] = i % 2 == 0
        recipe["missing"] = [0, 0.1, 0][i // 2 % 3]
        most = [10, 60, 500, 3000][i % 4]
        recipe["n"] = plan.randrange(1, most)
        recipe["m"] = plan.randrange(1, most)
        recipe["moved"] = plan.choice([0, 0, 0.1, 0.5, 1.0])
        if i % 20 == 3:
            recipe["n"] = 1
        if i % 20 == 13:
            recipe["m"] = 1
        if i % 65 == 7:
            recipe["m"] = 0
        if i % 65 == 20:
            recipe["n"] = 0
        if i % 65 == 33:
            recipe["missing"] = 1.1
        if i % 40 == 17:  # more than are listed; none is new, for that is known only with a small error
            recipe |= {"categories": 1500, "n": 30_000, "m": 4000, "new": 0, "skewed": True}
        rng = PortableRandom(recipe["seed"])
        reference = present(draw_categories(rng, recipe, recipe["n"], 0))
        window = present(draw_categories(rng, recipe, recipe["m"], recipe["moved"]))
        if recipe["categories"] > MOST_CATEGORIES:
            assert set(window) <= set(reference)
        cases.append(recipe | {"results": category_results(reference, window)})
    return cases


# Many tests at once.


def adjusted_cases():
    plan = random.Random(13)
    cases = []
    for _ in range(40):
        seed, tests, power = plan.getrandbits(32), plan.randrange(1, 30), plan.randrange(1, 6)
        rng = PortableRandom(seed)
        p_values = []
        for _ in range(tests):
            u = rng.uniform()
            p = 1.0
            for _ in range(power):
                p *= u
            p_values.append(p)
        cases.append({"seed": seed, "tests": tests, "power": power, "adjusted": stats.false_discovery_control(p_values, method="bh").tolist()})
    return cases


def main():
    values = {"made_with": {"scipy": scipy.__version__, "numpy": numpy.__version__}, "numbers": number_cases(), "categories": category_cases()}
    values["adjusted"] = adjusted_cases()
    lines = ['{"made_with": ' + json.dumps(values["made_with"])]
    for name in ("numbers", "categories", "adjusted"):
        lines.append(',"%s": [\n' % name + ",\n".join(json.dumps(case, separators=(",", ":")) for case in values[name]) + "]")
    pathlib.Path(__file__).with_name("comparison_values.json").write_text("\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
