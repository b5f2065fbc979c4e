"""The whole loop with the real frameworks: the first model, an update that wins after the concept has turned round, one that continues
the champion from its own checkpoint, answers by the Open Inference Protocol, and the same answers behind a restart.

DRIFTD_FRAMEWORKS names the Python with scikit-learn, XGBoost and TensorFlow in it (`./dev frameworks` makes it); PyTorch is Debian's.
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import daemon_process

TRAINERS = HERE.parents[2] / "trainers"
FIRST = 300
TURNED = 400
MORE = 200
MODEL = "sine1"
PROBES = [[0.1, 0.9], [0.9, 0.1], [0.5, 0.2], [0.3, 0.95]]


def python_with(module, *places):
    """The first Python that has the module; a skip where the frameworks were never installed."""
    for place in places:
        if place and subprocess.run([place, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0:
            return place
    if pathlib.Path(frameworks()).is_file():
        raise AssertionError(f"the frameworks are installed, but no Python has {module} among {places}")
    raise unittest.SkipTest(f"no Python with {module} among {places}; ./dev frameworks installs it")


def frameworks():
    return os.environ.get("DRIFTD_FRAMEWORKS", "")


class Loop:
    """One framework's trip round the loop."""

    arguments = []
    module = ""
    says = ""
    continued = ""
    transferred = ""  # what it says of a transfer, where it knows one

    def setUp(self):
        self.python = python_with(self.module, *self.pythons())
        self.daemon = daemon_process.DaemonProcess(self.configuration("retrain"))
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()
        self.rows = self.generated_rows()
        self.sent = 0

    def pythons(self):
        return [frameworks()]

    def configuration(self, strategy):
        return {"models": [{
            "name": MODEL, "task": "binary", "features": [{"name": "x"}, {"name": "y"}], "reference": {"first": FIRST},
            "update": {
                "strategy": strategy, "on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 60, "min_rows": 50,
                "at_most": {"updates": 1000, "per": "1d"}, "gate": {"min_rows": 30, "alpha": 0.4}, "watch": {"labels": 1000},
                "budget": {"memory": "16GiB"},
                "trainer": [self.python, str(TRAINERS / self.program), *self.arguments],
            },
        }]}

    def generated_rows(self):
        file = self.daemon.folder / "sine1.csv"
        done = daemon_process.run("generate", "sine1", "--rows", 3000, "--drift-at", FIRST, "--seed", 7, "--out", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with file.open() as stream:
            return [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(stream)]

    def send(self, count):
        rows = list(enumerate(self.rows))[self.sent:self.sent + count]
        self.sent += count
        with self.daemon.client() as client:
            for kind, events in [("predictions", [{"id": str(i), "features": row[:2], "prediction": 0} for i, row in rows]),
                                 ("labels", [{"id": str(i), "label": row[2]} for i, row in rows])]:
                status, reply = client.post(f"/v1/models/{MODEL}/{kind}", events)
                self.assertEqual((status, reply["accepted"]), (200, count), reply)

    def update(self):
        with self.daemon.client() as client:
            status, reply = client.post(f"/v1/models/{MODEL}/update")
        self.assertEqual(status, 202, reply)
        self.assertTrue(daemon_process.eventually(lambda: not self.daemon.status(MODEL)["update"]["busy"], 120), self.daemon.status(MODEL))

    def served(self, version):
        """Where the gate cannot tell yet it is shown more rows."""
        shown = set()

        def is_served():
            if self.daemon.status(MODEL)["served_version"] == version:
                return True
            for newest in self.daemon.history(MODEL, "updates")[-1:]:
                if newest["outcome"] == "waiting" and newest["job"] not in shown:
                    shown.add(newest["job"])
                    self.send(MORE)
            return False

        found = daemon_process.eventually(is_served, 120)
        self.assertTrue(found, f"version {version} is not served: {self.daemon.history(MODEL, 'updates')[-1:]}\n{self.daemon.log()}")

    def result(self, version):
        return json.loads((self.daemon.state / "registry" / MODEL / str(version) / "result.json").read_text())

    def answers(self):
        inputs = [{"name": name, "datatype": "FP64", "shape": [len(PROBES)], "data": [row[i] for row in PROBES]} for i, name in enumerate("xy")]
        with self.daemon.client() as client:
            status, answer = client.post(f"/v2/models/{MODEL}/infer", {"parameters": {"log": False}, "inputs": inputs})
        self.assertEqual(status, 200, answer)
        return answer["model_version"], {output["name"]: output["data"] for output in answer["outputs"]}

    def transfer(self):
        """From the checkpoint of the version in force; whoever wins."""
        model = self.configuration({"kind": "transfer", "freeze": ["hidden"]})["models"][0]
        model["update"] |= {"attempts": 1, "gate": model["update"]["gate"] | {"looks": 1}}
        self.daemon.configuration["models"] = [model]
        self.daemon.write_config(self.daemon.configuration)
        self.daemon.reload()
        self.send(TURNED)
        self.update()
        update = self.daemon.history(MODEL, "updates")[-1]
        self.assertEqual(update["strategy"], "transfer")
        self.assertIn(self.transferred, update["reason"])
        print(f"transfer: {update['reason']}", flush=True)

    def test_the_loop(self):
        self.send(FIRST)
        self.served(1)
        before = self.answers()
        self.send(TURNED)
        self.update()
        self.served(2)
        self.assertNotEqual(before[1]["prediction"], self.answers()[1]["prediction"], "the concept has turned round")
        self.daemon.configuration["models"] = self.configuration("incremental")["models"]
        self.daemon.write_config(self.daemon.configuration)
        self.daemon.reload()
        self.send(TURNED)  # version 2 learnt from rows of both concepts: going on with the newer one helps
        self.update()
        self.served(3)
        self.assertEqual(self.daemon.history(MODEL, "updates")[-1]["strategy"], "incremental")
        self.assertIn(self.continued, self.result(3)["notes"])
        self.assertIn(self.says, self.result(3)["notes"])
        self.assertEqual(self.result(3)["format"], "onnx")
        served = self.answers()
        self.assertEqual(self.daemon.stop()[0], 0)
        self.daemon.start()
        self.assertEqual(self.answers(), served, "a restart changes no answer")
        if self.transferred:
            self.transfer()
        for version in (1, 2, 3):
            print(f"version {version}: {self.result(version)['notes']}", flush=True)


class ScikitLearn(Loop, unittest.TestCase):
    program = "sklearn_trainer.py"
    arguments = ["--kind", "sgd"]
    module = "sklearn, skl2onnx, joblib"
    says = "scikit-learn"
    continued = "partial_fit"


class PyTorch(Loop, unittest.TestCase):
    program = "torch_trainer.py"
    module = "torch, numpy"
    says = "PyTorch"
    continued = "from the champion's weights"
    transferred = "with a new last layer on the source's, which stay as they are"

    def pythons(self):
        return [frameworks(), "/usr/bin/python3"]


class Keras(Loop, unittest.TestCase):
    program = "keras_trainer.py"
    module = "tensorflow, keras, tf2onnx"
    says = "TensorFlow"
    continued = "from the champion's weights"
    transferred = "with a new last layer on the source's, which stay as they are"


class XGBoost(Loop, unittest.TestCase):
    program = "xgboost_trainer.py"
    module = "xgboost, onnxmltools"
    says = "XGBoost"
    continued = "on top of the champion's trees"


if __name__ == "__main__":
    unittest.main()
