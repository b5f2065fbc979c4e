#!/usr/bin/env python3
"""One default configuration for all streams, with late labels: the table of docs/loop.md.

    PYTHON tests/bench/loop/loop.py build/driftd --data FOLDER [--model JSON] [--keep FOLDER] [SET...]

Each stream of FOLDER (datasets.json says what is in it) is replayed under a configuration that has its features and its task and nothing
else. --model adds settings to the model of every set, to study what they change: --model '{"update": {"strategy": "retrain"}}'. --keep
keeps configurations and reports. A set is named by how its name begins.
"""

import argparse
import csv
import gzip
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

from protocol import references, streams

NAMES = {"accuracy": "accuracy", "rmse": "RMSE", "pr_auc": "PR-AUC"}
LEARNERS = ("frozen", "retrained", "sgd")


def configuration(stream, settings):
    facts = stream.facts
    with gzip.open(stream.path, "rt", newline="") as file:
        columns = next(csv.reader(file))
    kinds = {"categorical": facts["categorical"], "text": facts["text"], "numeric": facts["numeric"]}
    features = [
        {"name": column} | ({"type": kind} if kind != "numeric" else {})
        for column in columns
        for kind, of_kind in kinds.items()
        if column in of_kind
    ]
    return {"state_dir": "unused", "models": [{"name": stream.name, "task": facts["task"], "features": features} | settings]}


def replay(driftd, stream, settings, folder):
    """The report, and the processor seconds that it took."""
    path, report = folder / f"{stream.name}.json", folder / f"{stream.name}.report.json"
    path.write_text(json.dumps(configuration(stream, settings), indent=1))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [driftd, "replay", "--config", path, "--data", stream.path, "--history", str(stream.init), "--label-delay", str(stream.delay)]
    ran = subprocess.run([*command, "--json"], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode:
        raise RuntimeError(f"{stream.name}: {ran.stderr.strip()}")
    report.write_text(ran.stdout)
    return json.loads(ran.stdout), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best_of(stream, reference):
    return min((reference[name] for name in LEARNERS), key=stream.error)


def difference(stream, found, best):
    """In points, in % of RMSE; more is better."""
    if stream.measure == "rmse":
        return f"{100 * (1 - found / best):+.1f} %"
    return f"{100 * (found - best):+.1f}"


def row(stream, report, seconds, reference):
    """A row of the table, and which part of the best reference's error is gone."""
    found, first = (report["scores"][of][stream.measure] for of in ("closed_loop", "first_model"))
    begun, promoted = len(report["updates"]), sum(update["verdict"] == "promote" for update in report["updates"])
    cells = [stream.name, NAMES[stream.measure], stream.shown(first)]
    less = None
    if reference:
        best = best_of(stream, reference)
        less = 1 - stream.error(found) / stream.error(best)
        cells += [" / ".join(stream.shown(reference[name]) for name in LEARNERS), f"**{stream.shown(found)}**", difference(stream, found, best)]
        cells += [f"{100 * less:+.0f} %"]
    else:
        cells += ["-", f"**{stream.shown(found)}**", "-", "-"]
    cells += [f"{seconds:.0f}", f"{begun} ({promoted})"]
    return "| " + " | ".join(cells) + " |", less


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driftd")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=json.loads, default={})
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("sets", nargs="*")
    given = parser.parse_intermixed_args()
    known, gone = references(), []
    print("| set | measure | first model | frozen / retrained / SGD | driftd | points | less error | CPU s | updates (promoted) |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for stream in streams(given.data, given.sets):
            try:
                text, less = row(stream, *replay(given.driftd, stream, given.model, folder), known.get(stream.name))
            except RuntimeError as failure:
                print(failure, file=sys.stderr)
                text, less = f"| {stream.name} | failed |" + " |" * 7, None
            print(text, flush=True)
            if less is not None:
                gone.append(less)
    if gone:
        mean = 100 * sum(gone) / len(gone)
        print(f"\nOn average {abs(mean):.1f} % {'less' if mean >= 0 else 'more'} error than the best reference, over {len(gone)} sets.")


if __name__ == "__main__":
    main()
