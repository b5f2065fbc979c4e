"""Makes score_values.json: scores and intervals by scikit-learn and SciPy and, where these have none, by plain NumPy, over samples that both
languages draw from a seed.

    python tests/golden/make_score_values.py

What is null in the result is undefined for driftd; where scikit-learn gives a number there, `undefined` below says so.
"""

import json
import pathlib
import random
import warnings

import numpy as np
import scipy
import sklearn
from sklearn import metrics

from portable_random import PortableRandom
from score_intervals import binary_interval, multiclass_interval, regression_interval

PLAN_SEED = 20240607


# Samples: score_values_test.cpp draws the same.


def binary_sample(case):
    rng = PortableRandom(case["seed"])
    truth, given = [], []
    for _ in range(case["size"]):
        label = rng.bernoulli(case["rate"])
        u = rng.uniform()
        p = (1.0 - case["skill"]) * u + case["skill"] * ((label + rng.uniform()) / 2.0)
        if case["grid"] > 0:
            p = np.floor(p * case["grid"]) / case["grid"]
        truth.append(int(label))
        given.append(float(p))
    given = np.array(given)
    return np.array(truth, dtype=int), (given >= case["threshold"]).astype(int), given


def multiclass_sample(case):
    rng = PortableRandom(case["seed"])
    classes = case["classes"]
    truth, predicted, given = [], [], []
    for _ in range(case["size"]):
        u = rng.uniform()
        label = int(np.floor(classes * (u * u)))
        weights = [rng.uniform() + (case["skill"] if k == label else 0.0) for k in range(classes)]
        total = 0.0
        for weight in weights:
            total += weight
        truth.append(label)
        predicted.append(int(np.argmax(weights)))
        given.append([weight / total for weight in weights])
    return np.array(truth, dtype=int), np.array(predicted, dtype=int), np.array(given).reshape(len(truth), classes)


def regression_sample(case):
    rng = PortableRandom(case["seed"])
    truth, predicted = [], []
    for _ in range(case["size"]):
        y = rng.triangular(case["mean"], case["scale"])
        if rng.bernoulli(case["zeros"]):
            y = 0.0
        truth.append(y)
        predicted.append(y + rng.triangular(case["bias"], case["noise"]))
    return np.array(truth), np.array(predicted)


def ranking_sample(case):
    rng = PortableRandom(case["seed"])
    lists = []
    for _ in range(case["size"]):
        length = 1 + int(rng.below(case["longest"]))
        lists.append([rng.below(4.0) if rng.uniform() < case["relevant"] else 0.0 for _ in range(length)])
    return lists


# Values.


def undefined(condition, value):
    """Nothing for driftd where scikit-learn gives 0, NaN or a warning."""
    return None if condition else float(value())


def ratio(of, truth, predicted, parameters):
    average = parameters.get("average", "auto")
    positive = parameters.get("class")
    labels = sorted(set(truth) | set(predicted))
    if of == "specificity":
        return specificity(truth, predicted, average, positive, labels)
    score = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}[of]
    if positive is None and average != "binary":
        return undefined(len(truth) == 0, lambda: score(truth, predicted, average=average, zero_division=0))
    positive = 1 if positive is None else int(positive)
    said, was = np.sum(predicted == positive), np.sum(truth == positive)
    below = {"precision": said, "recall": was, "f1": said + was}[of]
    return undefined(below == 0, lambda: score(truth == positive, predicted == positive, pos_label=True, average="binary"))


def specificity(truth, predicted, average, positive, labels):
    def of(k):
        others = truth != k
        return float(np.mean(predicted[others] != k)) if others.any() else None

    if average in ("auto", "binary"):
        return of(1 if positive is None else int(positive))
    if len(truth) == 0:
        return None
    if average == "micro":
        every = labels if len(labels) > 1 else [labels[0], labels[0] + 1]
        others = sum(np.sum(truth != k) for k in every)
        return sum(np.sum((truth != k) & (predicted != k)) for k in every) / others
    values = [of(k) or 0.0 for k in labels]
    return float(np.mean(values)) if average == "macro" else float(np.average(values, weights=[np.sum(truth == k) for k in labels]))


def ece(given, happened, bins):
    if len(given) == 0:
        return None
    bin_of = np.minimum((given * bins + 1e-9).astype(int), bins - 1)
    return float(sum(np.mean(bin_of == b) * abs(np.mean(happened[bin_of == b]) - np.mean(given[bin_of == b])) for b in np.unique(bin_of)))


def class_values(name, truth, predicted, parameters):
    one_class = len(set(truth)) < 2 or len(set(predicted)) < 2
    if name == "accuracy":
        return undefined(len(truth) == 0, lambda: metrics.accuracy_score(truth, predicted))
    if name == "balanced_accuracy":
        return undefined(len(truth) == 0, lambda: metrics.balanced_accuracy_score(truth, predicted))
    if name == "mcc":
        return undefined(one_class, lambda: metrics.matthews_corrcoef(truth, predicted))
    if name == "kappa":
        return undefined(len(set(truth) | set(predicted)) < 2, lambda: metrics.cohen_kappa_score(truth, predicted))
    return ratio(name, truth, predicted, parameters)


def log_loss(of_truth):
    return undefined(len(of_truth) == 0, lambda: np.mean(-np.log(np.clip(of_truth, 1e-15, 1))))


def recall_at_precision(truth, given, least):
    precision, recall, _ = metrics.precision_recall_curve(truth, given)
    return np.max(recall[precision >= least])  # its last point is a precision of 1 at a recall of 0


def binary_value(sample, name, parameters):
    truth, predicted, given = sample
    ones = np.sum(truth)
    if name == "roc_auc":
        return undefined(ones == 0 or ones == len(truth), lambda: metrics.roc_auc_score(truth, given))
    if name == "pr_auc":
        return undefined(ones == 0, lambda: metrics.average_precision_score(truth, given))
    if name == "recall_at_precision":
        return undefined(ones == 0, lambda: recall_at_precision(truth, given, parameters.get("precision", 0.5)))
    if name == "log_loss":
        of_truth = np.where(truth == 1, given, 1 - given)
        if len(truth) > 0 and np.min(of_truth) > 1e-14:
            return float(metrics.log_loss(truth, given, labels=[0, 1]))
        return log_loss(of_truth)
    if name == "brier":
        return undefined(len(truth) == 0, lambda: metrics.brier_score_loss(truth, given, labels=[0, 1], pos_label=1))
    if name == "ece":
        return ece(given, truth, parameters.get("bins", 10))
    return class_values(name, truth, predicted, parameters)


def multiclass_value(sample, name, parameters):
    truth, predicted, given = sample
    rows = np.arange(len(truth))
    if name == "log_loss":
        return undefined(len(truth) == 0, lambda: metrics.log_loss(truth, given, labels=range(given.shape[1])))
    if name == "brier":
        return undefined(len(truth) == 0, lambda: metrics.brier_score_loss(truth, given, labels=range(given.shape[1]), scale_by_half=False))
    if name == "ece":
        return ece(given[rows, predicted] if len(truth) else given[:, 0], truth == predicted, parameters.get("bins", 10))
    return class_values(name, truth, predicted, parameters)


def regression_value(sample, name, parameters):
    truth, predicted = sample
    other = truth != 0
    if name == "mae":
        return undefined(len(truth) == 0, lambda: metrics.mean_absolute_error(truth, predicted))
    if name == "rmse":
        return undefined(len(truth) == 0, lambda: metrics.root_mean_squared_error(truth, predicted))
    if name == "mape":
        return undefined(not other.any(), lambda: metrics.mean_absolute_percentage_error(truth[other], predicted[other]))
    if name == "r2":
        return undefined(len(truth) < 2 or np.all(truth == truth[:1]), lambda: metrics.r2_score(truth, predicted))
    return undefined(len(truth) == 0, lambda: metrics.mean_pinball_loss(truth, predicted, alpha=parameters.get("quantile", 0.5)))


def ranking_value(sample, name, parameters):
    k = parameters.get("k", 10)
    values = [ranked_list_value(np.array(one), name, parameters, k) for one in sample if any(one)]
    return undefined(not values, lambda: np.mean(values))


def ranked_list_value(relevances, name, parameters, k):
    if name == "ndcg":
        gains = 2.0**relevances - 1 if parameters.get("gain") == "exponential" else relevances
        if len(gains) == 1:
            return 1.0  # scikit-learn wants two candidates
        return metrics.ndcg_score([gains], [np.arange(len(gains), 0, -1)], k=k)
    places = np.flatnonzero(relevances > 0) + 1
    found = places[places <= k]
    if name == "hit_rate":
        return float(len(found) > 0)
    if name == "mrr":
        return 1.0 / found[0] if len(found) else 0.0
    return sum((i + 1) / place for i, place in enumerate(found)) / min(k, len(places))


AVERAGES = [{"average": a} for a in ("micro", "macro", "weighted")]
RATIOS = ("precision", "recall", "f1", "specificity")
PLAIN = [[name, {}] for name in ("accuracy", "balanced_accuracy", "mcc", "kappa", "log_loss", "brier", "ece")] + [["ece", {"bins": 15}]]
TASKS = {
    "binary": {
        "sample": binary_sample,
        "value": binary_value,
        "interval": binary_interval,
        "scores": PLAIN
        + [["roc_auc", {}], ["pr_auc", {}], ["recall_at_precision", {}], ["recall_at_precision", {"precision": 0.9}]]
        + [[name, p] for name in RATIOS for p in [{"average": "binary"}, {"class": "0"}, *AVERAGES]],
        "intervals": [[n, {}] for n in ("accuracy", "balanced_accuracy", "mcc", "kappa", "roc_auc", "pr_auc", "log_loss", "brier")]
        + [["f1", {"average": "binary"}], ["f1", {"average": "macro"}], ["precision", {"average": "weighted"}]],
    },
    "multiclass": {
        "sample": multiclass_sample,
        "value": multiclass_value,
        "interval": multiclass_interval,
        "scores": PLAIN + [[name, p] for name in RATIOS for p in [{"class": "0"}, {"class": "2"}, *AVERAGES]],
        "intervals": [[n, {}] for n in ("accuracy", "balanced_accuracy", "mcc", "kappa")]
        + [["f1", {"average": "macro"}], ["f1", {"average": "weighted"}], ["precision", {"average": "weighted"}]],
    },
    "regression": {
        "sample": regression_sample,
        "value": regression_value,
        "interval": regression_interval,
        "scores": [[name, {}] for name in ("mae", "rmse", "mape", "r2", "pinball")] + [["pinball", {"quantile": 0.9}]],
        "intervals": [[name, {}] for name in ("mae", "rmse", "mape", "r2")] + [["pinball", {"quantile": 0.9}]],
    },
    "ranking": {
        "sample": ranking_sample,
        "value": ranking_value,
        "scores": [[name, p] for name in ("ndcg", "map", "hit_rate", "mrr") for p in ({}, {"k": 1}, {"k": 3})]
        + [["ndcg", {"k": 5, "gain": "exponential"}]],
    },
}


def sizes(plan):
    return plan.choice([0, 1, 2, 3, plan.randrange(4, 30), plan.randrange(30, 400)])


def plans(task, plan, size):
    if task == "binary":
        return {
            "size": size,
            "rate": plan.choice([0, 1, 0.02, 0.2, 0.5, 0.5]),
            "skill": plan.choice([0, 0.2, 0.5, 0.9, 1]),
            "grid": plan.choice([0, 0, 0, 1, 4, 20]),
            "threshold": plan.choice([0, 0.3, 0.5, 0.5, 2]),
        }
    if task == "multiclass":
        return {"size": size, "classes": plan.choice([2, 3, 4, 7, 20]), "skill": plan.choice([0, 0.1, 0.5, 2])}
    if task == "regression":
        return {
            "size": size,
            "mean": plan.choice([0, 5, -3, 1e6]),
            "scale": plan.choice([0, 1, 3]),
            "zeros": plan.choice([0, 0, 0.2, 1]),
            "bias": plan.choice([0, 0.5]),
            "noise": plan.choice([0.1, 1, 4]),
        }
    return {"size": size, "longest": plan.choice([1, 3, 12, 40]), "relevant": plan.choice([0, 0.05, 0.3, 1])}


def regular(task, plan):
    size = plan.randrange(40, 80)
    return {
        "binary": {"size": size, "rate": 0.4, "skill": 0.4, "grid": plan.choice([0, 10]), "threshold": 0.5},
        "multiclass": {"size": size, "classes": plan.choice([3, 4]), "skill": 0.5},
        "regression": {"size": size, "mean": 5, "scale": 3, "zeros": 0.1, "bias": 0.1, "noise": 1},
    }[task]


def value_cases(task, plan, count):
    of = TASKS[task]
    cases = []
    for _ in range(count):
        case = {"seed": plan.randrange(2**32), **plans(task, plan, sizes(plan))}
        sample = of["sample"](case)
        cases.append({**case, "values": [of["value"](sample, name, parameters) for name, parameters in of["scores"]]})
    return cases


def interval_cases(task, plan, count):
    of = TASKS[task]
    cases = []
    for _ in range(count):
        case = {"seed": plan.randrange(2**32), **regular(task, plan)}
        sample = of["sample"](case)
        cases.append({**case, "intervals": [[float(b) for b in of["interval"](sample, name, parameters)] for name, parameters in of["intervals"]]})
    return cases


def main():
    warnings.simplefilter("ignore")
    plan = random.Random(PLAN_SEED)
    made = {"made_with": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}}
    for task, of in TASKS.items():
        made[task] = {"scores": of["scores"], "cases": value_cases(task, plan, 240)}
        if "intervals" in of:
            made[task] |= {"intervals": of["intervals"], "interval_cases": interval_cases(task, plan, 8)}
    lines = []
    for key, group in made.items():
        if key == "made_with":
            lines.append(f'"{key}": {json.dumps(group)}')
            continue
        parts = []
        for name, items in group.items():
            parts.append(f'"{name}": [\n' + ",\n".join(json.dumps(item, separators=(",", ":")) for item in items) + "\n]")
        lines.append(f'"{key}": {{' + ",\n".join(parts) + "}")
    target = pathlib.Path(__file__).with_name("score_values.json")
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(target.name, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
