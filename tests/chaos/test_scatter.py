"""The root with leaves that are dead, slow or lie, a merge that fails, and clients that leave: the policy holds."""

import contextlib
import json
import signal
import socket
import sys
import threading
import time
import unittest

from programs import LONG, PATTERNS, Case, free_port, get, undocumented, wait_for, wait_until_ready

SCRIPT = PATTERNS / "scatter-root.py"
LEAVES = 4


class Peer(threading.Thread):
    """A server that answers each request with what a function returns: bytes as they are, or content as JSON."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self.answer = answer
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.port = free_port()
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen(64)
        self.requests = []
        self.gone = 0
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(ConnectionError), connection, connection.makefile("rb") as file:
            while self.serve_one(connection, file):
                pass

    def serve_one(self, connection, file):
        first = file.readline().decode()
        headers = dict(iter(lambda: self.header(file), ("", "")))
        if not first:
            return False
        body = file.read(int(headers.get("content-length", "0")))
        method, target, _ = first.split(" ")
        self.requests.append((method, target, headers, body))
        answer = self.answer(len(self.requests), headers, body)
        if not isinstance(answer, bytes):
            answer = response(json.dumps(answer).encode())
        try:
            connection.sendall(answer)
        except OSError:
            self.gone += 1
            return False
        return b"connection: close" not in answer

    def header(self, file):
        name, _, value = file.readline().decode().strip().partition(":")
        return name.strip().lower(), value.strip()

    def close(self):
        self.listener.close()


def response(body, status="200 OK", *lines, content_type="application/json", length=None):
    lines = (f"HTTP/1.1 {status}", f"content-type: {content_type}", f"content-length: {length or len(body)}", *lines)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def leaf(number):
    """Return what a leaf that is well answers."""
    return lambda *_: [number]


def slow(seconds, answer):
    """Return an answer that takes its time."""

    def wait(*request):
        time.sleep(seconds)
        return answer(*request)

    return wait


# What leaves may do wrong: each must make exactly that leaf missing.
LIES = {
    "another length": lambda *_: response(b"[0]", "200 OK", "connection: close", length=100),
    "no JSON": lambda *_: response(b"[0"),
    "no HTTP": lambda *_: b"hello\r\n\r\nconnection: close",
    "a status that is none": lambda *_: b"HTTP/1.1 2000 OK\r\nconnection: close\r\n\r\n",
    "two lengths": lambda *_: response(b"[0]", "200 OK", "content-length: 2", "connection: close"),
    "a chunk that is none": lambda *_: b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    "endless headers": lambda *_: b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20000,
    "too large": lambda *_: response(b'"' + b"x" * 3_000_000 + b'"'),
    "an error": lambda *_: response(b"{}", "500 Oops"),
    "not found": lambda *_: response(b"{}", "404 Not Found"),
    "nothing": lambda *_: b"connection: close",
    "deep nesting": lambda *_: response(b"[" * 100_000 + b"]" * 100_000),
}


class Scatter(Case):
    """One root and four leaves."""

    def start_root(self, answers, merge=None, **settings):
        self.leaves = [Peer(answer) if answer else None for answer in answers]
        for peer in filter(None, self.leaves):
            self.addCleanup(peer.close)
        self.port, self.health_port = free_port(), free_port()
        addresses = [f"127.0.0.1:{peer.port if peer else free_port()}" for peer in self.leaves]
        environment = {
            "LEAVES": ",".join(addresses),
            "PORT": self.port,
            "HEALTH_PORT": self.health_port,
            "MAX_BODY": 1_000_000,
            "TIMEOUT": "10s",
            "HEDGE": "none",
            **settings,
        }
        if merge:
            self.merge = Peer(merge)
            self.addCleanup(self.merge.close)
            environment["MERGE"] = f"http://127.0.0.1:{self.merge.port}/merge"
        self.root = self.start_python(SCRIPT, environment, "root")
        wait_until_ready(self.health_port)

    def ask(self, path="/search?q=x", **more):
        status, headers, body = get(self.port, path, 60, **more)
        return status, {name.lower(): value for name, value in headers.items()}, json.loads(body or "null")

    def metric(self, name):
        lines = get(self.health_port, "/metrics", 10)[2].decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"scatter_{name}"))

    def test_all_well(self):
        """Without a merge container lists are joined; each leaf knows its shard."""
        self.start_root([leaf(number) for number in range(LEAVES)])
        status, headers, body = self.ask(headers={"x-shard": "9", "X-Own": "kept", "Connection": "x-hop", "X-Hop": "1"})
        self.assertEqual((status, body, headers["x-scatter-leaves"]), (200, [0, 1, 2, 3], "4/4"))
        metrics = get(self.health_port, "/metrics", 10)[2].decode()
        self.assertEqual(undocumented(metrics, "scatter-gather.md"), [])
        for number, peer in enumerate(self.leaves):
            method, target, headers, _ = peer.requests[0]
            self.assertEqual((method, target), ("GET", "/search?q=x"))
            self.assertEqual((headers["x-shard"], headers["x-shards"]), (str(number), "4"))
            self.assertEqual(headers["x-scatter-deadline-ms"], "10000")
            self.assertEqual(headers["x-own"], "kept")
            self.assertNotIn("x-hop", headers)

    def test_merge(self):
        """The merge container gets what the leaves answered, and its answer goes to the client as it is."""
        lines = ("set-cookie: a=1", "set-cookie: b=2")
        text, binary = response(b"text", content_type="text/plain"), response(b"\xff", content_type="image/png")
        answers = [lambda *_: {"n": 0}, lambda *_: text, lambda *_: binary]
        self.start_root(answers, merge=lambda *_: response(b'"merged"', "201 Created", *lines))
        status, _, body = self.ask(method="POST", body=b"question")
        self.assertEqual((status, body), (201, "merged"))
        method, target, headers, parts = self.merge.requests[0]
        self.assertEqual((method, target, headers["x-scatter-path"]), ("POST", "/merge", "/search?q=x"))
        contents = [{"leaf": 0, "status": 200, "body": {"n": 0}}, {"leaf": 1, "status": 200, "body": "text"}]
        contents.append({"leaf": 2, "status": 200, "body": "/w==", "encoding": "base64"})
        self.assertEqual(json.loads(parts), contents)
        self.assertEqual([peer.requests[0][3] for peer in self.leaves], [b"question"] * 3)

    def test_lies(self):
        """A leaf whose answer is not what it announces is missing, and only that leaf, and only then."""
        answers = {}

        def liar(count, headers, body):
            return answers["now"](count, headers, body)

        self.start_root([leaf(0), liar, leaf(2), leaf(3)], LEAST="75%", TIMEOUT="5s")
        for name, lie in LIES.items():
            with self.subTest(name):
                answers["now"] = lie
                status, headers, body = self.ask()
                self.assertEqual((status, body), (200, [0, 2, 3]))
                self.assertEqual((headers["x-scatter-leaves"], headers["x-scatter-missing"]), ("3/4", "1"))
                answers["now"] = leaf(1)
                self.assertEqual(self.ask()[2], [0, 1, 2, 3])

    def test_answer_nobody_asked_for(self):
        """What a leaf sends beside its answer is not taken for the next one."""
        self.start_root([lambda *_: response(b"[1]") + response(b"[666]"), leaf(2)])
        for _ in range(5):
            self.assertEqual(self.ask()[2], [1, 2])

    def test_least(self):
        """With a dead leaf: strictly an error that names it; with LEAST the rest, and how much it is."""
        answers = [leaf(0), leaf(1), None, leaf(3)]
        self.start_root(answers)
        status, headers, body = self.ask()
        self.assertEqual((status, headers["x-scatter-missing"], list(body["missing"])), (503, "2", ["2"]))
        for least, expected in (("3", 200), ("75%", 200), ("76%", 503), ("4", 503)):
            self.start_root(answers, LEAST=least)
            self.assertEqual((least, self.ask()[0]), (least, expected))

    def test_slow_leaf(self):
        """A slow leaf is missing after TIMEOUT, and asked to hurry."""
        self.start_root([leaf(0), slow(30, leaf(1))], LEAST="1", TIMEOUT="1s")
        begin = time.monotonic()
        status, headers, _ = self.ask()
        self.assertEqual((status, headers["x-scatter-missing"]), (200, "1"))
        self.assertLess(time.monotonic() - begin, 15)

    def test_hedge(self):
        """A second request comes for GET only, and never more of them than the budget allows."""

        def first_is_slow(count, _headers, _body):
            time.sleep(20 if count == 1 else 0)
            return [0]

        self.start_root([first_is_slow], HEDGE="100ms", TIMEOUT="30s")
        begin = time.monotonic()
        self.assertEqual(self.ask()[0], 200)
        self.assertLess(time.monotonic() - begin, 15)
        self.assertEqual((self.metric("hedges_total"), self.metric("hedges_won_total")), (1, 1))
        self.start_root([slow(0.3, leaf(0))], HEDGE="10ms", HEDGE_BUDGET="0")
        self.assertEqual([self.ask()[0] for _ in range(3)], [200] * 3)
        self.assertEqual(len(self.leaves[0].requests), 3)

    def test_repeats(self):
        """An error of a leaf is tried again for GET, never for POST."""

        def first_fails(count, _headers, _body):
            return response(b"{}", "503 Busy") if count == 1 else [0]

        self.start_root([first_fails])
        self.assertEqual(self.ask()[0], 200)
        self.assertEqual(len(self.leaves[0].requests), 2)
        self.start_root([first_fails])
        self.assertEqual(self.ask(method="POST", body=b"x")[0], 503)
        self.assertEqual(len(self.leaves[0].requests), 1)

    def test_merge_fails(self):
        """A merge container that is slow, dies or lies makes 502; its own errors are its own."""
        bad = response(b"{}", "418 I'm a teapot")
        for merge, expected in (
            (slow(30, leaf(0)), 502),
            (lambda *_: b"connection: close", 502),
            (lambda *_: bad, 418),
        ):
            self.start_root([leaf(0)], merge=merge, MERGE_TIMEOUT="1s")
            self.assertEqual(self.ask()[0], expected)

    def test_client_leaves(self):
        """What is done for a client that has gone ends, and the next is served."""
        self.start_root([slow(3, leaf(0))], TIMEOUT="60s")
        client = socket.create_connection(("127.0.0.1", self.port))
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        wait_for("the leaf to be asked", lambda: self.leaves[0].requests)
        client.close()
        wait_for("the request to end", lambda: self.metric("abandoned_total") == 1)
        self.assertEqual(self.ask()[0], 200)

    def test_hostile_clients(self):
        """What could be read in two ways, or is too much, is refused."""
        self.start_root([leaf(0)])
        requests = {
            b"GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n": 400,
            b"GET / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx": 400,
            b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n": 400,
            b"GET / HTTP/1.1\r\nx : y\r\n\r\n": 400,
            b"GET / HTTP/1.1\r\nx: a\nb: c\r\n\r\n": 400,
            b"GET /\x00 HTTP/1.1\r\n\r\n": 400,
            b"nonsense\r\n\r\n": 400,
            b"POST / HTTP/1.1\r\ncontent-length: 1000001\r\n\r\n": 413,
            b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n": 431,
        }
        for request, expected in requests.items():
            with self.subTest(request), socket.create_connection(("127.0.0.1", self.port), timeout=30) as client:
                client.sendall(request)
                self.assertEqual(int(client.makefile("rb").readline().split()[1]), expected)
        self.assertEqual(self.leaves[0].requests, [])
        self.assertEqual(self.ask()[0], 200)

    def test_tree(self):
        """A root of roots answers as one root of all leaves does, and gives its leaves less time than it has."""
        self.start_root([leaf(0), leaf(1)])
        ports, leaves = [self.port], list(self.leaves)
        self.start_root([leaf(2), leaf(3)])
        ports.append(self.port)
        leaves += self.leaves
        self.start_root([], LEAVES=",".join(f"127.0.0.1:{port}" for port in ports), TIMEOUT="8s")
        self.assertEqual(self.ask()[2], [0, 1, 2, 3])
        self.assertTrue(all(int(peer.requests[0][2]["x-scatter-deadline-ms"]) < 8000 for peer in leaves))

    def test_part(self):
        """A root that shares leaves with others asks its part of them, by their numbers among all."""
        self.start_root([leaf(number) for number in range(5)], SHARDS="2", SHARD="1")
        self.assertEqual(self.ask()[2], [2, 3, 4])
        self.assertEqual([len(peer.requests) for peer in self.leaves], [0, 0, 1, 1, 1])
        headers = self.leaves[4].requests[0][2]
        self.assertEqual((headers["x-shard"], headers["x-shards"]), ("4", "5"))
        self.start_root([leaf(0), leaf(1), None], SHARDS="3", SHARD="2")
        status, headers, body = self.ask()
        self.assertEqual((status, headers["x-scatter-missing"], list(body["missing"])), (503, "2", ["2"]))

    def test_partial_leaf(self):
        """A leaf that is a root and misses leaves is told of, although it answers."""
        self.start_root([lambda *_: response(b"[0]", "200 OK", "x-scatter-missing: 7"), leaf(1)])
        status, headers, body = self.ask()
        self.assertEqual((status, headers["x-scatter-leaves"], body), (200, "2/2", [0, 1]))
        self.assertEqual(headers["x-scatter-partial"], "0")
        self.assertEqual((self.metric("partial_total"), self.metric("complete_total")), (1, 0))

    def test_copies(self):
        """With two copies of a shard one may be dead."""
        self.start_root([leaf(0)])
        alive, dead = self.leaves[0].port, free_port()
        self.start_root([], LEAVES=f"127.0.0.1:{dead}|127.0.0.1:{alive}")
        self.assertEqual([self.ask()[0] for _ in range(6)], [200] * 6)

    def test_end(self):
        """SIGTERM lets the open request finish."""
        self.start_root([slow(2, leaf(0))], TIMEOUT="30s")
        answers = []
        client = threading.Thread(target=lambda: answers.append(self.ask()[0]))
        client.start()
        wait_for("the leaf to be asked", lambda: self.leaves[0].requests)
        self.root.signal(signal.SIGTERM)
        client.join()
        self.assertEqual((answers, self.root.wait()), ([200], 0))

    @unittest.skipUnless(LONG, "long")
    def test_load(self):
        """Sixteen clients at once, with a leaf that comes and goes: never an answer that hides what is missing."""

        def flaky(count, *_):
            return [1] if count % 7 else response(b"{}", "500 Oops")

        self.start_root([leaf(0), flaky, leaf(2)], LEAST="2", HEDGE="auto", TIMEOUT="20s")
        wrong = []

        def client():
            for _ in range(60):
                status, headers, body = self.ask(method="POST", body=b"x")
                if (status, headers["x-scatter-leaves"]) != (200, f"{len(body)}/3"):
                    wrong.append((status, headers, body))

        clients = [threading.Thread(target=client) for _ in range(16)]
        for thread in clients:
            thread.start()
        for thread in clients:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertGreater(self.metric("partial_total"), 0)

    def test_settings(self):
        """What cannot be meant is refused."""
        for name, value in (
            ("LEAST", "0"),
            ("LEAST", "101%"),
            ("LEAVES", "x"),
            ("TIMEOUT", "soon"),
            ("MERGE", "x"),
            ("SHARD", "1"),
        ):
            program = self.start_python(SCRIPT, {"LEAVES": "127.0.0.1:1", name: value}, "refused")
            self.assertEqual(program.wait(), 1)
            self.assertIn(name, (self.directory / "refused.log").read_text().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(unittest.main())
