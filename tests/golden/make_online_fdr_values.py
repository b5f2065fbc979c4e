"""Writes online_fdr_values.json: what the package online-fdr answers to the streams of online_fdr_values_test.cpp.

    python3 make_online_fdr_values.py > online_fdr_values.json

Made with online-fdr 1.0.0 (pip install online-fdr). A stream is made from its seed on both sides: per test a draw decides whether it is a null, a second
gives its p-value (a null's is that draw, another's its fourth power over 10). e-LOND gets 1 / (2 sqrt(p)), a calibrator: an e-value where p is a p-value.
Kept of a stream: the numbers of the tests that were alarms, every 25th level, and the sum of all levels weighted 1 to 7 in turn.
"""
import json
import math

from online_fdr.e_values.sequential import ELond
from online_fdr.p_values.investing.lord.plus_plus import LordPlusPlus
from online_fdr.p_values.investing.saffron.saffron import Saffron

from portable_random import PortableRandom

TESTS = 300
STREAMS = 72
EVERY = 25
ALPHAS = [0.05, 0.1, 0.2]
WEALTHS = [0.1, 0.5, 0.9]  # of alpha
LAMBDAS = [0.5, 0.3, 0.7]
CHANGED = [0.0, 0.02, 0.1, 0.3, 0.55]


def p_values(seed, changed):
    random = PortableRandom(seed)
    values = []
    for _ in range(TESTS):
        is_changed = random.uniform() < changed
        draw = random.uniform()
        values.append(draw * draw * draw * draw / 10 if is_changed else draw)
    return values


def judge(method, values):
    alarms, levels, weighted = [], [], 0.0
    for i, value in enumerate(values):
        alarm = method.test_one(value)
        level = method.last_test_level
        weighted += level * (i % 7 + 1)
        if i % EVERY == EVERY - 1:
            levels.append(level)
        if alarm:
            alarms.append(i)
    return {"alarms": alarms, "levels": levels, "weighted": weighted}


def main():
    rows = []
    for stream in range(STREAMS):
        alpha = ALPHAS[stream % 3]
        wealth = alpha * WEALTHS[stream // 3 % 3]
        lam = LAMBDAS[stream // 9 % 3]
        changed = CHANGED[stream % 5]
        values = p_values(1000 + stream, changed)
        e_values = [1 / (2 * math.sqrt(max(p, 1e-300))) for p in values]
        for name, method, given in [("lord", LordPlusPlus(alpha, wealth), values), ("saffron", Saffron(alpha, wealth, lam), values),
                                    ("e_lond", ELond(alpha), e_values)]:
            rows.append({"method": name, "seed": 1000 + stream, "changed": changed, "alpha": alpha, "wealth": wealth, "lambda": lam, **judge(method, given)})
    print("[" + ",\n".join(json.dumps(row) for row in rows) + "]")


if __name__ == "__main__":
    main()
