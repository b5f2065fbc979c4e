#!/usr/bin/env python3
"""Online logistic regression, driftd, Vowpal Wabbit and scikit-learn in turn: the table "Training" of docs/speed.md.

    PYTHON tests/bench/peers/training_speed.py build/tests/bench/bench_training [ROUNDS]

A million rows of 20 standard normal numbers; the classes are drawn so that the best log-loss there is, Bayes', is near .2749. One pass, each
row answered before it is learnt; what is learnt from lies ready: in memory for driftd and scikit-learn, in its cache file for Vowpal Wabbit.
Each round times everybody once, so that a noisy neighbour meets all. Shown are medians of the rounds (7), and the median of the rounds'
ratios to driftd with AdaGrad.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import sklearn
import vowpalwabbit
from sklearn.linear_model import SGDClassifier

ROWS, COLUMNS = 1_000_000, 20
OPTIMIZERS = ["adagrad", "sgd", "rmsprop", "adam", "ftrl", "normalized"]


def draw():
    random = np.random.default_rng(1)
    inputs = random.normal(size=(ROWS, COLUMNS))
    weights = random.normal(size=COLUMNS)
    weights *= 4.291 / np.linalg.norm(weights)
    probabilities = 1 / (1 + np.exp(-(inputs @ weights)))
    labels = (random.random(ROWS) < probabilities).astype(float)
    return inputs, labels, log_loss(probabilities, labels)


def log_loss(probabilities, labels):
    bounded = np.clip(probabilities, 1e-15, 1 - 1e-15)
    return float(-np.mean(np.where(labels > 0, np.log(bounded), np.log1p(-bounded))))


def write_text(path, inputs, labels):
    with open(path, "w") as file:
        for row, label in zip(inputs, labels):
            file.write(f"{1 if label else -1} | " + " ".join(f"{place}:{value:.6f}" for place, value in enumerate(row)) + "\n")


def time_driftd(program, path):
    ran = subprocess.run([program, path, *OPTIMIZERS], check=True, capture_output=True, text=True)
    return {f"driftd, {name}": (found["rows_per_second"], found["log_loss"]) for name, found in json.loads(ran.stdout).items()}


def time_vowpal_wabbit(text, options=""):
    """The cache is read while the workspace is made."""
    command = f"-d {text} --cache_file {text}.cache --loss_function logistic --quiet {options}"
    if not os.path.exists(f"{text}.cache"):
        vowpalwabbit.Workspace(command).finish()
    begin = time.perf_counter()
    workspace = vowpalwabbit.Workspace(command)
    workspace.run_parser()
    spent = time.perf_counter() - begin
    found = ROWS / spent, workspace.get_sum_loss() / workspace.get_weighted_examples()
    workspace.finish()
    return found


def time_scikit_learn(inputs, labels, size):
    """Learning alone is timed, not the answers before it."""
    model = SGDClassifier(loss="log_loss", learning_rate="invscaling", eta0=0.5, power_t=0.25, penalty=None)
    spent, loss, rows = 0.0, 0.0, min(ROWS, 1000 * size)
    for begin in range(0, rows, size):
        block, truth = inputs[begin : begin + size], labels[begin : begin + size]
        probabilities = model.predict_proba(block)[:, 1] if begin else np.full(len(block), 0.5)
        loss += log_loss(probabilities, truth) * len(block)
        start = time.perf_counter()
        model.partial_fit(block, truth, classes=[0, 1])
        spent += time.perf_counter() - start
    return rows / spent, loss / rows


def short(rate):
    return f"{rate / 1e6:.2f} M" if rate >= 1e5 else f"{rate / 1e3:.1f} k"


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    inputs, labels, bayes = draw()
    rates, losses = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        binary, text = os.path.join(folder, "rows"), os.path.join(folder, "rows.vw")
        np.column_stack([inputs, labels]).tofile(binary)
        write_text(text, inputs, labels)
        time_vowpal_wabbit(text)
        peers = {
            f"Vowpal Wabbit {vowpalwabbit.__version__}, cache file": lambda: time_vowpal_wabbit(text),
            f"scikit-learn {sklearn.__version__}, 1,000 rows a call": lambda: time_scikit_learn(inputs, labels, 1000),
            f"scikit-learn {sklearn.__version__}, 100 rows a call": lambda: time_scikit_learn(inputs, labels, 100),
        }
        for _ in range(rounds):
            found = time_driftd(program, binary) | {name: run() for name, run in peers.items()}
            for name, (rate, loss) in found.items():
                rates.setdefault(name, []).append(rate)
                losses[name] = loss
    ours = rates["driftd, adagrad"]
    print("| learner | rows/s | driftd's adagrad is as fast, times | least | most | progressive log-loss |\n|---|---|---|---|---|---|")
    for name, theirs in rates.items():
        ratios = [mine / peer for mine, peer in zip(ours, theirs)]
        print(
            f"| {name} | {short(statistics.median(theirs))} | {statistics.median(ratios):.1f} | {min(ratios):.1f} | {max(ratios):.1f} "
            f"| {losses[name]:.4f} |"
        )
    print(f"\nBayes' log-loss on these rows: {bayes:.4f}.")


if __name__ == "__main__":
    main()
