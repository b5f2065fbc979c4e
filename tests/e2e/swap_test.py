"""Swaps under load: no request fails, and no answer is put together from two versions.

The first model learns one concept of sine1, the labelled rows after it follow the opposite one: each commanded update wins at the gate
and is then rolled back by command, so that two very different versions take turns in the slot.
"""

import csv
import http.client
import random
import threading
import unittest

import daemon_process

SWAPS = 50
CLIENTS = 4
FIRST = 300
FLIPPED = 400
MORE_EACH_TIME = 10
MODEL = "sine1"
CONFIGURATION = {
    "models": [{
        "name": MODEL,
        "task": "binary",
        "features": [{"name": "x"}, {"name": "y"}],
        "reference": {"first": FIRST},
        "model": {"kind": "logistic"},
        "update": {
            "strategy": "retrain", "on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 60, "min_rows": 50,
            "at_most": {"updates": 1000, "per": "1d"}, "gate": {"min_rows": 30, "alpha": 0.4}, "watch": {"labels": 40},
        },
    }],
}


class Asker(threading.Thread):
    """Asks the same probes in changing order and notes what each version answers."""

    def __init__(self, port, probes, seed):
        super().__init__()
        self.client = daemon_process.Client(port)
        self.probes = probes
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.answers = {}  # (version, probe) -> (prediction, probabilities)
        self.requests = 0
        self.problems = []

    def run(self):
        try:
            while not self.stopping.is_set() and len(self.problems) < 10:
                self.ask([self.random.randrange(len(self.probes)) for _ in range(self.random.choice([1, 4, 64]))])
        except (OSError, http.client.HTTPException, KeyError, ValueError) as problem:
            self.problems.append(repr(problem))
        finally:
            self.client.close()

    def ask(self, chosen):
        rows = len(chosen)
        inputs = [{"name": name, "datatype": "FP64", "shape": [rows], "data": [self.probes[probe][i] for probe in chosen]} for i, name in enumerate("xy")]
        status, answer = self.client.post(f"/v2/models/{MODEL}/infer", {"parameters": {"log": False}, "inputs": inputs})
        self.requests += 1
        if status != 200:
            self.problems.append(f"answered {status}: {answer}")
            return
        outputs = {output["name"]: output["data"] for output in answer["outputs"]}
        for row, probe in enumerate(chosen):
            given = (outputs["prediction"][row], tuple(outputs["probabilities"][2 * row:2 * row + 2]))
            known = self.answers.setdefault((answer["model_version"], probe), given)
            if known != given:
                self.problems.append(f"version {answer['model_version']} says {given} to probe {probe}, before it said {known}")


class Swap(unittest.TestCase):
    def setUp(self):
        self.daemon = daemon_process.DaemonProcess(CONFIGURATION)
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()
        self.client = self.daemon.client()
        self.addCleanup(self.client.close)
        self.rows = self.generated_rows()
        self.sent = 0

    def generated_rows(self):
        file = self.daemon.folder / "sine1.csv"
        rows = FIRST + FLIPPED + MORE_EACH_TIME * SWAPS
        done = daemon_process.run("generate", "sine1", "--rows", rows, "--drift-at", FIRST, "--seed", 7, "--out", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with file.open() as stream:
            return [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(stream)]

    def send(self, count):
        rows = list(enumerate(self.rows))[self.sent:self.sent + count]
        self.sent += count
        for kind, events in [("predictions", [{"id": str(i), "features": row[:2], "prediction": row[2]} for i, row in rows]),
                             ("labels", [{"id": str(i), "label": row[2]} for i, row in rows])]:
            status, reply = self.client.post(f"/v1/models/{MODEL}/{kind}", events)
            self.assertEqual((status, reply["accepted"]), (200, count), reply)

    def command(self, what):
        """Waits until an operator's command is done."""
        status, reply = self.client.post(f"/v1/models/{MODEL}/{what}")
        self.assertEqual(status, 202, reply)
        self.settled()

    def settled(self):
        self.assertTrue(daemon_process.eventually(lambda: not self.status()["update"]["busy"]), self.status())

    def status(self):
        return self.client.get(f"/v1/models/{MODEL}")[1]

    def test_no_request_fails_and_no_answer_mixes_two_versions(self):
        self.send(FIRST)
        self.assertTrue(daemon_process.eventually(lambda: self.status()["served_version"] == 1), self.status())
        self.send(FLIPPED)
        askers = [Asker(self.daemon.port, [row[:2] for row in self.rows[:50]], seed) for seed in range(CLIENTS)]
        for asker in askers:
            asker.start()
        try:
            self.swap_to_and_fro()
        finally:
            for asker in askers:
                asker.stopping.set()
            for asker in askers:
                asker.join(30)
        self.assertEqual([problem for asker in askers for problem in asker.problems], [])
        self.assert_versions_agree(askers)
        status = self.status()
        self.assertGreaterEqual(status["swaps"], SWAPS)
        self.assertEqual(status["counts"]["predictions"], self.sent, "what was asked with \"log\" false is not kept")

    def swap_to_and_fro(self):
        while self.status()["swaps"] < SWAPS:
            before = self.status()
            self.send(MORE_EACH_TIME)
            self.command("update")
            after = self.status()
            self.assertGreater(after["version"], before["version"], f"the update was not promoted: {self.daemon.history(MODEL, 'updates')[-1]}")
            self.assertEqual(after["served_version"], after["version"])
            self.command("rollback")
            self.assertEqual(self.status()["served_version"], before["version"])

    def assert_versions_agree(self, askers):
        """One version says the same to all clients; and the versions differ, else nothing was shown."""
        everywhere = {}
        for asker in askers:
            for key, given in asker.answers.items():
                self.assertEqual(everywhere.setdefault(key, given), given, key)
        versions = sorted({int(version) for version, _ in everywhere})
        print(f"{sum(asker.requests for asker in askers)} requests, {len(versions)} versions, {self.status()['swaps']} swaps", flush=True)
        self.assertGreater(len(versions), SWAPS // 4, "hardly any version was seen: this proves nothing")
        for version in versions[1:]:
            common = [probe for number, probe in everywhere if number == str(version) and ("1", probe) in everywhere]
            self.assertTrue(any(everywhere["1", probe] != everywhere[str(version), probe] for probe in common), f"version {version} answers as version 1 does")


if __name__ == "__main__":
    unittest.main()
