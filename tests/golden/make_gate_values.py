"""Writes gate_values.json: what SciPy and statsmodels answer to the questions of gate_values_test.cpp.

    python3 make_gate_values.py > gate_values.json

Made with SciPy 1.17, statsmodels 0.14, NumPy 2. McNemar: scipy.stats.binomtest. Tango's score test: its likelihood maximised by
scipy.optimize. Diebold-Mariano: statsmodels' OLS on a constant with HAC errors, times the factor of Harvey, Leybourne & Newbold, and
SciPy's t. Block bootstrap: the exact variance of a circular block bootstrap's mean, and a resampling of NumPy's own.
"""
import json
import math
import sys

import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats


def mcnemar():
    cases = []
    for wins, losses in [(0, 0), (0, 5), (5, 0), (10, 3), (200, 100), (60000, 59000), (500000, 499000)]:
        n = wins + losses
        cases.append({"wins": wins, "losses": losses,
                      "better": float(stats.binomtest(wins, n, 0.5, alternative="greater").pvalue) if n else 1.0,
                      "worse": float(stats.binomtest(losses, n, 0.5, alternative="greater").pvalue) if n else 1.0})
    return cases


def tango():
    cases = []
    for wins, losses, rows, shift in [(40, 20, 1000, 0.02), (40, 20, 1000, 0.0), (20, 40, 1000, -0.04), (3, 8, 50, -0.1), (0, 0, 200, -0.02),
                                      (0, 7, 120, -0.05), (30, 1, 90, 0.1), (400, 350, 9000, 0.002)]:
        def minus_log_likelihood(q):
            parts = [(wins, q + shift), (losses, q), (rows - wins - losses, 1 - 2 * q - shift)]
            return -sum(count * math.log(max(p, 1e-300)) for count, p in parts if count)
        low, high = max(0.0, -shift), (1 - shift) / 2
        found = optimize.minimize_scalar(minus_log_likelihood, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
        q = min((found.x, low, high), key=minus_log_likelihood)
        z = (wins - losses - rows * shift) / math.sqrt(rows * (2 * q + shift - shift * shift))
        cases.append({"wins": wins, "losses": losses, "rows": rows, "shift": shift, "better": float(stats.norm.sf(z)), "worse": float(stats.norm.cdf(z))})
    return cases


def series(n, dependence, shift, seed):
    random = np.random.default_rng(seed)
    x = np.zeros(n)
    for i in range(n):
        x[i] = (dependence * x[i - 1] if i else 0) + random.standard_t(5)
    return np.round(x + shift, 4)


def lags_of(n):
    return int(4 * (n / 100) ** (2 / 9))


def diebold_mariano():
    cases = []
    for n, dependence, shift, seed in [(8, 0, 0.4, 1), (40, 0.5, 0.5, 2), (150, 0, -0.2, 3), (400, 0.7, 0.3, 4), (1000, 0.3, 0.0, 5)]:
        x = series(n, dependence, shift, seed)
        lags = lags_of(n)
        fit = sm.OLS(x, np.ones(n)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "kernel": "bartlett", "use_correction": False})
        h = lags + 1
        statistic = float(fit.tvalues[0]) * math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
        cases.append({"x": x.tolist(), "lags": lags, "better": float(stats.t.sf(statistic, n - 1)), "worse": float(stats.t.cdf(statistic, n - 1)),
                      "t_better": float(stats.ttest_1samp(x, 0, alternative="greater").pvalue)})
    return cases


def block_bootstrap():
    cases = []
    for n, dependence, shift, seed in [(27, 0.3, 0.6, 6), (200, 0.6, 0.2, 7), (1000, 0.4, 0.02, 8)]:
        x = series(n, dependence, shift, seed)
        block = math.ceil(round(n ** (1 / 3), 9))
        centred = x - x.mean()
        blocks, rest = divmod(n, block)
        around = np.concatenate([centred, centred])
        sums = lambda length: np.array([around[i:i + length].sum() for i in range(n)])
        variance = blocks * sums(block).var() + (sums(rest).var() if rest else 0)
        random = np.random.default_rng(seed)
        means = []
        for _ in range(20000):
            starts = random.integers(0, n, size=blocks + (1 if rest else 0))
            index = np.concatenate([(start + np.arange(block)) % n for start in starts])[:n]
            means.append(x[index].mean())
        means = np.array(means)
        cases.append({"x": x.tolist(), "block": block, "standard_error": float(math.sqrt(variance) / n),
                      "better": float(np.mean(means - x.mean() >= x.mean())), "low": float(np.quantile(means, 0.025)),
                      "high": float(np.quantile(means, 0.975))})
    return cases


json.dump({"mcnemar": mcnemar(), "tango": tango(), "diebold_mariano": diebold_mariano(), "block_bootstrap": block_bootstrap()}, sys.stdout,
          separators=(",", ":"))
print()
