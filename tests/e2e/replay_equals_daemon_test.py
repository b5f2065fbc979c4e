"""A replay and a running daemon are one engine: the same stream leads to the same signals and the same updates, row by row."""

import gzip
import json
import pathlib
import sqlite3
import unittest

import daemon_process

ROWS = 9000
SIGNAL = ("row", "detector", "subject", "level", "statistic", "threshold", "p_value", "allowed", "earned")
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "config" / "examples" / "electricity.json"


def update_of_daemon(row):
    verdict = row["verdict"] or {}
    outcome = {"promoted": "promote", "rejected": "reject"}.get(row["outcome"], row["outcome"])
    return {"row": row["row"], "cause": row["cause"], "strategy": row["strategy"], "verdict": outcome, "version": row["version"], "rows": row["rows"],
            "reason": row["reason"], "gate_rows": verdict.get("rows", 0)}


def update_of_replay(row):
    return {name: row[name] for name in ("row", "cause", "strategy", "verdict", "version", "rows", "reason", "gate_rows")}


class ReplayEqualsDaemon(unittest.TestCase):
    maxDiff = 5000

    def compare(self, configuration, data, *options):
        """Plays `data` both ways; gives the replay's report."""
        model = configuration["models"][0]["name"]
        with daemon_process.DaemonProcess(configuration, durable=False) as daemon:
            file = daemon.folder / "stream.csv"
            data(file)
            report_file = daemon.folder / "report.json"
            replayed = daemon_process.run("replay", "--config", daemon.config_file, "--data", file, "--report", report_file, *options)
            self.assertEqual(replayed.returncode, 0, replayed.stderr)
            sent = daemon_process.run("send", "--config", daemon.config_file, "--data", file, "--json", *options, timeout=250)
            self.assertEqual(sent.returncode, 0, sent.stderr)
            report = json.loads(report_file.read_text())
            signals = daemon.history(model, "signals", page=7)
            updates = [row for row in daemon.history(model, "updates", page=2) if row["base_version"] != 0]
            status = daemon.status(model)
            with sqlite3.connect(daemon.state / "history.sqlite3") as history:
                not_begun = history.execute("SELECT row, kind, cause, reason FROM not_begun ORDER BY number").fetchall()
        self.assertEqual([[row[name] for name in SIGNAL] for row in signals], [[row[name] for name in SIGNAL] for row in report["signals"]])
        self.assertEqual([update_of_daemon(row) for row in updates], [update_of_replay(row) for row in report["updates"]])
        self.assertEqual([list(row) for row in not_begun], [[row[name] for name in ("row", "kind", "cause", "reason")] for row in report["not_begun"]])
        self.assertEqual((status["swaps"], status["rollbacks"]), (report["swaps"], report["rollbacks"]))
        scores = json.loads(sent.stdout)["scores"]  # a sender sees no probability of the truth, hence no log-loss
        self.assertEqual(scores, {name: report["scores"]["closed_loop"][name] for name in scores})
        self.assertEqual(status["counts"]["joined"], report["labels"])
        print(f"{len(signals)} signals, {len(updates)} updates, {report['swaps']} swaps", flush=True)
        return report

    def test_electricity(self):
        source = daemon_process.stream("electricity.csv.gz")
        if source is None:
            self.skipTest("electricity.csv.gz is not in DRIFTD_STREAMS")

        def cut(file):
            with gzip.open(source, "rt") as whole, file.open("w") as part:
                part.writelines(line for _, line in zip(range(ROWS + 1), whole))

        report = self.compare(json.loads(EXAMPLE.read_text()), cut)
        self.assertEqual(report["events"], ROWS)
        self.assertTrue(report["signals"], "no signal: this proves little")

    def compare_sine1(self, drifts, limit):
        def generate(file):
            done = daemon_process.run("generate", "sine1", "--rows", 4000, "--drift-at", drifts, "--noise", 0.05, "--seed", 3, "--out", file)
            self.assertEqual(done.returncode, 0, done.stderr)

        update = {"strategy": {"kind": "retrain", "rows": 200}, "attempts": 6, "cooldown": "0s", "new_rows": 100, "hold_out": 50, "min_rows": 50,
                  "at_most": {"updates": limit, "per": "1d"}, "gate": {"min_rows": 50, "alpha": 0.2}, "watch": {"labels": 400, "alpha": 0.2}}
        model = {"name": "sine1", "task": "binary", "model": "logistic", "features": [{"name": "x"}, {"name": "y"}], "reference": {"first": 500}, "window": {"events": 200}, "update": update}
        report = self.compare({"models": [model]}, generate, "--label-delay", 50)
        return {row["verdict"] for row in report["updates"]}

    def test_late_labels_and_promotions(self):
        self.assertIn("promote", self.compare_sine1("1500,2700", limit=100))

    def test_an_update_that_a_prediction_sets_off_and_a_rollback(self):
        """The limit of updates lapses by the time of a prediction, not of a label."""
        verdicts = self.compare_sine1("1500,1950,3200", limit=3)
        self.assertTrue({"promote", "rolled_back"} <= verdicts, f"this proves little: only {verdicts}")


if __name__ == "__main__":
    unittest.main()
