"""How long an operator's rollback takes on a real daemon with its state on disk: from the command to the answers of the version before.

    rollback_time.py DRIFTD [ROUNDS]
"""

import csv
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "e2e"))

import daemon_process

FIRST = 300
TURNED = 400
MORE = 10
MODEL = "sine1"
PROBE = {"inputs": [{"name": "features", "datatype": "FP64", "shape": [1, 2], "data": [0.1, 0.9]}]}
CONFIGURATION = {
    "models": [{
        "name": MODEL,
        "task": "binary",
        "features": [{"name": "x"}, {"name": "y"}],
        "reference": {"first": FIRST},
        "model": "logistic",
        "update": {
            "strategy": "retrain", "on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 60, "min_rows": 50, "attempts": 1,
            "at_most": {"updates": 1000, "per": "1d"}, "gate": {"min_rows": 30, "alpha": 0.4}, "watch": {"labels": 40},
        },
    }],
}


class Bench:
    def __init__(self, daemon, rows):
        self.daemon = daemon
        self.client = daemon.client()
        self.rows = rows
        self.sent = 0

    def send(self, count):
        rows = list(enumerate(self.rows))[self.sent:self.sent + count]
        self.sent += count
        self.client.post(f"/v1/models/{MODEL}/predictions", [{"id": str(i), "features": row[:2], "prediction": row[2]} for i, row in rows])
        self.client.post(f"/v1/models/{MODEL}/labels", [{"id": str(i), "label": row[2]} for i, row in rows])

    def answering(self):
        return int(self.client.post(f"/v2/models/{MODEL}/infer", PROBE)[1].get("model_version", 0))

    def settled(self):
        status = self.client.get(f"/v1/models/{MODEL}")[1]
        return not status["update"]["busy"] and status["update"]["phase"] == "idle"

    def promote(self):
        before = self.answering()
        self.send(MORE)
        self.client.post(f"/v1/models/{MODEL}/update")
        if not daemon_process.eventually(lambda: self.settled() and self.answering() > before, within=60):
            raise SystemExit(f"the update was not promoted: {self.daemon.history(MODEL, 'updates')[-1]}")

    def roll_back(self):
        """Milliseconds until the command is acknowledged, and until the version before answers."""
        before = self.answering()
        begin = time.perf_counter()
        self.client.post(f"/v1/models/{MODEL}/rollback")
        acknowledged = time.perf_counter()
        while self.answering() == before:
            pass
        return (acknowledged - begin) * 1000, (time.perf_counter() - begin) * 1000


def main():
    os.environ["DRIFTD_BINARY"] = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with daemon_process.DaemonProcess(CONFIGURATION) as daemon:
        file = daemon.folder / "sine1.csv"
        daemon_process.run("generate", "sine1", "--rows", FIRST + TURNED + MORE * rounds, "--drift-at", FIRST, "--seed", 7, "--out", file).check_returncode()
        with file.open() as stream:
            bench = Bench(daemon, [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(stream)])
        bench.send(FIRST)
        if not daemon_process.eventually(lambda: bench.answering() == 1, within=60):
            raise SystemExit("there is no first version")
        bench.send(TURNED)
        times = []
        for _ in range(rounds):
            bench.promote()
            times.append(bench.roll_back())
    for what, column in zip(("acknowledged", "the version before answers"), zip(*times)):
        print(f"rollback, {what}: median {statistics.median(column):.1f} ms, most {max(column):.1f} ms, of {rounds}")


if __name__ == "__main__":
    main()
