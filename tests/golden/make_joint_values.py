"""Values of the joint comparisons by NumPy, SciPy and scikit-learn, for joint_values_test.cpp.

    pip install numpy scipy scikit-learn; python make_joint_values.py > joint_values.json

scipy has no Hotelling, MMD or B-test: those are the papers' formulas in NumPy, with SciPy's distributions. PCA and the logistic model are
scikit-learn's. Samples are made from seeds, by portable_random.py, and stored as seeds.
"""

import json
import math

import numpy as np
from portable_random import PortableRandom
from scipy import integrate, stats
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

def draw(random: PortableRandom, rows: int, columns: int, shift: float, mix: float) -> np.ndarray:
    """Triangular columns, tied to a common one by `mix`."""
    values = []
    for _ in range(rows):
        common = random.triangular(0.0, 1.0)
        values.append([mix * common + random.triangular(shift, 1.0 + 0.1 * j) for j in range(columns)])
    return np.array(values)


def standardised(reference: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return (rows - reference.mean(axis=0)) / reference.std(axis=0)


def median_distance(rows: np.ndarray) -> float:
    count = min(len(rows), 256)
    chosen = rows[[i * len(rows) // count for i in range(count)]]
    distances = sorted(float(np.linalg.norm(chosen[i] - chosen[j])) for i in range(count) for j in range(i))
    return distances[len(distances) // 2]


def kernel(x: np.ndarray, y: np.ndarray, width: float) -> np.ndarray:
    squares = ((x[:, None, :] - y[None, :, :]) ** 2).sum(axis=2)
    return np.exp(-squares / (2 * width**2))


def t_tail(terms: np.ndarray) -> float:
    return float(stats.t.sf(terms.mean() / (terms.std(ddof=1) / np.sqrt(len(terms))), len(terms) - 1))


def mmd_linear(x: np.ndarray, y: np.ndarray) -> list:
    width = median_distance(x)

    def k(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.exp(-((a - b) ** 2).sum(axis=1) / (2 * width**2))

    x1, x2, y1, y2 = x[0::2], x[1::2], y[0::2], y[1::2]
    terms = k(x1, x2) + k(y1, y2) - k(x1, y2) - k(x2, y1)
    return [float(terms.mean()), t_tail(terms)]


def mmd_block(x: np.ndarray, y: np.ndarray, size: int) -> list:
    width = median_distance(x)
    terms = []
    for first in range(0, len(x) - size + 1, size):
        a, b = x[first : first + size], y[first : first + size]
        between = kernel(a, b, width)
        square = kernel(a, a, width) + kernel(b, b, width) - between - between.T
        np.fill_diagonal(square, 0)
        terms.append(square.sum() / (size * (size - 1)))
    return [float(np.mean(terms)), t_tail(np.array(terms))]


def hotelling(x: np.ndarray, y: np.ndarray) -> list:
    n, m, p = len(x), len(y), x.shape[1]
    pooled = ((n - 1) * np.cov(x, rowvar=False) + (m - 1) * np.cov(y, rowvar=False)) / (n + m - 2)
    pooled = np.atleast_2d(pooled)
    difference = x.mean(axis=0) - y.mean(axis=0)
    square = n * m / (n + m) * difference @ np.linalg.solve(pooled, difference)
    f = (n + m - p - 1) / ((n + m - 2) * p) * square
    return [float(square), float(stats.f.sf(f, p, n + m - p - 1))]


def pca(x: np.ndarray, y: np.ndarray, explained: float) -> list:
    full = PCA(svd_solver="full").fit(x[0::2])
    shares = full.explained_variance_ratio_
    count = min(int(np.searchsorted(np.cumsum(shares), explained) + 1), x.shape[1] - 1)
    fitted = PCA(n_components=max(count, 1), svd_solver="full").fit(x[0::2])

    def errors(rows: np.ndarray) -> np.ndarray:
        nearest = fitted.inverse_transform(fitted.transform(rows)) if count > 0 else fitted.mean_
        return np.linalg.norm(rows - nearest, axis=1)

    held_out, window = errors(x[1::2]), errors(y)
    test = stats.ks_2samp(held_out, window, method="exact")
    return [float(test.statistic), float(test.pvalue), count, float(held_out.mean()), float(window.mean())]


def classifier(x: np.ndarray, y: np.ndarray, folds: int) -> list:
    """Each fold scored by scikit-learn's model of those before it; van Elteren's sum of Mann and Whitney's U."""
    a, b = ([len(rows) * i // folds for i in range(folds + 1)] for rows in (x, y))
    wins = pairs = variance = 0.0
    for fold in range(1, folds):
        rows = np.concatenate([part for i in range(fold) for part in (x[a[i] : a[i + 1]], y[b[i] : b[i + 1]])])
        labels = np.concatenate([part for i in range(fold) for part in (np.zeros(a[i + 1] - a[i]), np.ones(b[i + 1] - b[i]))])
        model = LogisticRegression(C=1.0, tol=1e-12, max_iter=10000, solver="newton-cholesky").fit(rows, labels)
        first = model.decision_function(x[a[fold] : a[fold + 1]])
        second = model.decision_function(y[b[fold] : b[fold + 1]])
        n, m = len(first), len(second)
        wins += stats.mannwhitneyu(second, first).statistic
        pairs += n * m
        variance += n * m * (n + m + 1) / 12
    return [float(wins / pairs), float(stats.norm.sf((wins - pairs / 2) / np.sqrt(variance)))]


def samples(recipe: dict) -> tuple:
    random = PortableRandom(recipe["seed"])
    x = draw(random, recipe["n"], recipe["columns"], 0.0, recipe["mix"])
    y = draw(random, recipe["m"], recipe["columns"], recipe["shift"], recipe["window_mix"])
    return standardised(x, x), standardised(x, y)


def comparisons() -> list:
    cases = []
    seed = 1
    for columns in (1, 2, 5, 12):
        for n, m in ((100, 100), (400, 400), (400, 250)):
            for shift, window_mix in ((0.0, 0.8), (0.1, 0.8), (0.0, 0.2)):
                recipe = {"seed": seed, "columns": columns, "n": n, "m": m, "shift": shift, "mix": 0.8, "window_mix": window_mix}
                x, y = samples(recipe)
                results = {"hotelling": hotelling(x, y), "pca": pca(x, y, 0.65), "classifier": classifier(x, y, 5)}
                if n == m:
                    results["mmd_linear"] = mmd_linear(x, y)
                    results["mmd_block"] = mmd_block(x, y, math.isqrt(n))
                cases.append(recipe | {"results": results})
                seed += 1
    return cases


def logistic() -> list:
    cases = []
    for seed, rows, columns, penalty in ((101, 60, 1, 1.0), (102, 200, 4, 0.1), (103, 200, 4, 10.0), (104, 50, 20, 1.0), (105, 500, 8, 0.01)):
        random = PortableRandom(seed)
        x = draw(random, rows, columns, 0.0, 0.5)
        classes = [int(random.bernoulli(1 / (1 + np.exp(-2 * row[0])))) for row in x]
        model = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10000, solver="newton-cholesky").fit(x, classes)
        recipe = {"seed": seed, "rows": rows, "columns": columns, "penalty": penalty, "classes": classes}
        cases.append(recipe | {"weights": model.coef_[0].tolist(), "bias": float(model.intercept_[0])})
    return cases


def imhof(x: float, weights: list) -> float:
    """P(sum of weights times squared normals > x): Imhof (1961), by numerical inversion."""
    w = np.array(weights)

    def integrand(u: float) -> float:
        theta = 0.5 * np.arctan(w * u).sum() - 0.5 * x * u
        rho = np.exp(0.25 * np.log1p((w * u) ** 2).sum())
        return np.sin(theta) / (u * rho)

    value = 0.0
    step = 4 * np.pi / x
    for i in range(4000):
        part, _ = integrate.quad(integrand, i * step, (i + 1) * step, limit=400, epsabs=1e-15, epsrel=1e-13)
        value += part
    return 0.5 + value / np.pi


def tails() -> list:
    cases = []
    for weights in ([1.0] * 4, [1.0, 0.5, 0.25, 0.125, 0.0625], [1 / (k * k) for k in range(1, 31)], [1.0] * 40, [1.0] + [0.1] * 30):
        mean, deviation = sum(weights), np.sqrt(2 * sum(w * w for w in weights))
        for away in (-1.0, 0.0, 1.0, 2.0, 4.0, 6.0):
            x = mean + away * deviation
            if x <= 0:
                continue
            equal = len(set(weights)) == 1
            tail = float(stats.chi2.sf(x / weights[0], len(weights))) if equal else imhof(x, weights)
            cases.append({"weights": weights, "x": x, "tail": tail})
    for x in (0.5, 3.0, 10.0, 30.0):
        cases.append({"weights": [1.0], "x": x, "tail": float(stats.chi2.sf(x, 1))})
    return cases


if __name__ == "__main__":
    print(json.dumps({"comparisons": comparisons(), "logistic": logistic(), "tails": tails()}, indent=1))
