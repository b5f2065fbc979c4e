#!/usr/bin/env python3
"""Writes detector_values.json: what River, SciPy and scikit-learn say, for detector_values_test.cpp to compare with.

    python3 -m venv VENV && VENV/bin/pip install river scipy scikit-learn
    VENV/bin/python tests/golden/make_detector_values.py

Samples are not stored: both languages make them from a seed (portable_random). Tests never run this script.
"""

import json
import math
import pathlib
import random

import numpy
import river
import scipy
import sklearn
from river import drift
from scipy import stats
from sklearn import metrics

from portable_random import PortableRandom

MOST_EXACT_PATHS = 250_000  # as kMostExactPaths in detectors/compare/ks.h


def stream(seed, segments):
    rng = PortableRandom(seed)
    for kind, first, second, length in segments:
        for _ in range(length):
            yield rng.bernoulli(first) if kind == "bernoulli" else rng.triangular(first, second)


def error_segments(plan):
    return [["bernoulli", round(plan.uniform(0.02, 0.6), 3), 0, plan.randrange(200, 8000)] for _ in range(plan.randrange(1, 7))]


def number_segments(plan):
    return [
        ["triangular", round(plan.uniform(-2, 2), 3), round(plan.uniform(0.1, 3), 3), plan.randrange(200, 6000)]
        for _ in range(plan.randrange(1, 6))
    ]


ADWIN_NAMES = {"delta": "delta", "clock": "clock", "max_buckets": "max_buckets", "min_window": "min_window_length", "grace": "grace_period"}
DDM_NAMES = {"warm_up": "warm_start", "warning": "warning_threshold", "drift": "drift_threshold"}
PAGE_HINKLEY_NAMES = {"warm_up": "min_instances", "delta": "delta", "threshold": "threshold", "alpha": "alpha", "side": "mode"}


def renamed(parameters, names):
    return {names[key]: value for key, value in parameters.items()}


def adwin_case(seed, parameters, segments):
    detector = drift.ADWIN(**renamed(parameters, ADWIN_NAMES))
    alarms = []
    for i, value in enumerate(stream(seed, segments)):
        detector.update(value)
        if detector.drift_detected:
            alarms.append([i, int(detector.width)])
    return {"alarms": alarms, "end": [detector.width, detector.estimation, detector.variance / max(detector.width, 1)]}


def ddm_case(seed, parameters, segments):
    detector = drift.binary.DDM(**renamed(parameters, DDM_NAMES))
    alarms = []
    warnings = 0
    for i, value in enumerate(stream(seed, segments)):
        detector.update(value)
        warnings += detector.warning_detected
        if detector.drift_detected:
            alarms.append(i)
    return {"alarms": alarms, "warnings": warnings}


def page_hinkley_case(seed, parameters, segments):
    detector = drift.PageHinkley(**renamed(parameters, PAGE_HINKLEY_NAMES))
    alarms = []
    for i, value in enumerate(stream(seed, segments)):
        detector.update(value)
        if detector.drift_detected:
            rise = detector._sum_increase - detector._min_increase
            fall = detector._max_decrease - detector._sum_decrease
            sides = {"up": rise, "down": fall, "both": max(rise, fall)}
            alarms.append([i, sides[parameters.get("side", "both")]])
    return {"alarms": alarms}


ADWIN_PARAMETERS = [{}, {}, {}, {"clock": 1}, {"delta": 0.05}, {"delta": 0.2, "clock": 7}, {"max_buckets": 2, "clock": 3}, {"min_window": 1, "grace": 0},
                    {"max_buckets": 12, "min_window": 30, "grace": 100}]
DDM_PARAMETERS = [{}, {}, {}, {"warm_up": 100}, {"warning": 1.0, "drift": 2.0}]
PAGE_HINKLEY_PARAMETERS = [{}, {}, {"threshold": 20.0}, {"threshold": 10.0, "side": "up"}, {"threshold": 10.0, "side": "down"}, {"alpha": 1.0, "delta": 0.05},
                           {"warm_up": 5, "threshold": 5.0}]


def stream_cases():
    plan = random.Random(20240501)
    cases = []

    def add(detector, make, parameters, segments):
        seed = plan.getrandbits(32)
        cases.append({"detector": detector, "parameters": parameters, "seed": seed, "segments": segments, **make(seed, parameters, segments)})

    for i in range(36):
        parameters = ADWIN_PARAMETERS[i % len(ADWIN_PARAMETERS)]
        add("adwin", adwin_case, parameters, (error_segments if i % 2 else number_segments)(plan))
    add("adwin", adwin_case, {}, [["bernoulli", 0.2, 0, 300_000], ["bernoulli", 0.21, 0, 100_000]])
    add("adwin", adwin_case, {}, [["triangular", 1e6, 1.0, 5000], ["triangular", 1e6 + 0.2, 1.0, 5000]])
    for i in range(25):
        add("ddm", ddm_case, DDM_PARAMETERS[i % len(DDM_PARAMETERS)], error_segments(plan))
    add("ddm", ddm_case, {}, [["bernoulli", 0.0, 0, 500], ["bernoulli", 0.1, 0, 500]])
    for i in range(28):
        parameters = PAGE_HINKLEY_PARAMETERS[i % len(PAGE_HINKLEY_PARAMETERS)]
        add("page_hinkley", page_hinkley_case, parameters, (error_segments if i % 2 else number_segments)(plan))
    return cases


def sample(rng, size, levels, scale, shift):
    """`levels` > 0 rounds down to a grid, which makes ties within and across samples."""
    values = []
    for _ in range(size):
        u = rng.uniform()
        values.append((math.floor(u * levels) if levels else u) * scale + shift)
    return values


def ks_cases():
    plan = random.Random(7)
    cases = []
    for i in range(60):
        levels = [0, 0, 0, 7, 100][i % 5]
        n = plan.randrange(1, 3000 if i % 3 == 0 else 400)
        m = n if i % 7 == 0 else plan.randrange(1, 2000 if i % 4 == 0 else 300)
        seed = plan.getrandbits(32)
        shift = 0.0 if i % 2 else (1.0 if levels else round(plan.uniform(0, 0.3), 3))
        rng = PortableRandom(seed)
        reference = sample(rng, n, levels, 1.0, 0.0)
        window = sample(rng, m, levels, 1.0, shift)
        distance = float(stats.ks_2samp(reference, window, method="asymp").statistic)
        if n * m <= MOST_EXACT_PATHS:
            p_value = float(stats.ks_2samp(reference, window, method="exact").pvalue)
        else:
            p_value = float(scipy.special.kolmogorov(math.sqrt(n * m / (n + m)) * distance))
        cases.append({"seed": seed, "n": n, "m": m, "levels": levels, "shift": shift, "statistic": distance, "p_value": p_value})
    return cases


def pooled(reference, window):
    """The pooling rule that detectors/compare/chi_square.h states; every category here is one that the reference knows, or "other"."""
    n, m = sum(reference), sum(window)
    smaller = min(n, m) / (n + m)
    rows, other = [], [reference[-1], window[-1]]
    for a, b in zip(reference[:-1], window[:-1]):
        if (a + b) * smaller < 5:
            other[0] += a
            other[1] += b
        else:
            rows.append([a, b])
    if sum(other) > 0:
        if sum(other) * smaller < 5 and rows:
            fewest = min(rows, key=sum)
            fewest[0] += other[0]
            fewest[1] += other[1]
        else:
            rows.append(other)
    return rows


def chi_square_cases():
    plan = random.Random(11)
    cases = []
    for i in range(60):
        categories, n, m = plan.randrange(2, 40), plan.randrange(20, 3000), plan.randrange(20, 1500)
        seed, moved = plan.getrandbits(32), 0.0 if i % 2 else round(plan.uniform(0, 0.5), 3)
        rng = PortableRandom(seed)

        def draw(share_moved):
            if rng.uniform() < share_moved:
                return rng.below(categories + 2)
            u = rng.uniform()
            return math.floor(u * u * categories)

        reference_values = [draw(0.0) for _ in range(n)]
        window_values = [draw(moved) for _ in range(m)]
        known = sorted(set(reference_values))
        reference = [reference_values.count(code) for code in known] + [0]
        window = [window_values.count(code) for code in known] + [sum(code not in known for code in window_values)]
        table = numpy.array(pooled(reference, window)).T
        statistic, p_value = 0.0, 1.0
        if table.shape[1] > 1:
            result = stats.chi2_contingency(table, correction=False)
            statistic, p_value = float(result.statistic), float(result.pvalue)
        cases.append({"seed": seed, "categories": categories, "n": n, "m": m, "moved": moved, "statistic": statistic, "p_value": p_value})
    return cases


def multiple_testing_cases():
    plan = random.Random(13)
    cases = []
    for _ in range(20):
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


def class_scores(truth, predicted, probabilities, classes):
    average = {"average": "binary"} if classes == 2 else {"average": "macro"}
    matrix = [[p if k == t else (1 - p) / (classes - 1) for k in range(classes)] for t, p in zip(truth, probabilities)]
    return {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": metrics.precision_score(truth, predicted, zero_division=0, **average),
        "recall": metrics.recall_score(truth, predicted, zero_division=0, **average),
        "f1": metrics.f1_score(truth, predicted, zero_division=0, **average),
        "log_loss": metrics.log_loss(truth, matrix, labels=list(range(classes))),
    }


def score_cases():
    plan = random.Random(17)
    cases = []
    for i in range(30):
        task = ["binary", "multiclass", "regression"][i % 3]
        classes = {"binary": 2, "multiclass": plan.randrange(3, 12), "regression": 0}[task]
        seed, size, right = plan.getrandbits(32), plan.randrange(20, 500), round(plan.uniform(0.2, 0.95), 3)
        rng = PortableRandom(seed)
        truth, predicted, probabilities = [], [], []
        for _ in range(size):
            if task == "regression":
                truth.append(rng.triangular(5.0, 3.0))
                predicted.append(truth[-1] + rng.triangular(0.1, 1.0))
                continue
            truth.append(rng.below(classes))
            predicted.append(truth[-1] if rng.uniform() < right else rng.below(classes))
            probabilities.append(0.05 + 0.9 * rng.uniform())
        if task == "regression":
            values = {"mae": metrics.mean_absolute_error(truth, predicted), "rmse": metrics.root_mean_squared_error(truth, predicted)}
        else:
            values = class_scores(truth, predicted, probabilities, classes)
        values = {name: float(value) for name, value in values.items()}
        cases.append({"task": task, "classes": classes, "seed": seed, "size": size, "right": right, "scores": values})
    return cases


def one_case_a_line(groups):
    lines = []
    for name, cases in groups.items():
        rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
        lines.append(f"{json.dumps(name)}:[\n{rows}\n]")
    return "{" + ",\n".join(lines) + "}\n"


def main():
    versions = {"river": river.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
    groups = {
        "made_with": [versions],
        "streams": stream_cases(),
        "ks": ks_cases(),
        "chi_square": chi_square_cases(),
        "multiple_testing": multiple_testing_cases(),
        "scores": score_cases(),
    }
    target = pathlib.Path(__file__).with_name("detector_values.json")
    target.write_text(one_case_a_line(groups))
    alarms = {d: sum(len(c["alarms"]) for c in groups["streams"] if c["detector"] == d) for d in ("adwin", "ddm", "page_hinkley")}
    print(f"{target}: {target.stat().st_size} bytes, alarms {alarms}")


if __name__ == "__main__":
    main()
