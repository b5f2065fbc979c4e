"""Promotions go onwards, for real: to an MLflow server, which is down at first, and to a folder of numbered versions; a rollback is
published too, and a restart publishes nothing twice.

DRIFTD_FRAMEWORKS names a Python with MLflow in it (`./dev frameworks` makes it).
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import daemon_process

FIRST = 300
MODEL = "sine1"


class MlflowServer:
    def __init__(self, python, folder):
        self.port = daemon_process.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "mlflow.log"
        self.arguments = [python, "-m", "mlflow", "server", "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.arguments, stdout=log, stderr=log, start_new_session=True)
        if not daemon_process.eventually(lambda: self.get("registered-models/search") is not None, 120, 0.5):
            raise AssertionError(f"MLflow does not answer; its log:\n{self.log.read_text()}")

    def stop(self):
        if self.process is not None:
            os.killpg(self.process.pid, 15)
            self.process.wait(30)

    def get(self, what):
        try:
            with urllib.request.urlopen(f"{self.url}/api/2.0/mlflow/{what}", timeout=10) as answer:
                return json.loads(answer.read())
        except (urllib.error.URLError, OSError):
            return None

    def versions(self):
        found = self.get("model-versions/search?" + urllib.parse.urlencode({"filter": "name='churn'"}))
        return sorted(found.get("model_versions", []), key=lambda version: int(version["version"]))

    def champion(self):
        found = self.get("registered-models/alias?" + urllib.parse.urlencode({"name": "churn", "alias": "champion"}))
        return {tag["key"]: tag["value"] for tag in found["model_version"]["tags"]}["driftd.version"] if found else None


class Publishing(unittest.TestCase):
    def setUp(self):
        python = os.environ.get("DRIFTD_FRAMEWORKS", "")
        if not pathlib.Path(python).is_file():
            raise unittest.SkipTest("no Python with mlflow; ./dev frameworks installs it")
        asked = subprocess.run([python, "-c", "import mlflow; print(mlflow.__version__)"], capture_output=True, text=True, check=False)
        self.assertEqual(asked.returncode, 0, asked.stderr)
        print(f"MLflow {asked.stdout.strip()}", flush=True)
        self.daemon = daemon_process.DaemonProcess({"models": []})
        self.addCleanup(self.daemon.__exit__)
        self.mlflow = MlflowServer(python, self.daemon.folder)
        self.addCleanup(self.mlflow.stop)
        self.served = self.daemon.folder / "serving"
        self.daemon.configuration["models"] = [{
            "name": MODEL, "task": "binary", "features": [{"name": "x"}, {"name": "y"}], "reference": {"first": FIRST},
            "update": {"strategy": "retrain", "on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 60, "min_rows": 50, "at_most": {"updates": 1000, "per": "1d"},
                       "gate": {"min_rows": 30, "alpha": 0.4}, "watch": {"labels": 1000}},
            "publish": [{"mlflow": {"url": self.mlflow.url, "model": "churn"}}, {"tf_serving": {"folder": str(self.served)}}],
        }]
        self.daemon.write_config(self.daemon.configuration)
        self.daemon.start()
        file = self.daemon.folder / "sine1.csv"
        done = daemon_process.run("generate", "sine1", "--rows", 700, "--drift-at", FIRST, "--seed", 7, "--out", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with file.open() as stream:
            self.rows = [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(stream)]

    def send(self, begin, end):
        rows = list(enumerate(self.rows))[begin:end]
        with self.daemon.client() as client:
            for kind, events in [("predictions", [{"id": str(i), "features": row[:2], "prediction": 0} for i, row in rows]), ("labels", [{"id": str(i), "label": row[2]} for i, row in rows])]:
                status, reply = client.post(f"/v1/models/{MODEL}/{kind}", events)
                self.assertEqual((status, reply["accepted"]), (200, len(rows)), reply)

    def command(self, what):
        with self.daemon.client() as client:
            status, reply = client.post(f"/v1/models/{MODEL}/{what}")
        self.assertEqual(status, 202, reply)

    def publications(self):
        return {entry["target"].split()[0]: entry for entry in self.daemon.status(MODEL)["publications"]}

    def assert_everywhere(self, version):
        there = daemon_process.eventually(lambda: all(entry["published"] == version for entry in self.publications().values()), 60)
        self.assertTrue(there, f"{self.publications()}\n{self.daemon.log()}")
        self.assertEqual(self.mlflow.champion(), str(version))
        self.assertEqual(max(int(folder.name) for folder in self.served.iterdir() if folder.name.isdigit()), version)

    def test_promotions_and_rollbacks_go_onwards(self):
        self.send(0, FIRST)
        failed = daemon_process.eventually(lambda: self.publications()["mlflow"]["failures"] > 0, 60)
        self.assertTrue(failed, self.publications())
        self.assertNotEqual(self.publications()["mlflow"]["error"], "")
        self.assertEqual(self.daemon.status(MODEL)["served_version"], 1, "what cannot be published is served all the same")
        self.mlflow.start()
        self.assert_everywhere(1)
        self.send(FIRST, 700)
        self.command("update")
        self.assert_everywhere(2)
        self.assertTrue((self.served / "2" / "manifest.json").is_file())
        self.assertEqual(self.daemon.stop()[0], 0)
        self.daemon.start()
        self.assertEqual(len(self.mlflow.versions()), 2, "a restart publishes nothing twice")
        self.command("rollback")
        self.assert_everywhere(1)
        self.assertEqual(len(self.mlflow.versions()), 2, "only the alias goes back")
        with self.daemon.client() as client:
            telemetry = client.get("/metrics")[1]
        self.assertIn(f'driftd_published_version{{model="{MODEL}",target="mlflow {self.mlflow.url} churn"}} 1', telemetry)


if __name__ == "__main__":
    unittest.main()
