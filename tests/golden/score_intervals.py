"""Intervals of scores by SciPy where it has them, else from their definition; derivatives by differences. For make_score_values.py."""

import numpy as np
from scipy import stats
from sklearn import metrics

LEVEL = 0.95


def wilson(share, n):
    z = stats.norm.ppf(0.5 + LEVEL / 2)
    centre, half = share + z * z / (2 * n), z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return [(centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)]


def wilson_with(share, variance):
    return wilson(share, share * (1 - share) / variance)


def weighted_variance(score, size):
    """The infinitesimal jackknife by numbers: how the score moves with each outcome's weight."""
    step, variance = 1e-3, 0.0
    for i in range(size):
        weights = np.ones(size)
        weights[i] = 1 + step
        above = score(weights)
        weights[i] = 1 - step
        variance += ((above - score(weights)) / (2 * step)) ** 2
    return variance


def delong(truth, given):
    ones, zeros = given[truth == 1], given[truth == 0]
    wins = (ones[:, None] > zeros[None, :]) + 0.5 * (ones[:, None] == zeros[None, :])
    return wins.mean(), np.var(wins.mean(axis=1), ddof=1) / len(ones) + np.var(wins.mean(axis=0), ddof=1) / len(zeros)


def proportion(part, whole):
    interval = stats.binomtest(int(part), int(whole)).proportion_ci(LEVEL, method="wilson")
    return [interval.low, interval.high]


def around_mean(values):
    return list(stats.t.interval(LEVEL, len(values) - 1, np.mean(values), stats.sem(values)))


def agreement_interval(score, truth, predicted):
    variance = weighted_variance(lambda w: score(truth, predicted, sample_weight=w), len(truth))
    return [2 * bound - 1 for bound in wilson_with((1 + score(truth, predicted)) / 2, variance / 4)]


def averaged_interval(score, truth, predicted, average):
    def of(weights=None):
        return score(truth, predicted, average=average, sample_weight=weights, zero_division=0)

    return wilson_with(of(), weighted_variance(of, len(truth)))


def macro_share_interval(shares):
    v = np.array([part / whole for part, whole in shares])
    bounds = np.array([proportion(part, whole) for part, whole in shares])
    return [v.mean() - np.sqrt(np.sum((v - bounds[:, 0]) ** 2)) / len(v), v.mean() + np.sqrt(np.sum((bounds[:, 1] - v) ** 2)) / len(v)]


def class_interval(truth, predicted, name, parameters):
    labels = sorted(set(truth) | set(predicted))
    if name == "accuracy":
        return proportion(np.sum(truth == predicted), len(truth))
    if name == "mcc":
        return agreement_interval(metrics.matthews_corrcoef, truth, predicted)
    if name == "kappa":
        return agreement_interval(metrics.cohen_kappa_score, truth, predicted)
    if name == "balanced_accuracy":
        return macro_share_interval([(np.sum((truth == k) & (predicted == k)), np.sum(truth == k)) for k in labels])
    if name == "f1" and parameters.get("average") == "binary":
        both = np.sum((truth == 1) & (predicted == 1))
        return [2 * j / (1 + j) for j in proportion(both, np.sum((truth == 1) | (predicted == 1)))]
    return averaged_interval({"f1": metrics.f1_score, "precision": metrics.precision_score}[name], truth, predicted, parameters["average"])


def binary_interval(sample, name, parameters):
    truth, predicted, given = sample
    if name == "roc_auc":
        return wilson_with(*delong(truth, given))
    if name == "pr_auc":
        value = metrics.average_precision_score(truth, given)
        return wilson_with(value, weighted_variance(lambda w: metrics.average_precision_score(truth, given, sample_weight=w), len(truth)))
    if name == "brier":
        return around_mean((given - truth) ** 2)
    if name == "log_loss":
        return around_mean(-np.log(np.where(truth == 1, given, 1 - given)))
    return class_interval(truth, predicted, name, parameters)


def multiclass_interval(sample, name, parameters):
    return class_interval(sample[0], sample[1], name, parameters)


def regression_interval(sample, name, parameters):
    truth, predicted = sample
    z, n, errors = stats.norm.ppf(0.5 + LEVEL / 2), len(truth), truth - predicted
    if name == "mae":
        return around_mean(np.abs(errors))
    if name == "mape":
        return around_mean(np.abs(errors[truth != 0] / truth[truth != 0]))
    if name == "pinball":
        q = parameters["quantile"]
        return around_mean(np.maximum(q * errors, (q - 1) * errors))
    if name == "rmse":
        mean = np.mean(errors**2)
        factor = np.exp(z * np.std(errors**2, ddof=1) / np.sqrt(n) / mean)
        return [np.sqrt(mean / factor), np.sqrt(mean * factor)]
    ratio_of = 1 - metrics.r2_score(truth, predicted)
    error = np.sqrt(weighted_variance(lambda w: metrics.r2_score(truth, predicted, sample_weight=w), n))
    factor = np.exp(z * error / ratio_of)
    return [1 - ratio_of * factor, 1 - ratio_of / factor]
