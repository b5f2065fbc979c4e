"""A new model starts from another one's artefact, through the registry and the trainer's process."""

import random
import unittest

import daemon_process

FIRST = 300


def model(name, features, update):
    return {"name": name, "task": "binary", "model": "logistic", "features": [{"name": feature} for feature in features], "reference": {"first": FIRST},
            "update": {"on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 100, "min_rows": 50, **update}}


class Transfer(unittest.TestCase):
    def send(self, name, features, begin, count):
        """Rows whose label is in x and y; z, where there is one, says the same as y."""
        draw = random.Random(begin)
        predictions, labels = [], []
        with self.daemon.client() as client:
            for i in range(begin, begin + count):
                x, y = draw.gauss(0, 1), draw.gauss(0, 1)
                at = {"x": x, "y": y, "z": y}
                predictions.append({"id": f"{name}-{i}", "features": {feature: at[feature] for feature in features}, "prediction": 0})
                labels.append({"id": f"{name}-{i}", "label": int(x + y > 0)})
            for what, rows in (("predictions", predictions), ("labels", labels)):
                code, answer = client.post(f"/v1/models/{name}/{what}", rows)
                self.assertEqual((code, answer.get("rejected")), (200, 0), answer)

    def meets(self, condition, what):
        self.assertTrue(daemon_process.eventually(condition, within=60), f"no {what}; the log:\n{self.daemon.log()}")

    def test_from_another_model_and_from_an_earlier_version(self):
        wide = model("wide", ["x", "z"], {"strategy": {"kind": "transfer", "from": {"model": "plain"}, "freeze": ["carried"]}})
        with daemon_process.DaemonProcess({"models": [model("plain", ["x", "y"], {}), wide]}, durable=False) as self.daemon:
            self.send("wide", ["x", "z"], 0, FIRST)
            self.meets(lambda: any(row["outcome"] == "failed" for row in self.daemon.history("wide", "updates")), "failure")
            failed = self.daemon.history("wide", "updates")[-1]
            self.assertIn('"plain" has no version in force to start from', failed["reason"])
            self.assertEqual(failed["failure"], "data")

            self.send("plain", ["x", "y"], 0, FIRST)
            self.meets(lambda: self.daemon.status("plain")["version"] == 1, "version of the source")
            self.send("wide", ["x", "z"], FIRST, 3 * FIRST)
            self.meets(lambda: self.daemon.status("wide")["version"] == 1, "first version")
            promoted = self.daemon.history("wide", "updates")[-1]
            self.assertEqual(promoted["strategy"], "transfer")
            self.assertIn('version 1 of "plain" carries over x; new: z; left behind: y', promoted["reason"])

            self.daemon.configuration["models"][1] = model("wide", ["x", "z", "y"], {"strategy": {"kind": "transfer", "from": {"version": 1}}})
            self.daemon.write_config(self.daemon.configuration)
            self.daemon.reload()
            self.meets(lambda: self.daemon.status("wide")["version"] == 0, "model of other features")
            self.send("wide", ["x", "z", "y"], 4 * FIRST, FIRST)
            self.meets(lambda: self.daemon.status("wide")["version"] == 2, "version that starts from an earlier one")
            self.assertIn("version 1 carries over x, z; new: y", self.daemon.history("wide", "updates")[-1]["reason"])


if __name__ == "__main__":
    unittest.main()
