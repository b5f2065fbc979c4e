#!/usr/bin/env python3
"""Prints how many values a second River's detectors take, on the stream that detectors_bench.cpp gives to driftd's: errors of rate .2.

    VENV/bin/python tests/bench/river_speed.py [SECONDS]

Each detector is fed for at least SECONDS (1) a round, three rounds; the best round counts, as the least disturbed one.
"""

import random
import sys
import time

from river import drift

DETECTORS = {
    "adwin": drift.ADWIN,
    "adwin_clock_1": lambda: drift.ADWIN(clock=1),
    "ddm": drift.binary.DDM,
    "page_hinkley": drift.PageHinkley,
    "eddm": drift.binary.EDDM,
    "hddm_a": drift.binary.HDDMA,
    "hddm_w": drift.binary.HDDMW,
    "fhddm": drift.binary.FHDDM,
    "kswin": lambda: drift.KSWIN(seed=1),
}


def rate(detector, errors, seconds):
    update = detector.update
    taken, begin = 0, time.perf_counter()
    while (spent := time.perf_counter() - begin) < seconds:
        block = errors[taken % len(errors) :][:2_000]
        for error in block:
            update(error)
        taken += len(block)
    return taken / spent


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    bits = random.Random(1)
    errors = [int(bits.random() < 0.2) for _ in range(100_000)]
    for name, make in DETECTORS.items():
        print(f"{name:16} {max(rate(make(), errors, seconds) for _ in range(3)):14,.0f} values/s")


if __name__ == "__main__":
    main()
