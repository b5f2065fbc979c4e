"""The loop with an orchestrator that trains elsewhere (orchestrator.py): at once, polled, by a call back; a daemon that is killed meanwhile,
an update that is given up, and those who only say that they are the orchestrator."""

import csv
import unittest

import daemon_process
from orchestrator import Orchestrator

MODEL = "sine1"
FIRST = 300
MORE = 800
SECRET = "what both sides know, and nobody else"


class Loop(unittest.TestCase):
    """A daemon whose trainer is an orchestrator, and rows of another concept at hand."""

    def begin(self, how, serve_files=False, cause=None, **webhook):
        self.daemon = daemon_process.DaemonProcess({"models": []}, durable=False)
        self.addCleanup(self.daemon.__exit__)
        self.orchestrator = Orchestrator(daemon_process.binary(), SECRET, how, serve_files, cause)
        self.orchestrator.__enter__()
        self.addCleanup(self.orchestrator.__exit__)
        secret = self.daemon.folder / "secret"
        secret.write_text(SECRET + "\n")
        self.daemon.configuration["models"] = [{
            "name": MODEL,
            "task": "binary",
            "features": [{"name": "x"}, {"name": "y"}],
            "reference": {"first": FIRST},
            "model": "logistic",
            "update": {
                "strategy": "retrain", "on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 60, "min_rows": 50, "keep_rows": MORE,
                "attempts": 1, "retry": {"most": 0}, "at_most": {"updates": 1000, "per": "1d"}, "gate": {"min_rows": 30, "alpha": 0.4, "looks": 1},
                "watch": {"labels": 400},
                "trainer": {"webhook": {
                    "url": self.orchestrator.url, "secret_file": str(secret), "poll": "100ms", "deadline": "1m",
                    "callback": f"http://127.0.0.1:{self.daemon.port}", **webhook}},
            },
        }]
        self.daemon.write_config(self.daemon.configuration)
        self.daemon.start()
        self.rows = self.generated_rows()
        self.sent = 0
        self.send(FIRST)

    def generated_rows(self):
        file = self.daemon.folder / "sine1.csv"
        done = daemon_process.run("generate", "sine1", "--rows", FIRST + MORE, "--drift-at", FIRST, "--seed", 7, "--out", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with file.open() as stream:
            return [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(stream)]

    def send(self, count):
        rows = list(enumerate(self.rows))[self.sent:self.sent + count]
        self.sent += count
        with self.daemon.client() as client:
            for kind, events in [("predictions", [{"id": str(i), "features": row[:2], "prediction": row[2]} for i, row in rows]),
                                 ("labels", [{"id": str(i), "label": row[2]} for i, row in rows])]:
                status, reply = client.post(f"/v1/models/{MODEL}/{kind}", events)
                self.assertEqual((status, reply["accepted"]), (200, count), reply)

    def command(self, what):
        with self.daemon.client() as client:
            status, reply = client.post(f"/v1/models/{MODEL}/{what}")
        self.assertEqual(status, 202, reply)

    def meets(self, condition, what):
        self.assertTrue(daemon_process.eventually(condition, within=60), f"never met: {what}\n{self.daemon.log()}")

    def version(self):
        return self.daemon.status(MODEL)["served_version"]

    def updates(self):
        return self.daemon.history(MODEL, "updates")

    def ended(self, job):
        """The row of an update that has come to its end."""
        rows = [row for row in self.updates() if row["job"] == job and row["outcome"] not in ("", "training", "judging")]
        return rows[-1] if rows else None

    def second_version(self):
        """One update: the rows have turned since the first version."""
        self.meets(lambda: self.version() == 1, "a first version")
        self.send(MORE)
        self.command("update")
        self.meets(lambda: self.version() == 2, "a second version")
        return [row for row in self.updates() if row["version"] == 2][-1]


class Result(Loop):
    def test_at_once(self):
        self.begin("at once")
        update = self.second_version()
        self.assertEqual(update["trainer"]["command"], f"POST {self.orchestrator.url}")
        self.assertEqual(update["trainer"]["ending"], "the orchestrator's result came at once")
        self.assertEqual(self.orchestrator.refused, [])
        self.assertEqual(len(set(self.orchestrator.posts)), 2, "two trainings, two keys")

    def test_when_it_is_polled_by_download(self):
        self.begin("polled", serve_files=True)
        update = self.second_version()
        self.assertEqual(update["trainer"]["ending"], "the orchestrator's result came when it was asked")
        self.assertEqual(self.orchestrator.refused, [])
        self.assertTrue([line for line in self.orchestrator.heard if line.endswith("/model.json")], "the artefact was not fetched")

    def test_by_a_call_back(self):
        self.begin("call back")
        update = self.second_version()
        self.assertEqual(update["trainer"]["ending"], "the orchestrator's result came by a call back")
        self.assertEqual(self.orchestrator.called_back, [200, 200])
        self.assertEqual([line for line in self.orchestrator.heard if not line.startswith("POST")], [], "nothing is to be polled here")

    def test_that_failed_is_named(self):
        self.begin("polled", cause="data")
        self.meets(lambda: self.ended(1), "an end of the first update")
        update = self.ended(1)
        self.assertEqual((update["outcome"], update["failure"]), ("failed", "data"), update)
        self.assertIn("the orchestrator says: this orchestrator fails", update["reason"])


class Interrupted(Loop):
    def hold_second(self):
        self.meets(lambda: self.version() == 1, "a first version")
        self.orchestrator.held.set()
        self.send(MORE)
        self.command("update")
        self.meets(lambda: len(self.orchestrator.jobs) == 2, "a second job at the orchestrator")
        return list(self.orchestrator.jobs)[1]

    def test_by_a_kill_the_training_goes_on(self):
        self.begin("polled")
        key = self.hold_second()
        self.meets(lambda: f"GET /jobs/{key}" in self.orchestrator.heard, "a look at the job")
        self.daemon.kill()
        self.orchestrator.held.clear()
        self.daemon.start()
        self.meets(lambda: self.version() == 2, "a second version")
        self.assertEqual(self.orchestrator.posts.count(key), 1, "it was asked for twice")
        self.assertNotIn(f"DELETE /jobs/{key}", self.orchestrator.heard)

    def test_by_a_stop_the_training_goes_on(self):
        self.begin("polled")
        key = self.hold_second()
        code, _ = self.daemon.stop()
        self.assertEqual(code, 0, self.daemon.log())
        self.orchestrator.held.clear()
        self.daemon.start()
        self.meets(lambda: self.version() == 2, "a second version")
        self.assertEqual(self.orchestrator.posts.count(key), 1)
        self.assertNotIn(f"DELETE /jobs/{key}", self.orchestrator.heard)

    def test_by_a_kill_the_call_back_comes_later(self):
        self.begin("call back")
        self.hold_second()
        self.daemon.kill()
        self.orchestrator.held.clear()
        self.daemon.start()
        self.meets(lambda: self.version() == 2, "a second version")
        self.assertEqual(self.orchestrator.called_back[-1], 200)

    def test_by_an_operator_the_job_is_withdrawn(self):
        self.begin("polled")
        self.meets(lambda: self.version() == 1, "a first version")
        self.second_version()
        self.orchestrator.held.set()
        self.command("update")
        self.meets(lambda: [line for line in self.orchestrator.heard if line.startswith("GET /jobs/sine1-3-")], "a look at a third job")
        key = list(self.orchestrator.jobs)[2]
        self.command("rollback")
        self.meets(lambda: f"DELETE /jobs/{key}" in self.orchestrator.heard, "a withdrawal")
        self.assertEqual(self.ended(3)["outcome"], "dropped")

    def test_by_the_deadline(self):
        self.begin("polled", deadline="2s")
        key = self.hold_second()
        self.meets(lambda: self.ended(2), "an end of the update")
        self.assertIn("no result within 2s", self.ended(2)["reason"])
        self.assertIn(f"DELETE /jobs/{key}", self.orchestrator.heard)
        self.assertEqual(self.version(), 1)


class Forged(Loop):
    def test_results_are_refused(self):
        self.begin("polled")
        self.orchestrator.held.set()
        self.meets(lambda: self.orchestrator.jobs, "a job at the orchestrator")
        job = next(iter(self.orchestrator.jobs.values()))
        good = {"status": "succeeded", "key": job["order"]["key"]}
        call = self.orchestrator.call_back
        self.assertEqual(call(job, good, secret=b"what somebody guesses"), 401)
        self.assertEqual(call(job, good, timestamp=1_700_000_000), 401, "overheard long ago")
        self.assertEqual(call(job, {"status": "succeeded"}), 404, "of which job?")
        self.assertEqual(call(job, {"status": "running", "key": good["key"]}), 400)
        elsewhere = {"order": {**job["order"], "callback": job["order"]["callback"].replace("/jobs/1/", "/jobs/5/")}}
        self.assertEqual(call(elsewhere, good), 404)
        with self.daemon.client() as client:
            self.assertEqual(client.post(f"/v1/models/{MODEL}/jobs/1/result", good)[0], 401)
        self.assertEqual(self.version(), 0)
        self.orchestrator.held.clear()
        self.meets(lambda: self.version() == 1, "a first version, from who knows the secret")


if __name__ == "__main__":
    unittest.main()
