"""Writes optimizer_values.json: the paths that PyTorch's, scikit-learn's and River's optimisers take on the problems of
optimizer_values_test.cpp, and that of FTRL-proximal written from its paper.

    python3 make_optimizer_values.py > optimizer_values.json

Made with PyTorch 1.13.1 (Debian's python3-torch), scikit-learn 1.9.1, River 0.26.1.

Gradients are given, not computed by the peers: an optimiser is then compared with nothing but itself. scikit-learn's optimisers come only
with their models, so that its path is that of a whole linear model, row by row.
"""
import json
import math
import random
import sys
import warnings

import torch
from river import optim
from sklearn.linear_model import SGDClassifier, SGDRegressor

WEIGHTS = 6
STEPS = 60


def gradients(seed):
    """Of units from a thousandth to a thousand, some of them zero."""
    bits = random.Random(seed)
    return [[0.0 if bits.random() < 0.2 else round(bits.gauss(0.3, 1) * 10 ** (place - 3), 7) for place in range(WEIGHTS)] for _ in range(STEPS)]


def start():
    return [0.5, -1.0, 0.0, 2.0, -0.25, 0.125]


def torch_path(make):
    weights = torch.tensor(start(), dtype=torch.float64, requires_grad=True)
    optimizer = make([weights])
    path = []
    for gradient in gradients(1):
        weights.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        path.append(weights.detach().tolist())
    return path


def pytorch():
    cases = [
        ({"kind": "sgd", "rate": 0.05, "schedule": "constant"}, lambda w: torch.optim.SGD(w, lr=0.05)),
        ({"kind": "sgd", "rate": 0.05, "schedule": "constant", "momentum": 0.9}, lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.9)),
        ({"kind": "sgd", "rate": 0.05, "schedule": "constant", "momentum": 0.8, "nesterov": True},
         lambda w: torch.optim.SGD(w, lr=0.05, momentum=0.8, nesterov=True)),
        ({"kind": "adagrad", "rate": 0.2}, lambda w: torch.optim.Adagrad(w, lr=0.2, eps=1e-10)),
        ({"kind": "adagrad", "rate": 0.2, "schedule": {"kind": "inverse", "decay": 0.1}}, lambda w: torch.optim.Adagrad(w, lr=0.2, lr_decay=0.1, eps=1e-10)),
        ({"kind": "rmsprop", "rate": 0.01, "decay": 0.9}, lambda w: torch.optim.RMSprop(w, lr=0.01, alpha=0.9, eps=1e-8)),
        ({"kind": "adam", "rate": 0.01}, lambda w: torch.optim.Adam(w, lr=0.01, betas=(0.9, 0.999), eps=1e-8)),
        ({"kind": "adam", "rate": 0.05, "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "amsgrad": True},
         lambda w: torch.optim.Adam(w, lr=0.05, betas=(0.5, 0.9), eps=1e-3, amsgrad=True)),
    ]
    return [{"settings": settings, "path": torch_path(make)} for settings, make in cases]


def schedules():
    """PyTorch's schedulers, as shares of the rate step by step."""
    def shares(make):
        weight = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([weight], lr=1.0)
        scheduler = make(optimizer)
        found = []
        for _ in range(40):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return found
    library = torch.optim.lr_scheduler
    return [
        {"schedule": {"kind": "step", "every": 7, "factor": 0.5}, "shares": shares(lambda o: library.StepLR(o, step_size=7, gamma=0.5))},
        {"schedule": {"kind": "cosine", "period": 13, "floor": 0.1, "restart": True},
         "shares": shares(lambda o: library.CosineAnnealingWarmRestarts(o, T_0=13, eta_min=0.1))},
    ]


def ftrl_paper(rate, beta, l1, l2):
    """Algorithm 1 of McMahan et al. 2013, from weights of zero."""
    z, n, w = [0.0] * WEIGHTS, [0.0] * WEIGHTS, [0.0] * WEIGHTS
    path = []
    for gradient in gradients(1):
        for i, g in enumerate(gradient):
            w[i] = 0.0 if abs(z[i]) <= l1 else -(z[i] - math.copysign(l1, z[i])) / ((beta + math.sqrt(n[i])) / rate + l2)
            sigma = (math.sqrt(n[i] + g * g) - math.sqrt(n[i])) / rate
            z[i] += g - sigma * w[i]
            n[i] += g * g
        path.append([0.0 if abs(z[i]) <= l1 else -(z[i] - math.copysign(l1, z[i])) / ((beta + math.sqrt(n[i])) / rate + l2) for i in range(WEIGHTS)])
    return path


def ftrl_river(rate, beta, l1, l2):
    """River's works out the weights before it takes the gradient in: a weight is asked for by a gradient of zero. Asked only without L1: where
    L1 has the paper's weight return to zero, River's stays as it was."""
    peer, probe = optim.FTRLProximal(alpha=rate, beta=beta, l1=l1, l2=l2), {}
    weights = dict.fromkeys(range(WEIGHTS), 0.0)
    path = []
    for gradient in gradients(1):
        weights = dict(peer.step(weights, dict(enumerate(gradient))))
        probe = dict(peer.step(dict(weights), dict.fromkeys(range(WEIGHTS), 0.0)))
        path.append([probe[i] for i in range(WEIGHTS)])
    return path


def ftrl():
    cases = []
    for parameters in [(0.1, 1.0, 0.0, 0.0), (0.3, 0.5, 0.0, 2.0), (0.5, 1.0, 2.0, 0.1), (0.05, 0.1, 0.5, 3.0)]:
        rate, beta, l1, l2 = parameters
        case = {"settings": {"kind": "ftrl", "rate": rate, "beta": beta, "l1": l1, "l2": l2}, "paper": ftrl_paper(*parameters)}
        if l1 == 0:
            case["river"] = ftrl_river(*parameters)
        cases.append(case)
    return cases


def rows(seed):
    bits = random.Random(seed)
    inputs = [[round(bits.gauss(0, 1), 4) for _ in range(3)] for _ in range(40)]
    scores = [x[0] - 0.5 * x[1] + 0.2 + 0.5 * bits.gauss(0, 1) for x in inputs]
    return inputs, [int(score > 0) for score in scores], [round(score, 4) for score in scores]


def scikit_learn():
    """Weights and bias after one pass in the order given, a row a step. Semantics that agree: no penalty, the bias at the full rate
    (dense data), 'invscaling' eta0 / t^power and 'optimal' 1 / (alpha (t0 + t - 1)), t from 1, and averaging from a step on. 'optimal' takes alpha
    for the penalty too, and so penalty=None."""
    inputs, classes, numbers = rows(2)
    cases = []

    def add(model, labels, task, settings):
        if task == "binary":
            model.partial_fit(inputs, labels, classes=[0, 1])
        else:
            model.partial_fit(inputs, labels)
        weights = [float(w) for w in model.coef_.ravel()] + [float(model.intercept_[0])]
        cases.append({"task": task, "settings": settings, "weights": weights})

    shared = {"penalty": None, "shuffle": False}
    add(SGDClassifier(loss="log_loss", learning_rate="constant", eta0=0.1, **shared), classes, "binary", {"kind": "sgd", "rate": 0.1, "schedule": "constant"})
    add(SGDClassifier(loss="log_loss", learning_rate="invscaling", eta0=0.5, power_t=0.5, **shared), classes, "binary",
        {"kind": "sgd", "rate": 0.5, "schedule": {"kind": "inverse_root", "decay": 1}})
    add(SGDClassifier(loss="log_loss", learning_rate="invscaling", eta0=0.5, power_t=0.25, **shared), classes, "binary",
        {"kind": "sgd", "rate": 0.5, "schedule": {"kind": "inverse", "decay": 1, "power": 0.25}})
    add(SGDClassifier(loss="log_loss", learning_rate="constant", eta0=0.1, average=True, **shared), classes, "binary",
        {"kind": "sgd", "rate": 0.1, "schedule": "constant", "average": True})
    add(SGDClassifier(loss="log_loss", learning_rate="constant", eta0=0.1, average=11, **shared), classes, "binary",
        {"kind": "sgd", "rate": 0.1, "schedule": "constant", "average": True, "average_after": 10})
    # Bottou's start: typw = sqrt(1 / sqrt(alpha)), eta0 = typw / max(1, loss'(-typw, 1)), t0 = 1 / (eta0 alpha).
    alpha = 0.01
    typical = math.sqrt(1 / math.sqrt(alpha))
    first = typical / max(1.0, 1 / (1 + math.exp(-typical)))
    t0 = 1 / (first * alpha)
    add(SGDClassifier(loss="log_loss", learning_rate="optimal", alpha=alpha, **shared), classes, "binary",
        {"kind": "sgd", "rate": 1 / (alpha * t0), "schedule": {"kind": "inverse", "decay": 1 / t0}})
    add(SGDRegressor(learning_rate="constant", eta0=0.05, **shared), numbers, "regression", {"kind": "sgd", "rate": 0.05, "schedule": "constant"})
    add(SGDRegressor(learning_rate="invscaling", eta0=0.2, power_t=0.25, average=True, **shared), numbers, "regression",
        {"kind": "sgd", "rate": 0.2, "schedule": {"kind": "inverse", "decay": 1, "power": 0.25}, "average": True})
    return {"rows": inputs, "classes": classes, "numbers": numbers, "cases": cases}


warnings.simplefilter("ignore")
json.dump({"start": start(), "gradients": gradients(1), "pytorch": pytorch(), "schedules": schedules(), "ftrl": ftrl(), "scikit_learn": scikit_learn()},
          sys.stdout, separators=(",", ":"))
print()
