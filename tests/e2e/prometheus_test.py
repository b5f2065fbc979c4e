"""A real Prometheus scrapes a real driftd, and promtool has nothing to say of the exposition."""

import http.client
import json
import os
import pathlib
import shutil
import subprocess
import unittest
import urllib.parse

import daemon_process

PROMETHEUS = shutil.which("prometheus") or "/usr/bin/prometheus"
PROMTOOL = shutil.which("promtool") or "/usr/bin/promtool"
MODEL = "sine1"
FIRST = 200
CONFIGURATION = {
    "models": [{"name": MODEL, "task": "binary", "features": [{"name": "x"}, {"name": "y"}], "reference": {"first": FIRST}, "window": {"events": 100}}],
}


class Prometheus:
    """Prometheus in a temporary folder, scraping `port` each second."""

    def __init__(self, folder, port):
        self.port = daemon_process.free_port()
        self.log_file = folder / "prometheus.log"
        config = folder / "prometheus.yml"
        config.write_text(json.dumps({"global": {"scrape_interval": "1s"}, "scrape_configs": [{"job_name": "driftd", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}]}))
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen([PROMETHEUS, f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address=127.0.0.1:{self.port}"],
                                            stdout=log, stderr=log)

    def query(self, expression):
        """[(labels, value)]; empty while Prometheus does not answer or knows nothing."""
        try:
            with daemon_process.Client(self.port, timeout=5) as client:
                status, answer = client.get("/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        except (OSError, http.client.HTTPException):
            return []
        if status != 200 or not isinstance(answer, dict):
            return []
        return [(result["metric"], float(result["value"][1])) for result in answer["data"]["result"]]

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Scraped(unittest.TestCase):
    def setUp(self):
        self.daemon = daemon_process.DaemonProcess(CONFIGURATION)
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()
        self.bring_traffic()

    def bring_traffic(self):
        """Enough for a first model, two windows of answers, and one bad event."""
        data = self.daemon.folder / "sine1.csv"
        self.assertEqual(daemon_process.run("generate", "sine1", "--rows", FIRST + 250, "--out", data).returncode, 0)
        sent = daemon_process.run("send", "--config", self.daemon.config_file, "--data", data, "--json")
        self.assertEqual(sent.returncode, 0, sent.stderr)
        with self.daemon.client() as client:
            self.assertEqual(client.post(f"/v1/models/{MODEL}/labels", '{"id": "x"}')[1]["rejected"], 1)

    def exposition(self):
        with self.daemon.client() as client:
            status, text = client.get("/metrics")
        self.assertEqual(status, 200)
        return text

    def test_prometheus_knows_the_levels_and_the_version(self):
        if not os.access(PROMETHEUS, os.X_OK):
            self.skipTest(f"there is no {PROMETHEUS}; install the package prometheus")
        prometheus = Prometheus(pathlib.Path(self.daemon.folder), self.daemon.port)
        self.addCleanup(prometheus.stop)
        version = daemon_process.eventually(lambda: prometheus.query("driftd_model_version"), within=60, every=0.25)
        self.assertTrue(version, f"Prometheus has nothing after a minute:\n{prometheus.log_file.read_text()}")
        self.assertEqual([(labels["model"], value) for labels, value in version], [(MODEL, 1)])
        levels = {(labels["detector"], labels["subject"]): value for labels, value in prometheus.query("driftd_signal_level")}
        wanted = {(signal["detector"], signal["subject"]): ["learning", "stable", "warning", "drift"].index(signal["level"]) for signal in self.daemon.status(MODEL)["signals"]}
        self.assertTrue(wanted)
        self.assertEqual(levels, wanted)
        self.assertEqual([value for _, value in prometheus.query('up{job="driftd"}')], [1])
        events = {(labels["kind"], labels["result"]): value for labels, value in prometheus.query("driftd_events_total")}
        self.assertEqual(sum(value for (_, result), value in events.items() if result == "accepted"), 2 * (FIRST + 250), events)
        self.assertEqual(sum(value for (_, result), value in events.items() if result == "rejected"), 1, events)

    def test_promtool_is_silent(self):
        if not os.access(PROMTOOL, os.X_OK):
            self.skipTest(f"there is no {PROMTOOL}; install the package prometheus")
        checked = subprocess.run([PROMTOOL, "check", "metrics"], input=self.exposition(), capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))

    def test_the_promised_families_are_there(self):
        names = {line.split()[2] for line in self.exposition().splitlines() if line.startswith("# TYPE ")}
        promised = {
            "driftd_events_total", "driftd_join_pending", "driftd_label_delay_seconds", "driftd_signal_level", "driftd_signal_statistic", "driftd_signal_threshold",
            "driftd_score", "driftd_model_version", "driftd_swaps_total", "driftd_rollbacks_total",
        }
        self.assertEqual(promised - names, set())


if __name__ == "__main__":
    unittest.main()
