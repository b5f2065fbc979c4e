"""What systemd relies on: the unit file is sound, notifications come, SIGTERM ends the daemon in time, and a restart goes on where it stopped."""

import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import daemon_process

UNIT = pathlib.Path(__file__).resolve().parents[2] / "config" / "systemd" / "driftd.service"
MODEL = "steady"
CONFIGURATION = {
    "models": [{"name": MODEL, "task": "binary", "features": [{"name": "a"}, {"name": "b"}], "reference": {"first": 100000}}],
}


class UnitFile(unittest.TestCase):
    def test_systemd_finds_nothing_to_complain_about(self):
        analyze = shutil.which("systemd-analyze")
        if analyze is None:
            self.skipTest("there is no systemd-analyze")
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder) / "driftd.service"
            text, replaced = re.subn(r"^ExecStart=\S+", f"ExecStart={daemon_process.binary()}", UNIT.read_text(), flags=re.MULTILINE)
            self.assertEqual(replaced, 1, "ExecStart is not where it was")
            unit.write_text(text)
            done = subprocess.run([analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


class Stop(unittest.TestCase):
    def test_sigterm_under_load_and_a_restart_from_the_checkpoint(self):
        with daemon_process.DaemonProcess(CONFIGURATION) as daemon:
            acknowledged = []
            load = threading.Thread(target=self.send_until_refused, args=(daemon.port, acknowledged))
            load.start()
            self.assertTrue(daemon_process.eventually(lambda: len(acknowledged) > 50))
            code, seconds = daemon.stop()
            load.join(10)
            self.assertEqual(code, 0, daemon.log())
            self.assertLess(seconds, 5)
            log_until_stop = len(daemon.log())
            daemon.start()
            recovery = [line for line in daemon.log()[log_until_stop:].splitlines() if "recovered from" in line]
            self.assertRegex(recovery[0], r"recovered from a checkpoint at \d+ with 0 records behind it")
            counts = daemon.counts(MODEL)
            self.assertGreaterEqual(counts["predictions"], len(acknowledged))
            self.assertLessEqual(counts["predictions"], len(acknowledged) + 1, "only the last request may have lost its answer")
            with daemon.client() as client:
                again = client.post(f"/v1/models/{MODEL}/predictions", "\n".join(self.event(number) for number in acknowledged))
            self.assertEqual((again[1]["accepted"], again[1]["duplicate"]), (0, len(acknowledged)))
            counts = daemon.counts(MODEL)
            daemon.stop()
            daemon.start()
            self.assertEqual(daemon.counts(MODEL), counts)

    @staticmethod
    def event(number):
        return json.dumps({"id": str(number), "features": [number, 1.5], "prediction": 0})

    def send_until_refused(self, port, acknowledged):
        with daemon_process.Client(port, timeout=5) as client:
            for number in range(1_000_000):
                try:
                    status, _ = client.post(f"/v1/models/{MODEL}/predictions", self.event(number))
                except (OSError, http.client.HTTPException):
                    return
                if status != 200:
                    return
                acknowledged.append(number)
                time.sleep(0.001)


class ServiceManager:
    """The datagram socket that a service manager listens on."""

    def __init__(self, folder):
        self.path = str(pathlib.Path(folder) / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def next_but_beats(self, within=20.0):
        """The next notification that is no WATCHDOG=1; None when time is up."""
        end = time.monotonic() + within
        while (notification := self.next(end - time.monotonic())) is not None:
            if notification != ["WATCHDOG=1"]:
                return notification
        return None

    def next(self, within=20.0):
        self.socket.settimeout(max(within, 0.001))
        try:
            return self.socket.recv(4096).decode().split("\n")
        except TimeoutError:
            return None


class Notifications(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.manager = ServiceManager(folder.name)
        self.addCleanup(self.manager.socket.close)

    def daemon(self, **environment):
        daemon = daemon_process.DaemonProcess(CONFIGURATION, {"NOTIFY_SOCKET": self.manager.path, **environment})
        self.addCleanup(daemon.__exit__)
        daemon.launch()
        return daemon

    def test_ready_reloading_stopping(self):
        daemon = self.daemon()
        self.assertEqual(self.manager.next_but_beats(), ["READY=1"])
        with daemon.client() as client:
            self.assertEqual(client.get("/v2/health/ready")[0], 200, "ready was told too early")
        before = time.monotonic_ns() // 1000
        daemon.reload()
        reloading = self.manager.next_but_beats()
        self.assertEqual(reloading[0], "RELOADING=1")
        begun = int(reloading[1].removeprefix("MONOTONIC_USEC="))
        self.assertTrue(before <= begun <= time.monotonic_ns() // 1000, "the clock must be the monotonic one")
        self.assertEqual(self.manager.next_but_beats(), ["READY=1"])
        daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.manager.next_but_beats(), ["STOPPING=1"])
        self.assertEqual(daemon.process.wait(10), 0)

    def test_a_refused_reload_ends_too(self):
        daemon = self.daemon()
        self.assertEqual(self.manager.next_but_beats(), ["READY=1"])
        daemon.write_config("{")
        daemon.reload()
        self.assertEqual(self.manager.next_but_beats()[0], "RELOADING=1")
        self.assertEqual(self.manager.next_but_beats(), ["READY=1"], "else the service manager waits for ever")

    def test_the_watchdog_is_fed(self):
        self.daemon(WATCHDOG_USEC="2000000")
        self.assertEqual(self.manager.next_but_beats(), ["READY=1"])
        begin = time.monotonic()
        for _ in range(3):
            self.assertEqual(self.manager.next(within=2.0), ["WATCHDOG=1"], "a beat came later than the watchdog waits")
        self.assertGreater(time.monotonic() - begin, 1, "beats come in a hurry")

    def test_no_beats_unless_asked_for(self):
        self.daemon()
        self.assertEqual(self.manager.next_but_beats(), ["READY=1"])
        self.assertIsNone(self.manager.next(within=1.0))


if __name__ == "__main__":
    unittest.main()
