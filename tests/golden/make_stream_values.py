#!/usr/bin/env python3
"""Writes stream_values.json: where River's detectors of one value raise their alarms, and where those of the papers do that River
lacks, for stream_values_test.cpp to compare with.

    python3 -m venv VENV && VENV/bin/pip install river scipy
    VENV/bin/python tests/golden/make_stream_values.py

Streams are not stored: both languages make them from a seed (portable_random). What River lacks is written here from the papers and from
MOA's semantics as plainly as possible, without the incremental tricks of the detectors. Tests never run this script.
"""

import json
import math
import pathlib
import random

import numpy
import river
import scipy
from river import drift
from scipy import special, stats

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


def adwin(parameters, values):
    names = {"delta": "delta", "clock": "clock", "max_buckets": "max_buckets", "min_window": "min_window_length", "grace": "grace_period"}
    return river_steps(drift.ADWIN(**renamed(parameters, names)), values, lambda d: d.width, warns=False)


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


# What River lacks. Each begins anew after an alarm.


def anew(make, parameters, values):
    step = make(parameters)
    for value in values:
        level, statistic = step(value)
        yield level == "drift", level == "warning", statistic
        if level == "drift":
            step = make(parameters)


def moa_adwin(parameters, values):
    """MOA's ADWIN on lists of buckets (size, total, sum of squares), as its learners use it: rises only; it goes on after an alarm."""
    delta, clock = parameters.get("delta", 0.002), parameters.get("clock", 32)
    rows, width, total, squares, ticks = [[]], 0, 0.0, 0.0, 0

    def cut_found():
        d = math.log(2 * math.log(width) / delta)
        older, older_total = 0, 0.0
        for i, row in reversed(list(enumerate(rows))):
            for bucket_total, _ in row:
                older, older_total = older + 2**i, older_total + bucket_total
                newer = width - older
                if newer <= 6 or older <= 6:
                    continue
                m = 1 / (older - 4) + 1 / (newer - 4)
                bound = math.sqrt(2 * m * squares / width * d) + 2 / 3 * d * m
                if abs(older_total / older - (total - older_total) / newer) > bound:
                    return True
        return False

    for value in values:
        estimate = total / width if width else 0.0
        ticks, width = ticks + 1, width + 1
        if width > 1:
            squares += (width - 1) * (value - total / (width - 1)) ** 2 / width
        total += value
        rows[0].append((value, 0.0))
        for i in range(len(rows)):
            if len(rows[i]) == 6:
                (a, sa), (b, sb) = rows[i][:2]
                if i + 1 == len(rows):
                    rows.append([])
                rows[i + 1].append((a + b, sa + sb + 2**i * 2**i * (a / 2**i - b / 2**i) ** 2 / (2 * 2**i)))
                rows[i] = rows[i][2:]
        cut = False
        if ticks % clock == 0 and width > 10:
            while cut_found():
                cut = True
                size = 2 ** (len(rows) - 1)
                bucket_total, bucket_squares = rows[-1].pop(0)
                width, total = width - size, total - bucket_total
                squares -= bucket_squares + size * width * (bucket_total / size - total / width) ** 2 / (size + width)
                if not rows[-1]:
                    rows.pop()
        yield cut and total / width > estimate, False, width


def moa_page_hinkley(parameters):
    state = {"n": 1, "mean": 0.0, "sum": 0.0, "min": math.inf}
    minimum, threshold = parameters.get("warm_up", 30), parameters.get("threshold", 50.0)
    delta, alpha = parameters.get("delta", 0.005), parameters.get("alpha", 0.9999)

    def step(x):
        state["mean"] += (x - state["mean"]) / state["n"]
        state["sum"] = alpha * state["sum"] + (x - state["mean"] - delta)
        state["n"] += 1
        state["min"] = min(state["min"], state["sum"])
        statistic = state["sum"] - state["min"]
        return ("drift" if state["n"] >= minimum and statistic > threshold else "none"), statistic

    return step


def rddm(parameters):
    first, limit = parameters.get("warm_up", 129), parameters.get("warning_limit", 1400)
    warning, alarm = parameters.get("warning", 1.773), parameters.get("drift", 2.258)
    longest, shortest = parameters.get("max_concept", 40000), parameters.get("min_concept", 7000)
    concept, warned = [], [0]
    state = {"lowest": (math.inf, 0.0, 0.0)}

    def forget_minimum():
        state["lowest"] = (math.inf, 0.0, 0.0)
        for n in range(first, len(concept) + 1):
            p = sum(concept[:n]) / n
            s = math.sqrt(max(0.0, p * (1 - p)) / n)
            state["lowest"] = min(state["lowest"], (p + s, p, s), key=lambda one: one[0])

    def step(x):
        concept.append(x)
        n, p = len(concept), sum(concept) / len(concept)
        if n < first:
            return "none", None
        s = math.sqrt(max(0.0, p * (1 - p)) / n)
        if p + s < state["lowest"][0]:
            state["lowest"] = (p + s, p, s)
        _, p_min, s_min = state["lowest"]
        if p + s > p_min + alarm * s_min:
            return "drift", p + s
        if p + s > p_min + warning * s_min:
            warned[0] += 1
            return ("drift" if warned[0] > limit else "warning"), p + s
        warned[0] = 0
        if n >= longest:
            del concept[:-shortest]
            forget_minimum()
        return "none", p + s

    return step


def sums_of(parameters, start):
    """CUSUM and GMA: `start` makes the rule that takes the deviation from the running mean and gives (rise, fall)."""
    values = []
    side, minimum = parameters.get("side", "up"), parameters.get("warm_up", 30)
    rule, threshold = start()

    def step(x):
        values.append(x)
        rise, fall = rule(x - math.fsum(values) / len(values))
        statistic = {"up": rise, "down": fall, "both": max(rise, fall)}[side]
        return ("drift" if len(values) >= minimum and statistic > threshold else "none"), statistic

    return step


def cusum(parameters):
    def start():
        delta, sums = parameters.get("delta", 0.005), [0.0, 0.0]

        def rule(deviation):
            sums[:] = max(0.0, sums[0] + deviation - delta), max(0.0, sums[1] - deviation - delta)
            return sums

        return rule, parameters.get("threshold", 50.0)

    return sums_of(parameters, start)


def gma(parameters):
    def start():
        alpha, average = parameters.get("alpha", 0.99), [0.0]

        def rule(deviation):
            average[0] = alpha * average[0] + (1 - alpha) * deviation
            return average[0], -average[0]

        return rule, parameters.get("threshold", 0.12)

    return sums_of(parameters, start)


def ecdd(parameters):
    minimum, weight, errors = parameters.get("warm_up", 30), parameters.get("lambda", 0.2), []
    z = [0.0]

    def step(x):
        errors.append(x)
        n = len(errors)
        p = sum(errors) / n
        z[0] += weight * (x - z[0])
        s = math.sqrt(p * (1 - p) * weight * (1 - (1 - weight) ** (2 * n)) / (2 - weight))
        reach = 3.97 - 6.56 * p + 48.73 * p**3 - 330.13 * p**5 + 848.18 * p**7
        if n < minimum:
            return "none", None
        if z[0] > p + reach * s:
            return "drift", z[0]
        return ("warning" if z[0] > p + 0.5 * reach * s else "none"), z[0]

    return step


def stepd(parameters):
    window, errors = parameters.get("window", 30), []
    side = parameters.get("side", "both")

    def step(x):
        errors.append(x)
        if len(errors) < 2 * window:
            return "none", None
        older, newer = errors[:-window], errors[-window:]
        rise = sum(newer) / window - sum(older) / len(older)
        inverse = 1 / len(older) + 1 / window
        p = sum(errors) / len(errors)
        spread = math.sqrt(p * (1 - p) * inverse)
        z = max(0.0, abs(rise) - inverse / 2) / spread if spread > 0 else 0.0
        p_value = 2 * stats.norm.sf(z)
        if (side == "up" and rise < 0) or (side == "down" and rise >= 0):
            return "none", z
        if p_value < parameters.get("drift", 0.003):
            return "drift", z
        return ("warning" if p_value < parameters.get("warning", 0.05) else "none"), z

    return step


def seed(parameters):
    delta, size, every = parameters.get("delta", 0.05), parameters.get("block", 32), parameters.get("compress_every", 75)
    grows = parameters.get("epsilon", 0.01) * parameters.get("alpha", 0.8)
    values, blocks, opened = [], [[]], [0]  # values by block, oldest first

    def compress():
        epsilon, i = 0.0, len(blocks) - 1
        while i > 0:
            epsilon += grows
            if abs(sum(blocks[i]) / len(blocks[i]) - sum(blocks[i - 1]) / len(blocks[i - 1])) < epsilon:
                blocks[i - 1 : i + 1] = [blocks[i - 1] + blocks[i]]
            i -= 1

    def step(x):
        if values and len(values) % size == 0:
            if len(blocks) > 1 and opened[0] > every:
                opened[0] = 0
                compress()
            blocks.append([])
            opened[0] += 1
        values.append(x)
        blocks[-1].append(x)
        if len(values) % size or len(blocks) < 2:
            return "none", None
        n, total, variance = len(values), sum(values), float(numpy.var(values))
        d = math.log(2 * math.log(n) / delta)
        newer, newer_total = 0, 0.0
        for block in reversed(blocks[1:]):
            newer, newer_total = newer + len(block), newer_total + sum(block)
            older = n - newer
            m = 1 / older + 1 / newer
            difference = abs(newer_total / newer - (total - newer_total) / older)
            if difference > math.sqrt(2 * m * variance * d) + 2 / 3 * d * m:
                return "drift", difference
        return "none", None

    return step


OPTWIN_CUTS = {}


def optwin_cut(w, rigor, confidence, warning):
    """The latest cut at which the rise that is surely seen is at most `rigor` deviations; by trying all of them."""
    key = (w, rigor, confidence, warning)
    if key not in OPTWIN_CUTS:
        c = numpy.arange(2, w - 1, dtype=float)
        f = stats.f.ppf(confidence, c - 1, w - c - 1)
        freedom = (1 / c + 1 / f**2 / (w - c)) ** 2 / (1 / (c**2 * (c - 1)) + 1 / f**4 / ((w - c) ** 2 * (w - c - 1)))
        t = stats.t.ppf(confidence, freedom)
        sure = numpy.nonzero(t * numpy.sqrt(1 / c + f / (w - c)) <= rigor)[0]
        i = sure[-1] if len(sure) else w // 2 + 1 - 2
        OPTWIN_CUTS[key] = (int(c[i]), float(t[i]), float(stats.t.ppf(warning, freedom[i])), float(f[i]))
    return OPTWIN_CUTS[key]


def optwin(parameters):
    confidence, noise = parameters.get("drift", 0.999) ** 0.25, parameters.get("noise", 1e-6)
    window = []

    def step(x):
        window.append(x)
        del window[: -parameters.get("max_window", 1000)]
        if len(window) < parameters.get("min_window", 30):
            return "none", None
        cut, t_limit, t_warning, f_limit = optwin_cut(len(window), parameters.get("rigor", 0.5), confidence, parameters.get("warning", 0.9))
        older, newer = numpy.array(window[:cut]), numpy.array(window[cut:])
        s_older, s_newer = older.std() + noise, newer.std() + noise
        rise = newer.mean() - older.mean()
        t = rise / math.sqrt(s_newer**2 / len(newer) + s_older**2 / len(older))
        if t > t_limit:
            return "drift", t
        if s_newer**2 / s_older**2 > f_limit:
            if rise > 0:
                return "drift", s_newer**2 / s_older**2
            window.clear()
            return "none", None
        return ("warning" if t > t_warning else "none"), t

    return step


def bocd(parameters):
    warm_up, hazard = parameters.get("warm_up", 30), parameters.get("hazard", 0.001)
    longest = parameters.get("max_run", 200)
    seen, runs = [], {}  # runs: start -> probability; a run that starts at s holds seen[s:]; the oldest starts at 0
    prior, errors_before = {}, [0.0]

    def posterior(start):
        values = numpy.array(seen[start:]) if start else numpy.array(seen)
        n = len(values)
        mean = values.mean() if n else prior["mean"]
        kappa, alpha = 1 + n, 1 + n / 2
        beta = prior["variance"] + 0.5 * ((values - mean) ** 2).sum() + n * (mean - prior["mean"]) ** 2 / (2 * kappa)
        return (prior["mean"] + n * mean) / kappa, kappa, alpha, beta

    def log_density(start, x):
        if parameters.get("model") != "normal":
            rate = (prior["mean"] + errors_before[-1] - errors_before[start]) / (1 + len(seen) - start)
            return math.log(rate if x == 1 else 1 - rate)
        mean, kappa, alpha, beta = posterior(start)
        scale = 2 * beta * (kappa + 1) / kappa
        return (
            special.gammaln(alpha + 0.5)
            - special.gammaln(alpha)
            - 0.5 * math.log(math.pi * scale)
            - (alpha + 0.5) * math.log1p((x - mean) ** 2 / scale)
        )

    def see(x):
        seen.append(x)
        errors_before.append(errors_before[-1] + x)

    def step(x):
        if not runs:
            see(x)
            if len(seen) >= warm_up and numpy.var(seen) > 0:
                prior.update(mean=float(numpy.mean(seen)), variance=float(numpy.var(seen)))
                runs[0] = 1.0
            return "none", None
        joint = {start: math.log(p) + log_density(start, x) for start, p in runs.items() if p > 1e-30}
        top = max(joint.values())
        weights = {start: math.exp(value - top) for start, value in joint.items()}
        total = sum(weights.values())
        see(x)
        runs.clear()
        for start, weight in weights.items():
            home = 0 if len(seen) - start >= longest else start
            runs[home] = runs.get(home, 0.0) + weight / total * (1 - hazard)
        runs.setdefault(0, 0.0)
        runs[len(seen)] = hazard
        statistic = 1 - runs[0]
        return ("drift" if statistic > parameters.get("threshold", 0.9) else "none"), statistic

    return step


def of(make):
    return lambda parameters, values: anew(make, parameters, values)


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
    "adwin (MOA)": (moa_adwin, NUMBERS, SOME, [MOA, MOA, {"clock": 1, **MOA}, {"delta": 0.05, **MOA}]),
    "page_hinkley (MOA)": (of(moa_page_hinkley), NUMBERS, SOME, [MOA, {"threshold": 10.0, **MOA}, {"warm_up": 5, "threshold": 5.0, **MOA}]),
    "rddm": (of(rddm), ERRORS, SOME, [{}, {}, {"warm_up": 30, "max_concept": 500, "min_concept": 100, "warning_limit": 40}, {"warning": 2.0, "drift": 3.0}]),
    "cusum": (of(cusum), NUMBERS, SOME, [{}, {"threshold": 10.0}, {"threshold": 10.0, "side": "both"}, {"warm_up": 5, "threshold": 5.0, "side": "down"}]),
    "gma": (of(gma), NUMBERS, SOME, [{}, {"threshold": 0.3}, {"threshold": 0.3, "side": "both"}, {"alpha": 0.9, "threshold": 0.4, "side": "down"}]),
    "ecdd": (of(ecdd), ERRORS, SOME, [{}, {}, {"warm_up": 5}, {"warm_up": 100, "lambda": 0.1}]),
    "stepd": (of(stepd), ERRORS, SOME, [{}, {}, {"side": "up"}, {"window": 50, "drift": 0.0001, "warning": 0.001, "side": "down"}]),
    "seed": (of(seed), NUMBERS, SOME, [{}, {}, {"block": 8, "compress_every": 5}, {"delta": 0.01, "epsilon": 0.5, "compress_every": 10}]),
    "optwin": (of(optwin), NUMBERS, SOME, [{}, {}, {"max_window": 200}, {"rigor": 1.0, "drift": 0.99, "min_window": 20, "max_window": 400}]),
    "bocd": (of(bocd), NUMBERS, SOME, [NORMAL, {"max_run": 40, **NORMAL}, {"hazard": 0.01, "threshold": 0.7, "max_run": 60, **NORMAL}]),
    "bocd (errors)": (of(bocd), ERRORS, SOME, [{}, {"max_run": 40}, {"hazard": 0.01, "threshold": 0.7, "max_run": 60}]),
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
            yield {"detector": name.split()[0], "parameters": chosen, "seed": number, "segments": segments, "alarms": alarms, "warnings": warnings}


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
