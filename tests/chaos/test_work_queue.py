"""The queue and its runner with a real Redis: whatever is killed, nothing is lost and nothing is done twice."""

import collections
import contextlib
import importlib.util
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import types
import unittest

from programs import LONG, PATTERNS, SEED, Case, free_port, get, needs, undocumented, wait_for, wait_until_ready

SCRIPT = PATTERNS / "work-queue.py"
RUNNER = PATTERNS / "work-queue-run.sh"
BUSYBOX = shutil.which("busybox")
QUEUE = "q"
MAX_DELIVERIES = 8

# What the developer brings. Items that end with 99 always fail, with 50 once; 77 hangs once.
PROGRAM = """
read -r n
echo "$n" >>"$DIRECTORY/executions"
case $n in *99) echo "cannot do $n" >&2; exit 3 ;; esac
case $n in *50) [ -e "$DIRECTORY/once.$n" ] || { : >"$DIRECTORY/once.$n"; exit 1; } ;; esac
case $n in 77) [ -e "$DIRECTORY/hung" ] || { : >"$DIRECTORY/hung"; sleep 1000; } ;; esac
sleep 0.0$((n % 6))
echo "result of $n"
"""

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def log_message(self, *_): pass
    def do_POST(self):
        n = int(self.rfile.read(int(self.headers["Content-Length"])))
        delivery = int(self.headers["X-Item-Delivery"])
        status = 400 if n % 100 == 99 else 500 if n % 100 == 50 and delivery == 1 else 200
        body = b"result of %d" % n
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Redis:
    """A real Redis, as the generated StatefulSet runs it."""

    address = "127.0.0.1"

    def __init__(self, case):
        self.case, self.port = case, free_port()
        self.data = case.directory / "redis"
        self.data.mkdir()
        self.start()

    def start(self):
        command = f"redis-server --bind 127.0.0.1 --port {self.port} --dir {self.data} --save"
        command = [*command.split(), "", "--appendonly", "yes", "--appendfsync", "always"]
        self.program = self.case.start([*command, "--maxmemory-policy", "noeviction"], {}, "redis")
        wait_for("Redis", lambda: self("PING") == b"PONG")

    def restart(self):
        self.program.kill()
        time.sleep(0.3)
        self.start()

    def __call__(self, *words):
        with socket.create_connection((self.address, self.port), timeout=5) as connection:
            file = connection.makefile("rwb")
            return self.send(file, *words)

    def send(self, file, *words):
        words = [str(word).encode() for word in words]
        file.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
        file.flush()
        return self.read(file)

    def read(self, file):
        line = file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.read(file) for _ in range(int(rest))]
        return int(rest) if kind == b":" else rest

    def fill(self, items):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            file = connection.makefile("rwb")
            for item in items:
                self.send(file, "XADD", QUEUE, "*", "item", f"{item}\n")

    def fields(self, stream):
        """Return the entries of a stream as dictionaries."""
        entries = (entry[1] for entry in self("XRANGE", stream, "-", "+"))
        return [dict(zip(fields[::2], fields[1::2])) for fields in entries]

    def results(self):
        return [int(fields[b"item"].split()[-1]) for fields in self.fields("q:done")]

    def dead(self):
        return sorted(int(fields[b"item"]) for fields in self.fields("q:dead"))


class Pod:
    """A queue container and a main container that is the runner, started and ended as kubelet does it."""

    count = 0

    def __init__(self, case, with_runner=True, **settings):
        Pod.count += 1
        self.case, self.name = case, f"pod-{Pod.count}"
        self.port, self.health_port = free_port(), free_port()
        self.settings = {
            "POD_NAME": self.name,
            "QUEUE": QUEUE,
            "OUTPUT": "q:done",
            "REDIS_URL": f"redis://127.0.0.1:{case.redis.port}",
            "LISTEN": f"127.0.0.1:{self.port}",
            "HEALTH_PORT": self.health_port,
            "UNTIL_EMPTY": "true",
            "VISIBILITY": "4s",
            "TIMEOUT": "12s",
            "MAX_DELIVERIES": MAX_DELIVERIES,
            "BACKOFF": "200ms",
            **settings,
        }
        self.runner = None
        self.start_queue()
        if with_runner:
            self.start_runner()

    def start_queue(self):
        self.queue = self.case.start_python(SCRIPT, self.settings, f"{self.name}.queue")

    def start_runner(self, program=("sh", "-c", PROGRAM)):
        work = self.case.directory / self.name
        work.mkdir(exist_ok=True)
        environment = {
            "BUSYBOX": BUSYBOX,
            "WORK_QUEUE": f"http://127.0.0.1:{self.port}",
            "WORK_DIR": work,
            "DIRECTORY": self.case.directory,
        }
        self.runner = self.case.start([BUSYBOX, "sh", RUNNER, *program], environment, f"{self.name}.runner")

    def kill_runner(self):
        """End the container, with everything in it: the program is in a session of its own."""
        self.runner.kill()
        with contextlib.suppress(OSError, StopIteration, IndexError):  # it may have none at the moment
            current = next((self.case.directory / self.name).glob("work.*/current")).read_text().split()
            os.killpg(int(current[1]), signal.SIGKILL)

    def kill(self):
        self.kill_runner()
        self.queue.kill()

    def end(self):
        """End main, then its native sidecar."""
        self.runner.signal(signal.SIGTERM)
        try:
            self.runner.wait(20)
        except subprocess.TimeoutExpired:
            self.kill_runner()
        self.queue.signal(signal.SIGTERM)
        self.queue.wait()

    def stats(self):
        return json.loads(get(self.port, "/stats", 10)[2])


@needs("redis-server", "busybox")
class WorkQueue(Case):
    """At least once, one result an item, poison items dead, and an end."""

    def setUp(self):
        super().setUp()
        self.redis = Redis(self)

    def assert_all_done(self, items, poison):
        results = self.redis.results()
        twice = [item for item, count in collections.Counter(results).items() if count > 1]
        self.assertEqual(twice, [], "more than one result")
        self.assertEqual(self.redis.dead(), sorted(poison), "the dead letters")
        self.assertEqual(sorted(set(items) - set(results) - set(poison)), [], "lost")
        self.assertEqual(set(results) & set(poison), set(), "done and dead")
        self.assertEqual(self.redis("XLEN", QUEUE), 0)

    def test_faults(self):
        """Pods, workers, queues and Redis are killed, frozen and ended while there is work."""
        count, seconds, pods = (500, 60, 3) if LONG else (120, 8, 2)
        self.run_faults(count, seconds, pods, random.Random(SEED))

    def run_faults(self, count, seconds, number_of_pods, rnd):
        items = range(count)
        poison = [item for item in items if item % 100 == 99]
        self.redis.fill(items)
        pods = [Pod(self) for _ in range(number_of_pods)]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(rnd.uniform(0.5, 1.5))
            working = [number for number, pod in enumerate(pods) if pod.runner.is_running()]
            if not working:
                break
            number = rnd.choice(working)
            fault = rnd.choice(["pod", "runner", "queue", "end", "end", "redis", "freeze"])
            pods[number] = getattr(self, f"fault_{fault}")(pods[number])
        codes = [pod.runner.wait(240) for pod in pods]
        self.assertEqual(set(codes), {0}, "runners end by themselves")
        for pod in pods:
            pod.end()
        self.assert_all_done(items, poison)
        reasons = [fields[b"why"] for fields in self.redis.fields("q:dead")]
        self.assertTrue(all(b"exit code 3" in reason or b"silent" in reason for reason in reasons), reasons)

    # The faults. Each returns the Pod that goes on.

    def fault_pod(self, pod):
        pod.kill()
        return Pod(self)

    def fault_runner(self, pod):
        pod.kill_runner()
        pod.start_runner()
        return pod

    def fault_queue(self, pod):
        pod.queue.kill()
        pod.start_queue()
        return pod

    def fault_end(self, pod):
        pod.end()
        return Pod(self)

    def fault_redis(self, pod):
        self.redis.restart()
        return pod

    def fault_freeze(self, pod):
        pod.queue.signal(signal.SIGSTOP)
        time.sleep(5)
        pod.queue.signal(signal.SIGCONT)
        return pod

    def test_push(self):
        """A worker that is a server gets items by POST; in a Job the queue ends by itself."""
        script = self.directory / "server.py"
        script.write_text(SERVER)
        port, items = free_port(), range(200)
        self.redis.fill(items)
        pod = Pod(self, with_runner=False, WORKER=f"http://127.0.0.1:{port}/", SLOTS=4, MAX_DELIVERIES=3)
        time.sleep(1)  # nobody is there to work yet: no item may be taken
        self.assertEqual(self.redis("XPENDING", QUEUE, "workers")[0], 0)
        server = self.start_python(script, {}, "server", port)
        self.assertEqual(pod.queue.wait(120), 0)
        server.kill()
        self.assert_all_done(items, [99, 199])

    def test_end_before_the_queue_is_empty(self):
        """After SIGTERM the item is finished, and the exit code starts another Pod of the Job."""
        self.redis.fill(range(1, 40))
        pod = Pod(self)
        wait_for("a result", self.redis.results)
        pod.runner.signal(signal.SIGTERM)
        self.assertEqual(pod.runner.wait(), 143)
        pod.queue.signal(signal.SIGTERM)
        self.assertEqual(pod.queue.wait(), 143)
        started = len((self.directory / "executions").read_text().split())
        self.assertEqual(len(self.redis.results()), started)
        self.assertLess(started, 39)

    def test_queue_that_was_never_filled(self):
        """A Job that starts before the first item waits for it."""
        pod = Pod(self)
        wait_until_ready(pod.health_port)
        time.sleep(3)
        self.assertTrue(pod.runner.is_running())
        self.redis.fill([1])
        self.assertEqual(pod.runner.wait(), 0)
        self.assertEqual(self.redis.results(), [1])

    def test_first_item_while_the_end_is_looked_for(self):
        """The first item of all may come between two commands, and ends no Job."""
        spec = importlib.util.spec_from_file_location("work_queue", SCRIPT)
        module = importlib.util.module_from_spec(spec)
        sys.dont_write_bytecode = True  # what lies in patterns/ becomes a part of podpat
        spec.loader.exec_module(module)
        queue = object.__new__(module.Queue)
        queue.settings = types.SimpleNamespace(until_empty=True, queue=QUEUE)
        answers = {"XLEN": 0, "XINFO": [b"length", 1, b"last-generated-id", b"1-1"]}
        queue.command = lambda name, *_: answers[name]
        self.assertFalse(queue.is_drained())
        answers["XINFO"][1] = 0
        self.assertTrue(queue.is_drained())

    def test_queue_container_starts_again(self):
        """A result that was worked on while the queue container was started again counts."""
        self.redis.fill([1])
        pod = Pod(self, with_runner=False, VISIBILITY="60s")
        pod.start_runner(("sh", "-c", f"{PROGRAM}\nsleep 4"))
        wait_for("the program", (self.directory / "executions").exists)
        pod.queue.kill()
        pod.start_queue()
        self.assertEqual(pod.runner.wait(), 0)
        self.assertEqual(self.redis.results(), [1])
        self.assertEqual((self.directory / "executions").read_text().split(), ["1"])

    def test_two_workers_finish_one_item(self):
        """Only the first to finish an item writes a result, though both had it."""
        # The second takes the item from the first, which has not noticed when it is done.
        pods = [Pod(self, with_runner=False, VISIBILITY=seconds, UNTIL_EMPTY="false") for seconds in ("2m", "1s")]
        for pod in pods:
            wait_until_ready(pod.health_port)
        self.redis.fill([1])
        take = [wait_for("the item", lambda pod=pod: get(pod.port, "/next", 60)) for pod in pods]
        done = [f"/done?id={headers['X-Item-Id']}" for _, headers, _ in take]
        self.assertEqual([status for status, _, _ in take], [200, 200])
        codes = [get(pod.port, path, 60, "POST", b"result of 1")[0] for pod, path in zip(reversed(pods), done)]
        self.assertEqual(codes, [200, 409])
        self.assertEqual(self.redis.results(), [1])

    def test_item_takes_too_long(self):
        """After TIMEOUT the program is ended and the item delivered again, until it is dead."""
        self.redis.fill([1])
        pod = Pod(self, with_runner=False, TIMEOUT="2s", MAX_DELIVERIES=2)
        pod.start_runner(("sh", "-c", "echo $$ >>$DIRECTORY/pids; sleep 1000"))
        self.assertEqual(pod.runner.wait(90), 0)
        self.assertEqual(self.redis.dead(), [1])
        self.assertIn(b"took more than 2 s", self.redis.fields("q:dead")[0][b"why"])
        pids = (self.directory / "pids").read_text().split()
        self.assertEqual(len(pids), 2)
        self.assertFalse(any(pathlib.Path(f"/proc/{pid}/cwd").exists() for pid in pids))

    def test_program_gets_the_item(self):
        """Item, number and delivery reach the program, whatever is in the item; its file is the result."""
        self.redis("XADD", QUEUE, "*", "item", "$(touch x) `id` ; \"'\n")
        pod = Pod(self, with_runner=False)
        command = 'cmp - "$WORK_ITEM_FILE" </dev/stdin && echo "$WORK_ITEM_ID $WORK_ITEM_DELIVERY" >"$WORK_RESULT_FILE"'
        pod.start_runner(("sh", "-c", f"{command}; echo not the result"))
        self.assertEqual(pod.runner.wait(), 0)
        result = self.redis.fields("q:done")[0]
        self.assertEqual(result[b"item"].split(), [result[b"from"], b"1"])

    def test_api(self):
        """What cannot be is refused, and hostile requests are bounded."""
        pod = Pod(self, with_runner=False, UNTIL_EMPTY="false", MAX_ITEM="1000")
        wait_until_ready(pod.health_port)
        post = lambda path, body: get(pod.port, path, 30, "POST", body)[0]  # noqa: E731
        self.assertEqual(post("/done?slot=1", b"x"), 409)
        self.assertEqual(post("/items", b"7"), 201)
        self.assertEqual(post("/items", b"x" * 1001), 413)
        self.assertEqual(post("/nothing", b""), 404)
        status, headers, body = get(pod.port, "/next?slot=1", 30)
        self.assertEqual((status, body, headers["X-Item-Delivery"]), (200, b"7", "1"))
        self.assertEqual(post("/beat?slot=1&id=1-1", b""), 409)
        self.assertEqual(post(f"/beat?slot=1&id={headers['X-Item-Id']}", b""), 200)
        self.assertEqual(pod.stats()["held"], 1)
        self.assertEqual(post("/done?slot=1", b"x" * 1001), 413)
        self.assertEqual(self.redis.dead(), [7])
        idle = [socket.create_connection(("127.0.0.1", pod.port)) for _ in range(200)]
        self.assertEqual(get(pod.port, "/end", 10)[0], 404)
        for connection in idle:
            connection.close()
        metrics = get(pod.health_port, "/metrics", 10)[2].decode()
        self.assertIn("# TYPE workqueue_dead_total counter\nworkqueue_dead_total 1\n", metrics)
        self.assertEqual(undocumented(metrics, "work-queue.md"), [])
        self.redis.program.kill()
        self.assertEqual(get(pod.health_port, "/readyz", 30)[0], 503)
        self.assertEqual(get(pod.health_port, "/healthz", 30)[0], 200)
        self.assertIn("workqueue_redis_up 0\n", get(pod.health_port, "/metrics", 30)[2].decode())

    def test_settings(self):
        """What cannot be meant is refused, without showing a password."""
        for name, value in (("REDIS_URL", "http://:secret@x"), ("VISIBILITY", "soon"), ("SLOTS", "0")):
            pod = Pod(self, with_runner=False, **{name: value})
            self.assertEqual(pod.queue.wait(), 1)
            log = (self.directory / f"{pod.name}.queue.log").read_text()
            self.assertIn(name, log)
            self.assertNotIn("secret", log)


if __name__ == "__main__":
    sys.exit(unittest.main())
