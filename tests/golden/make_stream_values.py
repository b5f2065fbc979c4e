#!/usr/bin/env python3
"""Writes stream_values.json: where River's detectors of one value raise their alarms, and where those of the papers do that River
lacks, for stream_values_test.cpp to compare with.

    python3 -m venv VENV && VENV/bin/pip install river scipy
    VENV/bin/python tests/golden/make_stream_values.py

Streams are not stored: both languages make them from a seed (portable_random). What River lacks is in stream_papers.py, written from
the papers as plainly as possible, without the incremental tricks of the detectors. Tests never run this script.
"""

import json
import math
import pathlib
import random

import numpy
import river
import scipy
from river import drift

import stream_papers as papers
from portable_random import MASK, PortableRandom

MANY = 210  # streams for a detector that River has
SOME = 60  # and for one that it lacks


def stream(seed, segments):
    rng = PortableRandom(seed)
    for kind, first, second, length in segments:
        for i in range(length):
            if kind == "bernoulli":
                yield rng.bernoulli(first)
            elif kind == "slope":
                yield rng.bernoulli(first + (second - first) * (i / length))
            elif kind == "constant":
                yield first
            elif kind == "periodic":
                yield 1.0 if i % int(first) == 0 else 0.0
            elif kind == "grid":
                yield first + rng.below(int(second))
            else:
                yield rng.triangular(first, second)


def error_segments(plan, i):
    shape = i % 10
    if shape == 0:
        return [[["constant", float(i // 10 % 2), 0, plan.randrange(0, 600)]], [["periodic", plan.randrange(2, 20), 0, 1000]], [], [["constant", 1.0, 0, 1]]][
            i // 10 % 4
        ]
    if shape == 1:
        return [["slope", round(plan.uniform(0, 0.4), 3), round(plan.uniform(0.3, 1), 3), plan.randrange(500, 3000)]]
    if shape == 2:
        return [["constant", 0.0, 0, plan.randrange(20, 400)], ["bernoulli", round(plan.uniform(0.05, 0.9), 3), 0, plan.randrange(200, 1500)]]
    if shape == 3:
        return [["bernoulli", round(plan.uniform(0.02, 0.6), 3), 0, plan.randrange(1, 3000)]]
    return [["bernoulli", round(plan.uniform(0.01, 0.8), 3), 0, plan.randrange(100, 1500)] for _ in range(plan.randrange(2, 5))]


def number_segments(plan, i):
    shape = i % 6
    if shape == 0:
        return error_segments(plan, 10 * i)
    if shape == 1:
        return [["grid", plan.randrange(-2, 3), plan.randrange(2, 9), plan.randrange(100, 1200)] for _ in range(plan.randrange(1, 4))]
    if shape == 2:
        return [["triangular", 1e6, 1.0, plan.randrange(300, 1500)], ["triangular", 1e6 + 1, 1.0, plan.randrange(300, 1000)]]
    return [
        ["triangular", round(plan.uniform(-2, 2), 3), round(plan.uniform(0.1, 3), 3), plan.randrange(100, 1500)] for _ in range(plan.randrange(1, 5))
    ]


# What River has. Each case is a function of the parameters (ours) and the values that yields [alarm, warning, statistic] for each value.


def river_steps(detector, values, statistic, warns=True):
    for value in values:
        detector.update(value)
        alarm = detector.drift_detected
        yield alarm, warns and detector.warning_detected and not alarm, statistic(detector) if alarm else None


def renamed(parameters, names, defaults=None):
    return {names[key]: value for key, value in {**(defaults or {}), **parameters}.items() if key in names}


def river_adwin(parameters):
    names = {"delta": "delta", "clock": "clock", "max_buckets": "max_buckets", "min_window": "min_window_length", "grace": "grace_period"}
    return drift.ADWIN(**renamed(parameters, names))


def adwin(parameters, values):
    return river_steps(river_adwin(parameters), values, lambda d: d.width, warns=False)


def adwin_end(parameters, values):
    """The window that ADWIN keeps behind the last value: its length, mean and variance."""
    detector = river_adwin(parameters)
    for value in values:
        detector.update(value)
    return [detector.width, detector.estimation, detector.variance / detector.width if detector.width else 0.0]  # River sums the squares


def ddm(parameters, values):
    detector = drift.binary.DDM(**renamed(parameters, {"warm_up": "warm_start", "warning": "warning_threshold", "drift": "drift_threshold"}))

    def statistic(d):
        p = d._p.get()
        return p + math.sqrt(p * (1 - p) / d._p.n)

    return river_steps(detector, values, statistic)


def eddm(parameters, values):
    detector = drift.binary.EDDM(**renamed(parameters, {"warm_up": "warm_start", "warning": "alpha", "drift": "beta"}))
    return river_steps(detector, values, lambda d: 1 - (d._error_distances.mean.get() + 2 * math.sqrt(d._error_distances.get())) / d._p2s_prime_max)


def two_sided(parameters):
    return {"two_sided_test": parameters.get("side", "up") == "both"}


def hddm_a(parameters, values):
    detector = drift.binary.HDDMA(**renamed(parameters, {"drift": "drift_confidence", "warning": "warning_confidence"}), **two_sided(parameters))

    def statistic(d):
        rise, fall = d._z.get() - d._x_min.get(), d._x_max.get() - d._z.get()
        return rise if d._mean_incr(d.drift_confidence) else fall

    return river_steps(detector, values, statistic)


def hddm_w(parameters, values):
    names = {"drift": "drift_confidence", "warning": "warning_confidence", "lambda": "lambda_val"}
    detector = drift.binary.HDDMW(**renamed(parameters, names), **two_sided(parameters))

    def statistic(d):
        if d._detect_mean_incr(d.drift_confidence):
            return d._s2_incr.ewma - d._s1_incr.ewma
        return d._s1_decr.ewma - d._s2_decr.ewma

    return river_steps(detector, values, statistic)


def fhddm(parameters, values):
    """River's alarms where its values fall: errors that rise are shown to it as 1 - x."""
    names = {"window": "sliding_window_size", "short_window": "short_window_size", "delta": "confidence_level"}
    detector = drift.binary.FHDDM(**renamed(parameters, names))
    rises = parameters.get("side", "up") == "up"
    return river_steps(detector, ((1 - value if rises else value) for value in values), lambda d: None, warns=False)


def page_hinkley(parameters, values):
    names = {"warm_up": "min_instances", "delta": "delta", "threshold": "threshold", "alpha": "alpha", "side": "mode"}

    def statistic(d):
        rise, fall = d._sum_increase - d._min_increase, d._max_decrease - d._sum_decrease
        return {"up": rise, "down": fall, "both": max(rise, fall)}[parameters.get("side", "both")]

    return river_steps(drift.PageHinkley(**renamed(parameters, names)), values, statistic, warns=False)


class SampleAsOurs:
    """Stands in for random.Random in River's KSWIN: the very sets that detectors/stream/kswin.cpp draws."""

    def __init__(self, seed):
        self.bits = PortableRandom(seed & MASK)

    def sample(self, population, size):
        chosen = set()
        for last in range(len(population) - size, len(population)):
            drawn = ((self.bits.next() >> 32) * (last + 1)) >> 32
            chosen.add(last if drawn in chosen else drawn)
        return [population[i] for i in sorted(chosen)]


class KswinWithOurSamples(drift.KSWIN):
    def _reset(self):
        super()._reset()
        self._rng = SampleAsOurs(self.seed)


def kswin(parameters, values):
    names = {"alpha": "alpha", "window": "window_size", "newest": "stat_size", "seed": "seed"}
    detector = KswinWithOurSamples(**renamed(parameters, names, {"seed": 1}))
    return river_steps(detector, values, lambda d: float(d.p_value), warns=False)


def of(make):
    return lambda parameters, values: papers.anew(make, parameters, values)


ERRORS, NUMBERS = error_segments, number_segments
MOA = {"semantics": "moa"}
NORMAL = {"model": "normal"}

DETECTORS = {
    "adwin": (adwin, NUMBERS, MANY, [{}, {}, {"clock": 1}, {"delta": 0.05}, {"delta": 0.2, "clock": 7}, {"max_buckets": 2, "clock": 3},
                                     {"min_window": 1, "grace": 0}, {"max_buckets": 12, "min_window": 30, "grace": 100}]),
    "ddm": (ddm, ERRORS, MANY, [{}, {}, {"warm_up": 100}, {"warning": 1.0, "drift": 2.0}, {"warm_up": 1}]),
    "eddm": (eddm, ERRORS, MANY, [{}, {}, {"warm_up": 10}, {"warning": 0.8, "drift": 0.7}]),
    "hddm_a": (hddm_a, ERRORS, MANY, [{}, {}, {"side": "both"}, {"drift": 0.01, "warning": 0.05}, {"drift": 0.1, "warning": 0.2, "side": "both"}]),
    "hddm_w": (hddm_w, ERRORS, MANY, [{}, {}, {"side": "both"}, {"lambda": 0.2, "drift": 0.01, "warning": 0.05}, {"lambda": 0.01, "side": "both"}]),
    "fhddm": (fhddm, ERRORS, MANY, [{}, {}, {"side": "down"}, {"window": 40, "delta": 0.001}, {"window": 60, "short_window": 20, "delta": 0.001},
                                    {"short_window": 25, "side": "down"}]),
    "page_hinkley": (page_hinkley, NUMBERS, MANY, [{}, {"threshold": 20.0}, {"threshold": 10.0, "side": "up"}, {"threshold": 10.0, "side": "down"},
                                                   {"alpha": 1.0, "delta": 0.05}, {"warm_up": 5, "threshold": 5.0}]),
    "kswin": (kswin, NUMBERS, MANY, [{}, {}, {"seed": 12345}, {"alpha": 0.0001}, {"window": 60, "newest": 30}, {"window": 150, "newest": 20, "alpha": 0.01}]),
    "adwin (MOA)": (papers.moa_adwin, NUMBERS, SOME, [MOA, MOA, {"clock": 1, **MOA}, {"delta": 0.05, **MOA}]),
    "page_hinkley (MOA)": (of(papers.moa_page_hinkley), NUMBERS, SOME, [MOA, {"threshold": 10.0, **MOA}, {"warm_up": 5, "threshold": 5.0, **MOA}]),
    "rddm": (of(papers.rddm), ERRORS, SOME, [{}, {}, {"warm_up": 30, "max_concept": 500, "min_concept": 100, "warning_limit": 40}, {"warning": 2.0, "drift": 3.0}]),
    "cusum": (of(papers.cusum), NUMBERS, SOME, [{}, {"threshold": 10.0}, {"threshold": 10.0, "side": "both"}, {"warm_up": 5, "threshold": 5.0, "side": "down"}]),
    "gma": (of(papers.gma), NUMBERS, SOME, [{}, {"threshold": 0.3}, {"threshold": 0.3, "side": "both"}, {"alpha": 0.9, "threshold": 0.4, "side": "down"}]),
    "ecdd": (of(papers.ecdd), ERRORS, SOME, [{}, {}, {"warm_up": 5}, {"warm_up": 100, "lambda": 0.1}]),
    "stepd": (of(papers.stepd), ERRORS, SOME, [{}, {}, {"side": "up"}, {"window": 50, "drift": 0.0001, "warning": 0.001, "side": "down"}]),
    "seed": (of(papers.seed), NUMBERS, SOME, [{}, {}, {"block": 8, "compress_every": 5}, {"delta": 0.01, "epsilon": 0.5, "compress_every": 10}]),
    "optwin": (of(papers.optwin), NUMBERS, SOME, [{}, {}, {"max_window": 200}, {"rigor": 1.0, "drift": 0.99, "min_window": 20, "max_window": 400}]),
    "bocd": (of(papers.bocd), NUMBERS, SOME, [NORMAL, {"max_run": 40, **NORMAL}, {"hazard": 0.01, "threshold": 0.7, "max_run": 60, **NORMAL}]),
    "bocd (errors)": (of(papers.bocd), ERRORS, SOME, [{}, {"max_run": 40}, {"hazard": 0.01, "threshold": 0.7, "max_run": 60}]),
}
SLOW = {"optwin", "bocd", "stepd", "seed", "cusum", "gma", "rddm", "ecdd"}  # those whose plain form is quadratic get shorter streams


def cases():
    plan = random.Random(20240601)
    for name, (steps, segments_of, count, parameters) in DETECTORS.items():
        for i in range(count):
            chosen = parameters[i % len(parameters)]
            segments = segments_of(plan, i)
            if name.split()[0] in SLOW:
                segments = [[kind, first, second, min(length, 700)] for kind, first, second, length in segments]
            number = plan.getrandbits(32)
            alarms, warnings = [], 0
            for at, (alarm, warning, statistic) in enumerate(steps(chosen, stream(number, segments))):
                warnings += bool(warning)
                if alarm:
                    alarms.append(at if statistic is None else [at, float(f"{float(statistic):.10g}")])
            end = {"end": adwin_end(chosen, stream(number, segments))} if name == "adwin" else {}
            yield {"detector": name.split()[0], "parameters": chosen, "seed": number, "segments": segments, "alarms": alarms, "warnings": warnings, **end}


def main():
    all_cases = list(cases())
    versions = {"river": river.__version__, "scipy": scipy.__version__, "numpy": numpy.__version__}
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in all_cases)
    target = pathlib.Path(__file__).with_name("stream_values.json")
    target.write_text(f'{{"made_with":{json.dumps(versions)},\n"streams":[\n{rows}\n]}}\n')
    print(f"{target}: {target.stat().st_size} bytes")
    for name in dict.fromkeys(case["detector"] for case in all_cases):
        mine = [case for case in all_cases if case["detector"] == name]
        print(f"{name}: {len(mine)} streams, {sum(len(case['alarms']) for case in mine)} alarms, {sum(case['warnings'] for case in mine)} warnings")


if __name__ == "__main__":
    main()
