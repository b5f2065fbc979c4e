#!/usr/bin/env python3
"""Detectors of streams, driftd's and River's in turn, values a second on one thread: the table "Streams" of docs/speed.md.

    PYTHON tests/bench/peers/stream_speed.py build/tests/bench/bench_detectors [ROUNDS]

Each round times every detector of driftd once (Google Benchmark, at least 0.2 s) and then River's (at least 0.5 s), so that a noisy
neighbour meets both. Shown are the medians of the rounds (5) and the median, least and most of the rounds' ratios.
"""

import json
import random
import statistics
import subprocess
import sys
import time

import river
from river import drift

PEERS = {
    "adwin": drift.ADWIN,
    "adwin_clock_1": lambda: drift.ADWIN(clock=1),
    "ddm": drift.binary.DDM,
    "eddm": drift.binary.EDDM,
    "hddm_a": drift.binary.HDDMA,
    "hddm_w": drift.binary.HDDMW,
    "page_hinkley": drift.PageHinkley,
    "fhddm": drift.binary.FHDDM,
    "kswin": lambda: drift.KSWIN(seed=1),
}


def rate_of_peer(detector, errors, seconds=0.5):
    update = detector.update
    taken, begin = 0, time.perf_counter()
    while (spent := time.perf_counter() - begin) < seconds:
        block = errors[taken % len(errors) :][:500]
        for error in block:
            update(error)
        taken += len(block)
    return taken / spent


def rates_of_driftd(program):
    names = "|".join(f"stream_detector/{name}$" for name in PEERS if name != "adwin_clock_1")
    command = [program, f"--benchmark_filter=^({names}|adwin_clock_1$)", "--benchmark_min_time=0.2", "--benchmark_format=json"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return {case["name"].removeprefix("stream_detector/"): case["items_per_second"] for case in json.loads(ran.stdout)["benchmarks"]}


def short(rate):
    return f"{rate / 1e6:.1f} M" if rate >= 1e5 else f"{rate / 1e3:.1f} k"


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    bits = random.Random(1)
    errors = [int(bits.random() < 0.2) for _ in range(100_000)]
    ours, theirs = {name: [] for name in PEERS}, {name: [] for name in PEERS}
    for _ in range(rounds):
        rates = rates_of_driftd(program)
        for name, make in PEERS.items():
            ours[name].append(rates[name])
            theirs[name].append(rate_of_peer(make(), errors))
    print(f"| detector | driftd, values/s | River {river.__version__} | ratio | least | most |\n|---|---|---|---|---|---|")
    for name in PEERS:
        ratios = [mine / peer for mine, peer in zip(ours[name], theirs[name])]
        print(
            f"| {name} | {short(statistics.median(ours[name]))} | {short(statistics.median(theirs[name]))} "
            f"| {statistics.median(ratios):.1f} | {min(ratios):.1f} | {max(ratios):.1f} |"
        )


if __name__ == "__main__":
    main()
