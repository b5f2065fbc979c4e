"""An event that was acknowledged counts, and counts once, however often the daemon is killed."""

import http.client
import json
import random
import threading
import time
import unittest

import daemon_process

KILLS = 20
CLIENTS = 3
MODEL = "crash"
CONFIGURATION = {
    "journal": {"segment": "1MiB", "checkpoint_every": "1MiB"},
    "models": [{
        "name": MODEL,
        "task": "binary",
        "features": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
        "reference": {"first": 100000},
    }],
}


class Producer(threading.Thread):
    """Sends bodies one after the other; each again and again until it is acknowledged. Keeps the ledger of what was."""

    def __init__(self, name, port, seed):
        super().__init__(name=name)
        self.client = daemon_process.Client(port)
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.predicted = set()
        self.labelled = set()
        self.attempts = 0
        self.bodies = 0
        self.problems = []
        self._next = 0
        self._unlabelled = []

    def run(self):
        try:
            while not self.stopping.is_set():
                self._send_a_pair()
        except Exception as problem:  # a thread's exception would be lost
            self.problems.append(repr(problem))
        finally:
            self.client.close()

    def _send_a_pair(self):
        ids = self._fresh_ids()
        self._unlabelled += ids
        self.random.shuffle(self._unlabelled)
        count = min(len(self._unlabelled), self.random.randint(50, 200))
        chosen, self._unlabelled = self._unlabelled[:count], self._unlabelled[count:]
        bodies = [("predictions", ids), ("labels", chosen)]
        if self.random.random() < 0.2:  # labels may overtake their predictions
            bodies.reverse()
        for kind, body_ids in bodies:
            self._deliver(kind, body_ids)
            (self.predicted if kind == "predictions" else self.labelled).update(body_ids)

    def _fresh_ids(self):
        count = self.random.randint(50, 200)
        ids = [f"{self.name}-{number}" for number in range(self._next, self._next + count)]
        self._next += count
        return ids

    def _deliver(self, kind, ids):
        body = "\n".join(json.dumps(self._event(kind, identity)) for identity in ids)
        self.bodies += 1
        first = True
        while True:
            self.attempts += 1
            reply = self._try(kind, body)
            if reply is not None:
                return self._check(kind, ids, reply, first)
            first = False
            time.sleep(0.01)

    def _event(self, kind, identity):
        if kind == "labels":
            return {"id": identity, "label": self.random.randint(0, 1)}
        return {"id": identity, "features": [self.random.random() for _ in range(3)], "prediction": self.random.randint(0, 1)}

    def _try(self, kind, body):
        """The acknowledgement, or None: then nobody knows whether the body was taken."""
        try:
            status, reply = self.client.post(f"/v1/models/{MODEL}/{kind}", body)
        except (OSError, http.client.HTTPException):
            return None
        if status in (429, 503):
            return None
        if status != 200:
            self.problems.append(f"{kind} were answered {status}: {reply}")
            return None
        return reply

    def _check(self, kind, ids, reply, first):
        if reply["rejected"] or reply["accepted"] + reply["duplicate"] != len(ids):
            self.problems.append(f"{len(ids)} {kind} were answered {reply}")
        if first and reply["duplicate"]:
            self.problems.append(f"{kind} never sent before were called duplicates: {reply}")
        if reply["accepted"] not in (0, len(ids)):
            self.problems.append(f"a body of {len(ids)} {kind} was taken in part before the crash: {reply}")


class Crash(unittest.TestCase):
    def test_acknowledged_events_count_exactly_once(self):
        seed = random.SystemRandom().randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        with daemon_process.DaemonProcess(CONFIGURATION) as daemon:
            producers = [Producer(f"client{i}", daemon.port, chance.random()) for i in range(CLIENTS)]
            for producer in producers:
                producer.start()
            try:
                for _ in range(KILLS):
                    self.kill_and_start(daemon, producers, chance)
            finally:
                for producer in producers:
                    producer.stopping.set()
                for producer in producers:
                    producer.join(30)
            self.assertEqual([problem for producer in producers for problem in producer.problems], [], f"seed {seed}")
            self.compare(daemon, producers, seed)
            code, _ = daemon.stop()
            self.assertEqual(code, 0, daemon.log())
            checked = daemon_process.run("check", "--state", daemon.state)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def kill_and_start(self, daemon, producers, chance):
        time.sleep(chance.uniform(0, 0.6))
        daemon.kill()
        acknowledged = [sum(len(producer.predicted) for producer in producers), sum(len(producer.labelled) for producer in producers)]
        daemon.launch()
        if chance.random() < 0.3:  # the restart may be killed too
            time.sleep(chance.uniform(0, 0.1))
            daemon.kill()
            daemon.launch()
        daemon.wait_until_ready()
        counts = daemon.counts(MODEL)
        self.assertGreaterEqual(counts["predictions"], acknowledged[0])
        self.assertGreaterEqual(counts["labels"], acknowledged[1])

    def compare(self, daemon, producers, seed):
        predicted = set().union(*(producer.predicted for producer in producers))
        labelled = set().union(*(producer.labelled for producer in producers))
        counts = daemon.counts(MODEL)
        again = sum(producer.attempts - producer.bodies for producer in producers)
        print(f"{len(predicted)} predictions, {len(labelled)} labels in {sum(p.bodies for p in producers)} bodies, {again} tries without an answer; {counts}", flush=True)
        self.assertGreater(len(labelled), 1000, "hardly any load: this proves nothing")
        seen = {name: counts[name] for name in ("predictions", "labels", "joined", "pending", "early_labels", "rejected")}
        wanted = {
            "predictions": len(predicted),
            "labels": len(labelled),
            "joined": len(predicted & labelled),
            "pending": len(predicted - labelled),
            "early_labels": len(labelled - predicted),
            "rejected": 0,
        }
        self.assertEqual(seen, wanted, f"seed {seed}")


if __name__ == "__main__":
    unittest.main()
