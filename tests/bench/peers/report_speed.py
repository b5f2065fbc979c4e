#!/usr/bin/env python3
"""A report over 50 numeric columns of 1,000,000 + 1,000,000 rows: driftd's (KS, PSI and Wasserstein of each column), Evidently's default
preset, NannyML's KS and SciPy's ks_2samp alone, one after the other: the table "Reports" of docs/speed.md.

    PYTHON tests/bench/peers/report_speed.py build/tests/bench/bench_report [ROWS]

The columns are of the five kinds of report_bench.cpp in turn. SciPy is timed on one column of each kind and scaled; the others are given
the whole table. A peer that is not installed is said to be absent.
"""

import json
import os
import resource
import subprocess
import sys
import time

import numpy

COLUMNS = 50
os.environ["NML_DISABLE_USAGE_LOGGING"] = os.environ["DO_NOT_TRACK"] = "1"  # peers that would call home


def column(rng, rows, kind, is_window):
    values = rng.standard_normal(rows)
    if kind == 1 and is_window:
        values += 0.05
    if kind == 2:
        values = numpy.exp(values)
    if kind == 3:
        values = numpy.round(values * 20)
    if kind == 4:
        values = numpy.maximum(values - 1, 0)
    return values


def table(rows, is_window):
    import pandas

    rng = numpy.random.default_rng(2 if is_window else 1)
    return pandas.DataFrame({f"x{i}": column(rng, rows, i % 5, is_window) for i in range(COLUMNS)})


def timed(work):
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def driftd(program, rows):
    command = [program, f"--benchmark_filter=^report/{rows}$", "--benchmark_format=json"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    case = json.loads(ran.stdout)["benchmarks"][0]
    assert case["time_unit"] == "s"
    return "driftd, KS + PSI + Wasserstein", case["real_time"], case["cpu_time"]


def scipy_ks(rows):
    import scipy
    from scipy import stats

    rng = numpy.random.default_rng(1)
    pairs = [(column(rng, rows, kind, False), column(rng, rows, kind, True)) for kind in range(5)]
    wall, processor = timed(lambda: [stats.ks_2samp(reference, window) for reference, window in pairs])
    return f"SciPy {scipy.__version__}, ks_2samp alone", wall * COLUMNS / 5, processor * COLUMNS / 5


def evidently_preset(rows):
    import evidently
    from evidently import Report
    from evidently.presets import DataDriftPreset

    reference, window = table(rows, False), table(rows, True)
    wall, processor = timed(lambda: Report([DataDriftPreset()]).run(window, reference).json())
    return f"Evidently {evidently.__version__}, default preset", wall, processor


def nannyml_ks(rows):
    import nannyml

    reference, window = table(rows, False), table(rows, True)
    calculator = nannyml.UnivariateDriftCalculator(column_names=list(reference.columns), continuous_methods=["kolmogorov_smirnov"], chunk_number=1)
    wall, processor = timed(lambda: calculator.fit(reference).calculate(window))
    return f"NannyML {nannyml.__version__}, KS", wall, processor


def main():
    program, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    print("| report | wall, s | processor, s | times driftd's wall |\n|---|---|---|---|", flush=True)
    ours = None
    for measure in (lambda: driftd(program, rows), lambda: scipy_ks(rows), lambda: nannyml_ks(rows), lambda: evidently_preset(rows)):
        try:
            name, wall, processor = measure()
        except ImportError as absent:
            print(f"| (not installed: {absent.name}) | | | |", flush=True)
            continue
        ours = ours or wall
        print(f"| {name} | {wall:.1f} | {processor:.1f} | {wall / ours:.1f} |", flush=True)
    print(f"\nLargest process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB.")


if __name__ == "__main__":
    main()
