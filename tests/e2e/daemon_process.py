"""A real driftd for a test: a temporary folder, a free port of loopback, start, reload, stop, kill.

DRIFTD_BINARY names the program, DRIFTD_STREAMS the folder of real streams; tests skip, saying so, where they are absent.
"""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

READY_WITHIN = 30.0


def binary():
    """The program under test, or a skip that says what is missing."""
    path = os.environ.get("DRIFTD_BINARY", "")
    if not path or not os.access(path, os.X_OK):
        raise unittest.SkipTest(f"DRIFTD_BINARY={path!r} is no program; set it to the driftd to be tested")
    return path


def stream(name):
    """The path of a real stream such as electricity.csv.gz; None where it is absent."""
    path = pathlib.Path(os.environ.get("DRIFTD_STREAMS") or "/nonexistent") / name
    return path if path.is_file() else None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*arguments, timeout=120):
    """Runs `driftd ARGUMENTS`; gives the CompletedProcess with its output as text."""
    return subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True, timeout=timeout, check=False)


def eventually(condition, within=20.0, every=0.02):
    """The first true value of condition(), or the last false one when time is up."""
    end = time.monotonic() + within
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(every)


class Client:
    """One keep-alive connection. Not for several threads."""

    def __init__(self, port, timeout=30.0):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def request(self, method, path, body=None):
        """(status, what the JSON says, or the text where it is none). Raises OSError or HTTPException when the daemon is gone."""
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        try:
            self._connection.request(method, path, body)
            response = self._connection.getresponse()
            text = response.read()
        except BaseException:
            self._connection.close()
            raise
        if response.headers.get_content_type() == "application/json":
            return response.status, json.loads(text)
        return response.status, text.decode()

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, body=""):
        return self.request("POST", path, body)

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class DaemonProcess:
    """driftd with this configuration; its `state_dir` and `http.listen` are set here.

    `durable` False: in memory where the system offers that, for a test that is not about the disk but would wait for it.
    """

    def __init__(self, configuration, environment=None, durable=True):
        self.binary = binary()
        in_memory = not durable and os.access("/dev/shm", os.W_OK)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="driftd-e2e-", dir="/dev/shm" if in_memory else None))
        self.state = self.folder / "state"
        self.port = free_port()
        self.config_file = self.folder / "driftd.json"
        self.log_file = self.folder / "driftd.log"
        self.environment = {**os.environ, **(environment or {})}
        self.configuration = {**configuration, "state_dir": str(self.state)}
        self.configuration["http"] = {**configuration.get("http", {}), "listen": f"127.0.0.1:{self.port}"}
        self.write_config(self.configuration)
        self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def write_config(self, configuration):
        text = configuration if isinstance(configuration, str) else json.dumps(configuration, indent=2)
        self.config_file.write_text(text)

    def launch(self):
        """Starts the process and does not wait."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen([self.binary, "run", "--config", str(self.config_file)], stderr=log, stdout=log, env=self.environment)

    def start(self):
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self, within=READY_WITHIN):
        if not eventually(self._ready_or_gone, within) or self.process.poll() is not None:
            raise AssertionError(f"driftd is not ready within {within} s (exit code {self.process.poll()}); its log:\n{self.log()}")

    def _ready_or_gone(self):
        if self.process.poll() is not None:
            return True
        try:
            with self.client(timeout=5) as client:
                return client.get("/v2/health/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def stop(self, within=15.0):
        """SIGTERM; gives the exit code and the seconds that it took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(within)
        return code, time.monotonic() - begin

    def kill(self):
        """SIGKILL: no chance to tidy up."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait()

    def reload(self):
        """Until the daemon has said that it read the configuration, or refused it: what is asked next is asked under it."""

        def answered():
            return sum(": reloaded " in line or ": reload: " in line for line in self.log().splitlines())

        before = answered()
        self.process.send_signal(signal.SIGHUP)
        eventually(lambda: answered() > before, within=10.0)

    def log(self):
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def client(self, timeout=30.0):
        return Client(self.port, timeout)

    def status(self, model):
        """GET /v1/models/{m}"""
        with self.client() as client:
            code, status = client.get(f"/v1/models/{model}")
        if code != 200:
            raise AssertionError(f"GET /v1/models/{model} answered {code}: {status}")
        return status

    def counts(self, model):
        return self.status(model)["counts"]

    def history(self, model, what, page=100):
        """All rows of signals, updates or versions, read page by page; oldest first."""
        rows = []
        path = f"/v1/models/{model}/{what}?limit={page}"
        before = ""
        with self.client() as client:
            while True:
                code, answer = client.get(path + before)
                if code != 200:
                    raise AssertionError(f"GET {path}{before} answered {code}: {answer}")
                rows += answer["rows"]
                if answer["next"] is None:
                    return rows[::-1]
                before = f"&before={answer['next']}"
