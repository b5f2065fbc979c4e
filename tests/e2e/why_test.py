"""`driftd why` through a real daemon: the whole chain behind a version, and why there was no other."""

import csv
import hashlib
import json
import sqlite3
import unittest

import daemon_process

MODEL = "sine1"
UPDATE = {"strategy": {"kind": "retrain", "rows": 300}, "cooldown": "0s", "new_rows": 100, "hold_out": 60, "min_rows": 50,
          "at_most": {"updates": 5, "per": "365d"}, "gate": {"min_rows": 50, "alpha": 0.2}, "watch": {"labels": 100}}
CONFIGURATION = {"models": [{"name": MODEL, "task": "binary", "model": "logistic", "features": [{"name": "x"}, {"name": "y"}],
                             "reference": {"first": 500}, "window": {"events": 200}, "update": UPDATE}]}


class Why(unittest.TestCase):
    """The concept turns twice; five updates are allowed in a year, the first training among them."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon_process.DaemonProcess(CONFIGURATION, durable=False)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.daemon.start()
        stream = cls.daemon.folder / "stream.csv"
        made = daemon_process.run("generate", "sine1", "--rows", 6000, "--drift-at", "1500,3000,4500", "--seed", 3, "--out", stream)
        assert made.returncode == 0, made.stderr
        sent = daemon_process.run("send", "--config", cls.daemon.config_file, "--data", stream, "--json", timeout=250)
        assert sent.returncode == 0, sent.stderr
        cls.rows = list(csv.reader(stream.open()))[1:]

    def ask(self, *arguments):
        done = daemon_process.run("why", MODEL, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def told(self, *arguments):
        return json.loads(self.ask(*arguments, "--json"))

    def url(self):
        return ("--url", f"http://127.0.0.1:{self.daemon.port}")

    def state(self):
        return ("--config", self.daemon.config_file)

    def test_1_the_chain_has_every_link(self):
        told = self.told("2", *self.url())
        update = told["update"]
        cause = next(signal for signal in told["before"]["signals"] if signal["number"] == update["signal"])
        self.assertEqual(cause["level"], "drift")
        self.assertTrue(update["cause"].startswith(f"{cause['detector']} on {cause['subject']}"), update["cause"])
        self.assertEqual(update["kind"], "decay")
        self.assertGreater(cause["row"], 1500)
        self.assertEqual(update["window"]["to"] - update["window"]["from"], update["data"]["rows"])
        self.assertRegex(update["trainer"]["command"], r"train \S*/jobs/sine1-\d+$")
        self.assertEqual(update["trainer"]["ending"], "exit code 0")
        self.assertEqual(update["verdict"]["decision"], "promote")
        self.assertEqual(told["manifest"]["job"], update["job"])
        self.assertEqual(told["artefact"], "whole")
        self.assertIn(told["watch"]["outcome"], ("stood", "rolled_back", "cut_short"))

    def test_2_the_hash_is_that_of_the_rows(self):
        update = self.told("1", *self.url())["update"]
        self.assertEqual(update["window"], {"from": 200, "to": 500})
        shown = sqlite3.connect(self.daemon.state / "history.sqlite3").execute("SELECT data_rows, data_sha256 FROM updates WHERE version = 1").fetchone()
        self.assertEqual(shown, (300, update["data"]["sha256"]))
        self.assertEqual(len(shown[1]), hashlib.sha256().digest_size * 2)

    def test_3_the_updates_that_did_not_begin_are_told_with_their_reason(self):
        told = self.told(*self.url())
        reasons = [entry["reason"] for entry in told["since"]["not_begun"]]
        self.assertTrue(any("the limit of 5 updates" in reason for reason in reasons), told["since"])
        self.assertEqual(len(reasons), len({(entry["cause"], entry["reason"]) for entry in told["since"]["not_begun"]}), "once for a cause")
        self.assertIn("no update: the limit of 5 updates", self.ask(*self.url()))

    def test_4_a_version_that_is_not_there_is_an_error_that_says_so(self):
        done = daemon_process.run("why", MODEL, "99", *self.url())
        self.assertEqual(done.returncode, 1)
        self.assertIn("has no version 99", done.stderr)
        self.assertEqual(daemon_process.run("why", "nobody", *self.url()).returncode, 1)
        self.assertEqual(daemon_process.run("why", MODEL, "x", *self.url()).returncode, 2)

    def test_5_with_and_without_the_daemon_it_is_the_same_page(self):
        by_request = self.ask(*self.url())
        self.assertEqual(self.ask(*self.state()), by_request)
        self.daemon.stop()
        self.assertEqual(self.ask(*self.state()), by_request)
        self.assertEqual(daemon_process.run("why", MODEL, *self.url()).returncode, 1)
        print(by_request, flush=True)

    def test_6_a_restart_from_the_journal_tells_the_same(self):
        before = self.told(*self.state())
        for file in self.daemon.state.glob("history.sqlite3*"):
            file.unlink()
        for file in (self.daemon.state / "checkpoints").iterdir():
            file.unlink()
        self.daemon.start()
        self.daemon.stop()
        self.assertEqual(self.told(*self.state()), before, "the history is a function of the journal")


if __name__ == "__main__":
    unittest.main()
