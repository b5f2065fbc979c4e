"""Killed in whichever phase of an update, the daemon goes on with it or gives it up cleanly: one champion, whole artefacts, no number twice.

The trainer can be held (held_trainer.py), and an artefact with ballast makes registering and promoting take long enough to be met. A process that
is looked at while it is stopped cannot move on, so that each test shows the phase in which it kills.
"""

import csv
import hashlib
import pathlib
import random
import signal
import sys
import time
import unittest

import daemon_process

MODEL = "sine1"
FIRST = 300
MORE = 800
ENDED = {"promoted", "rejected", "inconclusive", "failed", "dropped", "rolled_back"}
RANDOM_KILLS = 8


def settings(holds, **gate):
    return {
        "models": [{
            "name": MODEL,
            "task": "binary",
            "features": [{"name": "x"}, {"name": "y"}],
            "reference": {"first": FIRST},
            "model": "logistic",
            "update": {
                "strategy": "retrain", "on": "never", "cooldown": "0s", "new_rows": 50, "hold_out": 60, "min_rows": 50, "keep_rows": MORE,
                "attempts": 1, "at_most": {"updates": 1000, "per": "1d"}, "gate": {"min_rows": 30, "alpha": 0.4, "looks": 1, **gate}, "watch": {"labels": 400},
                "trainer": [sys.executable, str(pathlib.Path(__file__).parent / "held_trainer.py"), daemon_process.binary(), str(holds)],
            },
        }],
    }


class Loop(unittest.TestCase):
    """A daemon with a first version, and rows of another concept at hand."""

    def begin(self, flipped=True, **gate):
        self.daemon = daemon_process.DaemonProcess({"models": []}, durable=False)
        self.addCleanup(self.daemon.__exit__)
        self.holds = self.daemon.folder / "holds"
        self.holds.mkdir()
        self.daemon.configuration.update(settings(self.holds, **gate))
        self.daemon.write_config(self.daemon.configuration)
        self.daemon.start()
        self.rows = self.generated_rows(flipped)
        self.sent = 0
        self.known = {}  # version -> digest of its files
        self.send(FIRST)
        self.meets(lambda: self.status()["version"] == 1, "a first version")
        self.settle()
        self.assertEqual(self.status()["served_version"], 1)

    def generated_rows(self, flipped):
        file = self.daemon.folder / "sine1.csv"
        drift = ["--drift-at", FIRST] if flipped else ["--drift-at", FIRST + MORE]
        done = daemon_process.run("generate", "sine1", "--rows", FIRST + MORE * (RANDOM_KILLS + 1), *drift, "--seed", 7, "--out", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        with file.open() as stream:
            return [(float(row["x"]), float(row["y"]), int(row["label"])) for row in csv.DictReader(stream)]

    def send(self, count, version=0):
        """`version`: that is said to have answered; 0: whichever serves."""
        said = {"version": version} if version else {}
        rows = list(enumerate(self.rows))[self.sent:self.sent + count]
        self.sent += count
        with self.daemon.client() as client:
            for kind, events in [("predictions", [{"id": str(i), "features": row[:2], "prediction": row[2], **said} for i, row in rows]),
                                 ("labels", [{"id": str(i), "label": row[2]} for i, row in rows])]:
                status, reply = client.post(f"/v1/models/{MODEL}/{kind}", events)
                self.assertEqual((status, reply["accepted"]), (200, count), reply)

    def turn(self):
        """The truth is the opposite from here on, so that the next update wins. No watch counts these rows, which would roll back."""
        self.rows = self.rows[:self.sent] + [(x, y, 1 - label) for x, y, label in self.rows[self.sent:]]
        self.send(MORE, version=1)

    def command(self, what):
        with self.daemon.client() as client:
            status, reply = client.post(f"/v1/models/{MODEL}/{what}")
        self.assertEqual(status, 202, reply)

    def status(self):
        return self.daemon.status(MODEL)

    def phase(self):
        return self.status()["update"]["phase"]

    def newest(self):
        """The history's row of the newest update."""
        return self.daemon.history(MODEL, "updates")[-1]

    def hold(self, place):
        (self.holds / f"hold.{place}").touch()

    def release(self):
        for file in self.holds.glob("hold.*"):
            file.unlink()

    def meets(self, condition, what):
        """Waits without a pause: what is waited for may be short."""
        self.assertTrue(daemon_process.eventually(condition, within=30, every=0), f"never met: {what}\n{self.daemon.log()}")

    def trainer_is_at(self, place, job):
        """The process id of a trainer that stands there, or 0."""
        file = self.holds / f"{job}.{place}"
        text = file.read_text() if file.exists() else ""
        return int(text) if text else 0

    def freeze(self):
        self.daemon.process.send_signal(signal.SIGSTOP)

    def version_folder(self, version):
        return self.daemon.state / "registry" / MODEL / str(version)

    def job_folder(self, job):
        return self.daemon.state / "jobs" / f"{MODEL}-{job}"

    def kill_and_start(self):
        self.daemon.kill()
        self.daemon.start()
        self.remember_versions()

    def settle(self):
        """The newest update has come to its end; what it came to."""
        self.meets(lambda: self.phase() == "idle" and not self.status()["update"]["busy"], "an end of the update")
        self.meets(lambda: self.newest()["outcome"] in ENDED, "its end in the history, which is written behind the decision")
        return self.newest()

    def remember_versions(self):
        """A number stands for the same bytes for ever."""
        for manifest in self.daemon.history(MODEL, "versions"):
            text = hashlib.sha256(repr(sorted(manifest["files"].items())).encode()).hexdigest(), manifest["job"]
            self.assertEqual(self.known.setdefault(manifest["version"], text), text, f"version {manifest['version']} is another one now")

    def assert_whole(self):
        """Nothing is under way: what must hold then."""
        status = self.status()
        self.remember_versions()
        self.assertEqual(status["served_version"], status["version"])
        self.assertIn(status["version"], self.known, "what is served does not stand in the registry")
        with self.daemon.client() as client:
            code, answer = client.post(f"/v2/models/{MODEL}/infer", {"inputs": [{"name": "features", "datatype": "FP64", "shape": [1, 2], "data": [0.1, 0.9]}]})
        self.assertEqual((code, answer["model_version"]), (200, str(status["version"])))
        updates = self.daemon.history(MODEL, "updates")
        given = [row["version"] for row in updates if row["version"] and row["strategy"] != "rollback"]
        self.assertEqual(len(given), len(set(given)), f"a number was given twice: {updates}")
        self.assertEqual([row["job"] for row in updates], sorted({row["job"] for row in updates}))
        self.assertEqual([row["outcome"] for row in updates if row["outcome"] not in ENDED], [])
        self.assertEqual([path.name for path in (self.daemon.state / "registry" / MODEL).iterdir() if not path.name.isdigit()], [], "staging was left over")
        self.meets(lambda: not list((self.daemon.state / "jobs").iterdir()), f"jobs without leftovers: {list((self.daemon.state / 'jobs').iterdir())}")
        code, _ = self.daemon.stop()
        self.assertEqual(code, 0, self.daemon.log())
        checked = daemon_process.run("check", "--state", self.daemon.state)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


class KilledIn(Loop):
    def test_planned(self):
        self.begin()
        self.send(MORE)
        self.hold("begun")
        self.command("update")
        self.daemon.kill()
        self.assertEqual(self.trainer_is_at("begun", job=2), 0, "the trainer was faster: this was no longer the plan alone")
        self.release()
        self.daemon.start()
        self.assertEqual(self.settle()["outcome"], "promoted")
        self.assert_whole()

    def test_training(self):
        self.begin()
        self.send(MORE)
        self.hold("begun")
        self.command("update")
        self.meets(lambda: self.trainer_is_at("begun", job=2), "a training")
        self.assertEqual(self.phase(), "training")
        trainer = self.trainer_is_at("begun", job=2)
        self.daemon.kill()
        self.meets(lambda: not alive(trainer), "the end of a trainer whose daemon was killed")
        self.release()
        self.daemon.start()
        self.assertEqual(self.settle()["outcome"], "promoted")
        self.assert_whole()

    def test_trained(self):
        self.begin()
        self.send(MORE)
        self.hold("made")
        self.command("update")
        self.meets(lambda: self.trainer_is_at("made", job=2), "an artefact")
        self.assertTrue((self.job_folder(2) / "out" / "result.json").exists())
        self.kill_and_start()
        self.assertEqual(self.phase(), "training", "an artefact that no event vouches for was believed")
        self.release()
        self.assertEqual(self.settle()["outcome"], "promoted")
        self.assert_whole()

    def test_judged_and_undecided(self):
        self.begin(flipped=False, alpha=0.0001, looks=2)
        self.send(100)
        self.command("update")
        self.meets(lambda: self.phase() == "waiting", "an undecided verdict")
        rows = self.newest()["verdict"]["rows"]
        self.assertGreater(rows, 0)
        self.kill_and_start()
        self.assertEqual(self.phase(), "waiting")
        self.assertEqual(self.newest()["verdict"]["rows"], rows)
        self.send(MORE)
        self.settle()
        self.assertGreater(self.newest()["verdict"]["rows"], rows, "it did not stand again")
        self.assert_whole()

    def test_in_the_shadow(self):
        self.begin(mode="shadow", shadow={"block": 20, "labels": 400})
        self.send(MORE)
        self.command("update")
        self.meets(lambda: self.phase() == "judging", "the shadow")
        self.send(5)
        self.kill_and_start()
        self.assertEqual(self.phase(), "judging")
        self.send(400)
        self.assertEqual(self.settle()["outcome"], "promoted")
        self.assert_whole()

    def test_answering_as_a_canary(self):
        self.begin(mode="canary", canary={"share": 0.5}, shadow={"block": 20, "labels": 400})
        self.send(MORE)
        self.command("update")
        self.meets(lambda: self.phase() == "canary", "the canary")
        self.meets(lambda: "2" in self.answered_by().values(), "the canary's answers")
        answered = self.answered_by()
        self.assertEqual(set(answered.values()), {"1", "2"})
        self.kill_and_start()
        self.assertEqual(self.status()["canary"], {"version": 2, "share": 0.5})
        self.assertEqual(self.answered_by(), answered, "an id has another model than before the crash")
        self.send(400)
        self.assertEqual(self.settle()["outcome"], "promoted")
        self.assertEqual(set(self.answered_by().values()), {"2"})
        self.assert_whole()

    def answered_by(self):
        """The version that answers, by the request's id."""
        answered = {}
        inputs = [{"name": "features", "datatype": "FP64", "shape": [1, 2], "data": [0.1, 0.9]}]
        with self.daemon.client() as client:
            for identity in (f"order-{i}" for i in range(40)):
                code, answer = client.post(f"/v2/models/{MODEL}/infer", {"id": identity, "inputs": inputs})
                self.assertEqual(code, 200, answer)
                answered[identity] = answer["model_version"]
        return answered

    def test_registering(self):
        self.begin()
        (self.holds / "ballast").write_text("64")
        self.send(MORE)
        self.command("update")
        self.meets((self.version_folder(2).parent / ".new-2").exists, "the staging of version 2")
        self.freeze()
        self.assertFalse((self.version_folder(2) / "manifest.json").exists(), "it was registered already")
        self.kill_and_start()
        self.assertEqual(self.settle()["version"], 2)
        self.assert_whole()

    def test_registered_and_not_yet_told(self):
        self.begin()
        (self.holds / "ballast").write_text("64")
        self.send(MORE)
        self.command("update")
        self.meets((self.version_folder(2) / "manifest.json").exists, "version 2")
        self.freeze()
        self.assertTrue(self.job_folder(2).exists(), "the job was over already")
        self.kill_and_start()
        self.assertEqual(self.settle()["version"], 2)
        self.assert_whole()

    def test_promoting(self):
        self.begin()
        (self.holds / "ballast").write_text("128")
        self.send(MORE)
        self.command("update")
        self.meets(lambda: self.status()["version"] == 2, "the promotion")
        self.freeze()
        self.assertTrue(self.job_folder(2).exists(), "it was over already")
        self.kill_and_start()
        self.assertEqual(self.status()["served_version"], 2)
        self.settle()
        self.assert_whole()

    def test_watching(self):
        self.begin()
        self.send(MORE)
        self.command("update")
        self.settle()
        self.send(100)
        self.meets(lambda: "100" in self.status()["update"]["watch"], "a watch of 100 rows")
        watch = self.status()["update"]["watch"]
        self.kill_and_start()
        self.meets(lambda: self.status()["update"]["watch"] == watch, f"{watch}, not {self.status()['update']['watch']}")
        self.send(400)
        self.meets(lambda: not self.status()["update"]["watch"] and not self.status()["update"]["busy"], "the end of the watch")
        self.assertEqual(self.status()["version"], 2)
        self.assert_whole()

    def test_rolling_back(self):
        self.begin()
        self.send(MORE)
        self.command("update")
        self.settle()
        self.command("rollback")
        self.kill_and_start()
        self.assertEqual(self.status()["served_version"], 1)
        self.assertEqual(self.newest()["outcome"], "rolled_back")
        self.send(100)
        self.command("update")
        self.assertEqual(self.settle()["version"], 3)
        self.assert_whole()

    def test_rolled_back_while_the_next_is_registered(self):
        """The number of the version that was dropped is not given again."""
        self.begin()
        self.send(MORE)
        self.command("update")
        self.settle()
        (self.holds / "ballast").write_text("64")
        self.turn()
        self.command("update")
        self.meets((self.version_folder(3).parent / ".new-3").exists, "the staging of version 3")
        dropped = self.newest()["job"]
        self.command("rollback")
        self.settle()
        self.assertEqual([row["outcome"] for row in self.daemon.history(MODEL, "updates") if row["job"] == dropped], ["dropped"])
        self.kill_and_start()
        (self.holds / "ballast").unlink()
        self.turn()
        self.command("update")
        update = self.settle()
        self.assertEqual((update["outcome"], update["version"]), ("promoted", 4), update)
        self.assert_whole()

    def test_whenever(self):
        seed = random.SystemRandom().randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        self.begin()
        (self.holds / "ballast").write_text("8")
        met = set()
        for _ in range(RANDOM_KILLS):
            self.turn()
            self.command("update")
            time.sleep(chance.uniform(0, 0.5))
            met.add(self.phase())
            self.kill_and_start()
            self.settle()
            if chance.random() < 0.5 and self.status()["previous_version"]:
                self.command("rollback")
                self.kill_and_start()
        print(f"killed in {sorted(met)}", flush=True)
        self.assertGreater(len(self.known), 2, "hardly any version came about: this proves nothing")
        self.assert_whole()


def alive(process):
    """False also for one that has ended and has not been waited for."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main()
