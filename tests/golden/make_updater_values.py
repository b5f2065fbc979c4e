"""Writes updater_values.json: what SciPy and scikit-learn answer to the questions of updater_values_test.cpp.

    python3 make_updater_values.py STREAMS > updater_values.json      (STREAMS: the folder of electricity.csv.gz)

Made with SciPy 1.17.1, scikit-learn 1.9.1, NumPy 2.
"""
import csv
import gzip
import json
import os
import sys

import numpy as np
from scipy import stats
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def paired_t():
    random = np.random.default_rng(7)
    cases = []
    for n, shift in [(2, 0.5), (5, 0.0), (30, 0.3), (60, -0.4), (120, 0.05), (120, 0.4)]:
        champion = np.round(random.normal(size=n) ** 2 + 1, 6)
        challenger = np.round(champion - shift + random.normal(scale=0.7, size=n), 6)
        cases.append({
            "champion": champion.tolist(), "challenger": challenger.tolist(),
            "p_better": float(stats.ttest_rel(champion, challenger, alternative="greater").pvalue),
            "p_worse": float(stats.ttest_rel(champion, challenger, alternative="less").pvalue)})
    return cases


def blobs():
    """Three classes, two numbers of very different unit and a category that tells something."""
    random = np.random.default_rng(3)
    n = 300
    labels = random.integers(0, 3, size=n)
    first = np.round(1000 * (labels + random.normal(scale=0.8, size=n)), 1)
    second = np.round(0.001 * (np.abs(labels - 1) + random.normal(scale=0.8, size=n)), 6)
    level = np.where(random.random(n) < 0.7, labels, random.integers(0, 5, size=n))
    return first, second, level, labels


def softmax():
    first, second, level, labels = blobs()
    inputs = np.column_stack([StandardScaler().fit_transform(np.column_stack([first, second])),
                              OneHotEncoder(sparse_output=False).fit_transform(level.reshape(-1, 1))])
    # scikit-learn sums the loss and weighs it with C; ours is its mean and l2 = 1 / (n C).
    model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(inputs, labels)
    return {"first": first.tolist(), "second": second.tolist(), "level": level.tolist(), "labels": labels.tolist(), "l2": 1 / len(labels),
            "probabilities_of_first_20": np.round(model.predict_proba(inputs[:20]), 8).tolist(),
            "log_loss": float(-np.mean(np.log(model.predict_proba(inputs)[np.arange(len(labels)), labels])))}


def linear():
    random = np.random.default_rng(11)
    n = 200
    x = np.round(np.column_stack([random.normal(50, 10, n), random.normal(0, 1e-3, n), random.normal(1e4, 500, n)]), 6)
    y = np.round(300 + 7 * x[:, 0] + 4e4 * x[:, 1] - 0.02 * x[:, 2] + random.normal(0, 5, n), 4)
    model = LinearRegression().fit(x, y)
    return {"rows": x.tolist(), "labels": y.tolist(), "mean_squared_error": float(np.mean((model.predict(x) - y) ** 2))}


def electricity(folder):
    with gzip.open(os.path.join(folder, "electricity.csv.gz"), "rt") as file:
        table = np.array([[float(value) for value in row] for row in list(csv.reader(file))[1:5001]])
    x, y = table[:, :-1], table[:, -1]
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x[:4000], y[:4000])
    return {"train": 4000, "test": 1000, "accuracy": float(model.score(x[4000:], y[4000:]))}


json.dump({"paired_t": paired_t(), "softmax": softmax(), "linear": linear(), "electricity": electricity(sys.argv[1])},
          sys.stdout, separators=(",", ":"))
print()
