"""Starts programs for tests, waits for what they do, and ends them whatever happens."""

import contextlib
import http.client
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PATTERNS = pathlib.Path(os.environ.get("PODPAT_PATTERNS", REPOSITORY / "patterns"))
LONG = os.environ.get("PODPAT_CHAOS") == "long"
SEED = int(os.environ.get("PODPAT_CHAOS_SEED", "1"))
PATIENCE = 60.0  # seconds; machines that run tests may be busy


def now():
    """Return the clock that the electors use as well."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


# Below the ports that the system takes for outgoing connections, and elsewhere than a run beside this one.
PORTS = itertools.count(20000 + os.getpid() % 110 * 100)


def free_port():
    """Return a port that was free a moment ago and that no other program of this run is given."""
    for port in PORTS:
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def get(port, path="/", timeout=2.0, method="GET", body=None, headers=None, host="127.0.0.1"):
    """Return status, headers and body of an answer."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def undocumented(metrics, page):
    """Return the names of metrics that a page of the book does not have."""
    text = (REPOSITORY / "docs" / page).read_text()
    names = [line.split()[2] for line in metrics.splitlines() if line.startswith("# TYPE ")]
    assert names, "no metrics"
    return [name for name in names if f"`{name}" not in text]


def wait_for(what, ask, patience=PATIENCE):
    """Return the first true answer; fail if none comes in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer = ask()
            if answer:
                return answer
        time.sleep(0.02)
    raise AssertionError(f"waited too long for {what}")


def wait_until_ready(port, path="/readyz"):
    wait_for(f"port {port}", lambda: get(port, path)[0] == 200)


class Program:
    """A program in a process group of its own, with its output in a file."""

    def __init__(self, command, environment, log, cwd=None):
        with open(log, "a", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                list(map(str, command)),
                env={"PATH": os.environ["PATH"], **{key: str(value) for key, value in environment.items()}},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=cwd,
            )
        self.log = log

    def signal(self, number):
        self.process.send_signal(number)

    def is_running(self):
        return self.process.poll() is None

    def wait(self, patience=PATIENCE):
        return self.process.wait(patience)

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Case(unittest.TestCase):
    """A test with a directory of its own, whose programs end with it."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="podpat-chaos-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def start(self, command, environment, name):
        program = Program(command, environment, self.directory / f"{name}.log")
        self.addCleanup(program.kill)
        return program

    def start_python(self, script, environment, name, *arguments):
        return self.start([sys.executable, "-I", script, *arguments], environment, name)

    def log_entries(self, name):
        """Return the JSON objects that a program has logged; fail if a line is none."""
        path = self.directory / f"{name}.log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def needs(*programs):
    """Skip a test, and say so, where a program is missing."""
    missing = [program for program in programs if not shutil.which(program)]
    return unittest.skipIf(missing, f"not installed: {', '.join(missing)}")
