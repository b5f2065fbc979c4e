"""Detectors of one value that River lacks, from the papers and from MOA's semantics, as plainly as possible: for make_stream_values.py.

Each but MOA's ADWIN is a function of the parameters that gives a step: a value to ("drift", "warning" or "none", the statistic). It begins
anew after an alarm.
"""

import math

import numpy
from scipy import special, stats


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
