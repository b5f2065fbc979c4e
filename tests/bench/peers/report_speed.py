#!/usr/bin/env python3
"""What scipy.stats.ks_2samp alone takes on the kinds of columns that report_bench.cpp has (one of each, scaled up to 50), on one thread.

    python3 tests/bench/scipy_report.py [rows]
"""

import sys
import time

import numpy
import scipy
from scipy import stats

COLUMNS = 50


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


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng = numpy.random.default_rng(1)
    wall = processor = 0.0
    for kind in range(5):
        reference, window = column(rng, rows, kind, False), column(rng, rows, kind, True)
        wall_start, processor_start = time.perf_counter(), time.process_time()
        stats.ks_2samp(reference, window)
        wall += time.perf_counter() - wall_start
        processor += time.process_time() - processor_start
    scale = COLUMNS / 5
    print(f"scipy {scipy.__version__} ks_2samp, {COLUMNS} columns of {rows} + {rows} rows: {wall * scale:.1f} s wall, {processor * scale:.1f} s processor")


if __name__ == "__main__":
    main()
