"""What clients and operators get wrong: each mistake is named, costs only itself, and the counts stay exact."""

import copy
import json
import socket
import threading
import time
import unittest

import daemon_process

MODEL = "prices"
CONFIGURATION = {
    "http": {"request_deadline": "1s"},
    "models": [{
        "name": MODEL,
        "task": "binary",
        "features": [{"name": "nswprice"}, {"name": "vicprice"}, {"name": "region", "type": "categorical"}],
        "reference": {"first": 100000},
    }],
}


def row(identity, **changes):
    event = {"id": identity, "features": {"nswprice": 0.5, "vicprice": 1, "region": "NSW"}, "prediction": 1}
    event.update(changes)
    return json.dumps(event)


class BadInput(unittest.TestCase):
    def setUp(self):
        self.daemon = daemon_process.DaemonProcess(CONFIGURATION)
        self.addCleanup(self.daemon.__exit__)
        self.daemon.start()
        self.client = self.daemon.client()
        self.addCleanup(self.client.close)

    def post(self, kind, body, model=MODEL):
        return self.client.post(f"/v1/models/{model}/{kind}", body)

    def expect(self, kind, body, accepted=0, duplicate=0, rejected=0):
        """Posts, compares the three numbers, and gives the answer."""
        status, reply = self.post(kind, body)
        self.assertEqual(status, 200, reply)
        self.assertEqual((reply["accepted"], reply["duplicate"], reply["rejected"]), (accepted, duplicate, rejected), reply)
        return reply

    def expect_counts(self, **wanted):
        counts = self.daemon.counts(MODEL)
        self.assertEqual({name: counts[name] for name in wanted}, wanted)

    def test_a_bad_line_costs_only_itself_and_is_named_by_number(self):
        lines = [row("1"), '{"id": "2", "features": {', row("3"), "", "[1]", row("6")]
        reply = self.expect("predictions", "\n".join(lines), accepted=3, rejected=2)
        self.assertEqual([error["line"] for error in reply["errors"]], [2, 5])
        self.expect_counts(predictions=3, rejected=2)

    def test_every_wrong_field_is_named(self):
        good = {"nswprice": 0.5, "vicprice": 1, "region": "NSW"}
        wrong = [
            (row("a", features={**good, "nswprice": "dear"}), ["features/nswprice", "number", "a string"]),
            (row("b").replace("0.5", "NaN"), []),
            (row("c", features={"nswprice": 0.5, "region": "NSW"}), ["features/vicprice", "missing"]),
            (row("d", features={**good, "nswprise": 1}), ["features/nswprise", 'did you mean "nswprice"?']),
            (row("e", features=[1, 2]), ["features", "3 values", "has 2"]),
            (row("f", prediction=7), ["prediction", "0 or 1"]),
            (row("g", predicton=1), ["predicton", 'did you mean "prediction"?']),
            (row(""), ["id"]),
            (row("x" * 100000), ["id"]),
            (row("h", time="yesterday"), ["time"]),
            (row("i", time="2150-01-01T00:00:00Z"), ["time", "ahead"]),
            (row("j", scores=1.5), ["scores", "from 0 to 1"]),
            ('{"id": "k"}', ["features", "missing"]),
        ]
        body = "\n".join([row("first"), *(line for line, _ in wrong), row("last")])
        reply = self.expect("predictions", body, accepted=2, rejected=len(wrong))
        self.assertEqual([error["line"] for error in reply["errors"]], list(range(2, 2 + len(wrong))))
        for error, (line, words) in zip(reply["errors"], wrong):
            for word in words:
                self.assertIn(word, error["error"], f"of {line[:200]}")
        reply = self.expect("labels", '{"id": "first", "label": "dear"}\n{"id": "first"}\n{"id": "first", "label": 1}', accepted=1, rejected=2)
        self.assertIn("label", reply["errors"][0]["error"])
        self.assertIn("label: is missing", reply["errors"][1]["error"])
        self.expect_counts(predictions=2, labels=1, joined=1, rejected=len(wrong) + 2)

    def test_a_body_that_is_no_json_at_all_is_a_400(self):
        for body in ["", "hello", "[1, 2", b"\xff\xfe\x00"]:
            status, reply = self.post("predictions", body)
            self.assertEqual((status, reply["error"]["code"]), (400, "not_parseable"), body)
        self.expect_counts(predictions=0)

    def test_duplicates_count_once(self):
        self.expect("predictions", "\n".join([row("1"), row("2"), row("1")]), accepted=2, duplicate=1)
        self.expect("predictions", row("2"), duplicate=1)
        self.expect("labels", '[{"id": "1", "label": 1}, {"id": "1", "label": 0}]', accepted=1, duplicate=1)
        self.expect("labels", '{"id": "1", "label": 1}', duplicate=1)
        self.expect_counts(predictions=2, labels=1, joined=1, pending=1, duplicates=4, rejected=0)

    def test_a_label_may_come_before_its_prediction(self):
        reply = self.expect("labels", '{"id": "1", "label": 1}', accepted=1)
        self.assertEqual(reply.get("early"), 1)
        self.expect_counts(predictions=0, labels=1, joined=0, early_labels=1)
        self.expect("predictions", row("1"), accepted=1)
        self.expect_counts(predictions=1, labels=1, joined=1, early_labels=0)

    def test_wrong_paths_and_methods(self):
        status, reply = self.post("predictions", row("1"), model="priecs")
        self.assertEqual((status, reply["error"]["code"]), (404, "unknown_model"))
        self.assertIn("priecs", reply["error"]["message"])
        for method, path, allowed in [("GET", f"/v1/models/{MODEL}/labels", 405), ("DELETE", f"/v1/models/{MODEL}", 405), ("PUT", "/metrics", 405),
                                      ("GET", f"/v2/models/{MODEL}/infer", 405), ("GET", "/-/reload", 405), ("GET", "/v3", 404), ("GET", "/v1/models/prices/answers", 404)]:
            status, reply = self.client.request(method, path)
            self.assertEqual(status, allowed, f"{method} {path}: {reply}")
            self.assertIn("error", reply)
        status, reply = self.client.get(f"/v1/models/{MODEL}/signals?limit=many")
        self.assertEqual((status, reply["error"]["code"]), (400, "bad_parameter"))

    def test_a_gigabyte_is_refused_before_it_is_sent(self):
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=5) as connection:
            begin = time.monotonic()
            connection.sendall(f"POST /v1/models/{MODEL}/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n{{".encode())
            answer = connection.recv(4096).decode()
            self.assertTrue(answer.startswith("HTTP/1.1 413 "), answer)
            self.assertLess(time.monotonic() - begin, 3)

    def test_a_slow_client_is_cut_off_and_hinders_nobody(self):
        answers = []
        slow = [threading.Thread(target=lambda: answers.append(self.send_a_byte_at_a_time())) for _ in range(8)]
        for thread in slow:
            thread.start()
        for number in range(50):
            begin = time.monotonic()
            self.expect("predictions", row(f"beside-{number}"), accepted=1)
            self.assertLess(time.monotonic() - begin, 2, "a slow client held another up")
            time.sleep(0.02)
        for thread in slow:
            thread.join(15)
        self.assertEqual(len(answers), 8)
        for answer, seconds in answers:
            self.assertTrue(answer.startswith("HTTP/1.1 408 "), answer)
            self.assertLess(seconds, 8)
        self.expect_counts(predictions=50)

    def send_a_byte_at_a_time(self):
        """What the daemon said, and after how many seconds."""
        body = row("slow")
        request = f"POST /v1/models/{MODEL}/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=0.25) as connection:
            for byte in request:
                try:
                    connection.sendall(bytes([byte]))
                    answer = connection.recv(4096)
                    return answer.decode(), time.monotonic() - begin
                except TimeoutError:
                    continue
                except OSError as problem:
                    return repr(problem), time.monotonic() - begin
        return "the daemon waited for the whole request", time.monotonic() - begin


class BadConfiguration(unittest.TestCase):
    def broken(self):
        configuration = copy.deepcopy(CONFIGURATION)
        configuration["sate_dir"] = "x"
        configuration["http"]["threads"] = "two"
        model = configuration["models"][0]
        model["window"] = {"events": 1}
        model["decay"] = [{"detector": "adwim", "on": "error"}]
        model["update"] = {"gate": {"alpha": 2}}
        return configuration, ["/sate_dir", "/http/threads", "/models/0/window/events", "/models/0/decay/0/detector", "/models/0/update/gate/alpha"]

    def test_all_mistakes_are_named_at_once_by_path(self):
        daemon = daemon_process.DaemonProcess(CONFIGURATION)
        self.addCleanup(daemon.__exit__)
        configuration, paths = self.broken()
        daemon.write_config(configuration)
        for command in [("check", "--config", daemon.config_file), ("run", "--config", daemon.config_file)]:
            done = daemon_process.run(*command)
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            for path in paths:
                self.assertIn(path + ":", done.stderr)
            self.assertIn('"adwin"', done.stderr, "the nearest name is offered")
        self.assertFalse(daemon.state.exists(), "a refused configuration leaves nothing behind")

    def test_a_refused_reload_leaves_the_running_configuration_in_force(self):
        with daemon_process.DaemonProcess(CONFIGURATION) as daemon, daemon.client() as client:
            for bad in [json.dumps(self.broken()[0]), '{"models": [', ""]:
                before = daemon.log().count("the running configuration stays in force")
                daemon.write_config(bad)
                daemon.reload()
                self.assertTrue(daemon_process.eventually(lambda: daemon.log().count("the running configuration stays in force") > before), daemon.log())
                self.assertEqual(client.post("/-/reload")[0], 400)
                self.assertEqual(client.post(f"/v1/models/{MODEL}/predictions", row(str(len(bad))))[1]["accepted"], 1)
            better = copy.deepcopy(daemon.configuration)
            better["models"].append({"name": "second", "task": "regression", "features": [{"name": "x"}]})
            daemon.write_config(better)
            daemon.reload()
            self.assertTrue(daemon_process.eventually(lambda: client.get("/v1/models/second")[0] == 200), daemon.log())
            self.assertEqual(daemon.counts(MODEL)["predictions"], 3)


if __name__ == "__main__":
    unittest.main()
