"""An orchestrator as its author would write one from docs/trainers.md: verifies signatures, keeps jobs by their key, trains with
`driftd train` in a thread, and answers at once, when it is polled, or by a call back.

It trains in a copy of the job's folder: `serve_files` hands the artefact back by download, otherwise it is put into the folder's out/.
"""

import hashlib
import hmac
import http.client
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

SKEW = 300


def signature(secret, timestamp, content):
    return "sha256=" + hmac.new(secret, timestamp.encode() + b"." + content, hashlib.sha256).hexdigest()


def signed_headers(secret, content, timestamp=None):
    timestamp = str(int(time.time())) if timestamp is None else str(timestamp)
    return {"X-Driftd-Timestamp": timestamp, "X-Driftd-Signature": signature(secret, timestamp, content)}


class Orchestrator:
    """`how`: "at once", "polled" or "call back". While `held` is set no training ends."""

    def __init__(self, driftd, secret, how, serve_files=False, cause=None):
        self.driftd = driftd
        self.secret = secret.encode()
        self.how = how
        self.serve_files = serve_files
        self.cause = cause  # it fails, and says why
        self.held = threading.Event()
        self.jobs = {}  # key -> {"order", "status", "folder", ...}
        self.posts = []  # keys, as they came
        self.heard = []  # "GET /jobs/1"
        self.refused = []  # requests whose signature was not good
        self.called_back = []  # what driftd answered
        self.lock = threading.Lock()
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="orchestrator-"))
        self.threads = []

    def __enter__(self):
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, answer = site.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_DELETE = handle_any

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                if not isinstance(sys.exc_info()[1], ConnectionError):  # the tests kill driftd in the middle of a sentence
                    super().handle_error(*_)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/train"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.held.clear()
        self.server.shutdown()
        self.server.server_close()
        for thread in self.threads:
            thread.join(30)
        shutil.rmtree(self.place, ignore_errors=True)

    def answer(self, method, path, headers, body):
        content = body if body else f"{method} {path}".encode()
        timestamp = headers.get("X-Driftd-Timestamp", "")
        known = hmac.compare_digest(signature(self.secret, timestamp, content), headers.get("X-Driftd-Signature", ""))
        with self.lock:
            self.heard.append(f"{method} {path}")
            if not known or abs(time.time() - int(timestamp)) > SKEW:
                self.refused.append(f"{method} {path}")
                return 401, {}, b"who are you?"
        if method == "POST" and path == "/train":
            return self.submit(json.loads(body), headers.get("Idempotency-Key"))
        steps = path.strip("/").split("/")
        with self.lock:
            job = self.jobs.get(steps[1]) if len(steps) >= 2 and steps[0] == "jobs" else None
        if job is None:
            return 404, {}, b"no such job"
        if method == "DELETE":
            job["withdrawn"] = True
            return 204, {}, b""
        if len(steps) == 3:
            return 200, {}, (job["folder"] / "out" / steps[2]).read_bytes()
        return 200, {"Content-Type": "application/json"}, json.dumps(job["said"]).encode()

    def submit(self, order, key):
        assert key == order["key"]
        with self.lock:
            self.posts.append(key)
            job = self.jobs.get(key)
            if job is None:
                try:
                    shutil.copytree(order["folder"], self.place / key)
                except (OSError, shutil.Error):
                    return 410, {}, b"the folder is gone"
                job = self.jobs[key] = {"order": order, "said": {"status": "running", "key": key}, "withdrawn": False, "folder": self.place / key}
                thread = threading.Thread(target=self.train, args=(job,), daemon=True)
                job["thread"] = thread
                self.threads.append(thread)
                thread.start()
        if self.how == "at once":
            job["thread"].join(60)
            return 200, {"Content-Type": "application/json"}, json.dumps(job["said"]).encode()
        return 202, ({"Location": f"/jobs/{key}"} if self.how == "polled" else {}), b""

    def train(self, job):
        while self.held.is_set() and not job["withdrawn"]:
            time.sleep(0.01)
        if job["withdrawn"]:
            return
        said = {"key": job["order"]["key"]}
        if self.cause:
            said.update(status="failed", cause=self.cause, error="this orchestrator fails")
        else:
            digest = hashlib.sha256((job["folder"] / "train.csv").read_bytes()).hexdigest()
            assert digest == job["order"]["table"]["sha256"], "the rows are other rows"
            done = subprocess.run([self.driftd, "train", str(job["folder"])], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            said.update(self.hand_back(job))
        if self.how == "call back":
            self.call_back(job, said)
        job["said"] = said

    def hand_back(self, job):
        out = job["folder"] / "out"
        if not self.serve_files:
            shutil.copytree(out, pathlib.Path(job["order"]["folder"]) / "out", dirs_exist_ok=True)
            return {"status": "succeeded"}
        result = json.loads((out / "result.json").read_text())
        name = result["file"]
        return {"status": "succeeded", "result": result,
                "files": [{"name": name, "url": f"/jobs/{job['order']['key']}/{name}", "sha256": hashlib.sha256((out / name).read_bytes()).hexdigest()}]}

    def call_back(self, job, said, secret=None, timestamp=None):
        url = urllib.parse.urlsplit(job["order"]["callback"])
        body = json.dumps(said).encode()
        headers = {"Content-Type": "application/json", **signed_headers(secret or self.secret, body, timestamp)}
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection(url.netloc, timeout=10)
                connection.request("POST", url.path, body, headers)
                status = connection.getresponse().status
                connection.close()
            except OSError:  # driftd is down: it is called again, with a fresh time
                time.sleep(0.05)
                if timestamp is None:
                    headers.update(signed_headers(secret or self.secret, body))
                continue
            with self.lock:
                self.called_back.append(status)
            return status
        return None
