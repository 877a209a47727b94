"""Three electors, a stand-in API server, and everything that may happen to them."""

import contextlib
import importlib.util
import json
import random
import signal
import socket
import sys
import threading
import time
import unittest
from typing import ClassVar

from api_server import ApiServer
from programs import LONG, PATTERNS, SEED, Case, free_port, get, needs, now, undocumented, wait_for, wait_until_ready

DURATION, DEADLINE, RETRY = 3.0, 2.0, 0.4
# Retry periods within which there is another leader, by what happened to the last one. After SIGKILL the others see the
# last renewal (2), then the Lease has to end (7.5), and a busy machine takes its time.
WITHIN = {"term": 15, "crash": 15, "default": 40}
SCRIPT = PATTERNS / "leader-elector.py"
# Messages that say that a claim has ended.
ENDS = ("lost", "released", "not released")
# Runs the script with a wall clock that is wrong by some seconds.
SKEWED = """
import datetime, runpy, sys, time
offset = float(sys.argv[1])
real_time, real = time.time, datetime.datetime
time.time = lambda: real_time() + offset
class Skewed(real):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + datetime.timedelta(seconds=offset)
datetime.datetime = Skewed
runpy.run_path(sys.argv[2], run_name="__main__")
"""


class Pod:
    """An elector as the container of a Pod, which may be started several times."""

    def __init__(self, case, number, skew=0.0, **settings):
        self.case, self.number, self.skew = case, number, skew
        self.name = f"web-{number}"
        self.port, self.health_port = free_port(), free_port()
        self.settings = settings
        self.generation = 0
        self.start()

    def start(self):
        environment = {
            **self.case.environment,
            "POD_NAME": self.name,
            "POD_UID": f"uid-{self.number}-{self.generation}",
            "LISTEN": f"127.0.0.1:{self.port}",
            "HEALTH_PORT": self.health_port,
            "KUBERNETES_SERVICE_HOST": "127.0.0.1",
            "KUBERNETES_SERVICE_PORT": self.case.api.port,
            "SERVICE_ACCOUNT_DIR": self.case.api.account,
            "DEBUG": "true",
            **self.settings,
        }
        if self.skew:
            command = [sys.executable, "-I", "-c", SKEWED, str(self.skew), self.case.script]
            self.program = self.case.start(command, environment, self.name)
        else:
            self.program = self.case.start_python(self.case.script, environment, self.name)

    def replace(self):
        """Start a new Pod in the place of this one."""
        self.generation += 1
        self.start()

    def state(self, path="/", timeout=0.5):
        return json.loads(get(self.port, path, timeout)[2])

    def leads(self):
        with contextlib.suppress(OSError, ValueError):
            return self.state()["leader"]
        return False


class Probe(threading.Thread):
    """Asks an elector without end, and remembers for which time it was told that the Pod leads."""

    def __init__(self, pod):
        super().__init__(daemon=True)
        self.pod, self.told, self.stop = pod, [], threading.Event()

    def run(self):
        while not self.stop.is_set():
            asked = now()
            try:
                state = self.pod.state(timeout=4 * DURATION)
            except (OSError, ValueError):
                continue
            finally:
                time.sleep(0.01)
            if state["leader"]:
                # At the moment of the answer the Pod is told that it leads, if no longer than that.
                self.told.append((now(), asked + state["expires_in"], asked))


def claims_of(entries, pod):
    """Return [start, end, token, pod] of every claim, by the elector's own log."""
    claims, claim = [], None
    for entry in entries:
        if entry["message"] == "leads":
            claim = [entry["at"], entry["until"], entry["token"], pod]
            claims.append(claim)
        elif entry["message"] == "renewed" and claim:
            claim[1] = entry["until"]
        elif entry["message"] in ENDS and claim:
            claim[1] = min(claim[1], entry.get("withdrawn", entry["at"]))
            claim = None
    return claims


@needs("openssl")
class Election(Case):
    """The protocol under faults."""

    script = SCRIPT
    environment: ClassVar = {
        "ELECTIONS": "web",
        "POD_NAMESPACE": "default",
        "LEASE_DURATION": f"{DURATION:g}s",
        "RENEW_DEADLINE": f"{DEADLINE:g}",
        "RETRY_PERIOD": f"{RETRY * 1000:g}ms",
    }

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.api = ApiServer(self.directory, SEED)
        self.addCleanup(self.api.close)

    def start_pods(self, skews=(0, 0, 0), **settings):
        self.pods = [Pod(self, number, skew, **settings) for number, skew in enumerate(skews)]
        for pod in self.pods:
            wait_until_ready(pod.health_port)

    def leader(self, but=None):
        return wait_for("a leader", lambda: next((p for p in self.pods if p is not but and p.leads()), None))

    def run_rounds(self, faults):
        probes = [Probe(pod) for pod in self.pods]
        for probe in probes:
            probe.start()
        for number, fault in enumerate(faults):
            leader = self.leader()
            time.sleep(self.random.random() * RETRY)
            begin = getattr(self, f"fault_{fault}")(leader) or now()
            self.leader(but=leader if fault in ("kill", "term", "stop") else None)
            periods = (now() - begin) / RETRY
            limit = WITHIN.get(fault, WITHIN["default"])
            self.assertLess(periods, limit, f"round {number}: {fault}: no leader for {periods:.1f} retry periods")
            self.end_fault(fault, leader)
        for probe in probes:
            probe.stop.set()
        for probe in probes:
            probe.join(5 * DURATION)
        self.judge_answers(probes)
        self.judge_claims()

    # The faults. Each returns the moment from which others can know, if that is not now.

    def fault_kill(self, leader):
        begin = now()
        leader.program.kill()
        return begin

    def fault_term(self, leader):
        begin = now()
        leader.program.signal(signal.SIGTERM)
        return begin

    def fault_stop(self, leader):
        leader.program.signal(signal.SIGSTOP)

    def fault_blip(self, leader):
        leader.program.signal(signal.SIGSTOP)
        time.sleep(self.random.uniform(DEADLINE * 0.7, DURATION * 1.3))
        leader.program.signal(signal.SIGCONT)

    def fault_crash(self, leader):
        begin = now()
        leader.program.kill()
        leader.start()
        return begin

    def fault_down(self, _):
        self.api.faults.status = self.random.choice([500, 503, 429])
        time.sleep(self.random.uniform(DEADLINE * 0.5, DURATION * 1.2))
        self.api.faults.clear()

    def fault_stall(self, _):
        self.api.faults.delay = self.random.uniform(DEADLINE * 0.2, DEADLINE * 0.9)
        time.sleep(DURATION * 1.2)
        self.api.faults.clear()

    def fault_conflict(self, _):
        self.api.faults.conflicts = 0.6
        time.sleep(DURATION)
        self.api.faults.clear()

    def fault_lose_answers(self, _):
        self.api.faults.lost_answers = 0.7
        time.sleep(DURATION)
        self.api.faults.clear()

    def fault_delete(self, _):
        self.api.delete("leases", "web")
        time.sleep(3 * RETRY)

    def end_fault(self, fault, leader):
        if fault in ("kill", "term"):
            leader.program.wait()
            leader.replace()
        elif fault == "stop":
            time.sleep(self.random.random() * DURATION * 0.3)
            leader.program.signal(signal.SIGCONT)

    # The judgement.

    def judge_answers(self, probes):
        """No two Pods may be told, for one moment, that they lead."""
        told = sorted((*answer, probe.pod) for probe in probes for answer in probe.told if answer[1] > answer[0])
        self.assertGreater(len(told), 20, "the probes were told nothing")
        latest = {}
        for start, end, asked, pod in told:
            for other, (other_start, other_end, other_asked) in latest.items():
                if other is pod or other_end <= start:
                    continue
                self.assertTrue(
                    self.withdrew(other, other_asked, start),
                    f"{pod.name} was told so at {start:.3f}, {other.name} at {other_start:.3f} until {other_end:.3f}",
                )
            latest[pod] = (start, end, asked)

    def withdrew(self, pod, asked, end):
        """Return whether the elector took a claim back between a question and a moment.

        A later answer said so; or the elector was told to end, and main had ended before it.
        """
        entries = (e for e in self.log_entries(pod.name) if e["message"] in ENDS)
        # The log has milliseconds.
        return any(asked - 0.001 <= e.get("withdrawn", e["at"]) <= end for e in entries)

    def judge_claims(self):
        claims = sorted(claim for pod in self.pods for claim in claims_of(self.log_entries(pod.name), pod.name))
        for number, (_, end, token, pod) in enumerate(claims):
            for start, _, other_token, other in claims[number + 1 :]:
                self.assertGreaterEqual(other_token, token, f"the token of {other} went back")
                if other != pod:
                    self.assertGreaterEqual(start, end, f"{pod} and {other} both led at {start:.3f}")
                    self.assertGreater(other_token, token, f"{other} leads with the token of {pod}")

    def test_faults(self):
        """Whatever happens, at most one leads, and soon one does."""
        faults = ["kill", "stop", "delete"]
        if LONG:
            faults = [
                "kill",
                "stop",
                "term",
                "blip",
                "crash",
                "down",
                "stall",
                "conflict",
                "lose_answers",
                "delete",
            ] * 2
        self.start_pods()
        self.run_rounds(faults)

    def test_deleted_behind_a_frozen_leader(self):
        """A Lease that is deleted is not made anew while its last holder may believe in it, awake or not."""
        self.start_pods()
        leader = self.leader()
        for pod in self.pods:
            wait_for("all to know the leader", lambda pod=pod: pod.state()["name"] == leader.name)
        leader.program.signal(signal.SIGSTOP)
        self.api.delete("leases", "web")
        self.leader(but=leader)
        leader.program.signal(signal.SIGCONT)
        wait_for("the frozen leader to know", lambda: not leader.leads())
        self.judge_claims()

    @unittest.skipUnless(LONG, "long")
    def test_wall_clocks_apart(self):
        """What the clocks on the walls say does not matter."""
        self.start_pods(skews=(3600, 0, -3600))
        self.run_rounds(["kill", "stop", "term", "blip"])

    def test_term_releases(self):
        """After SIGTERM another leads long before the Lease would have ended."""
        self.start_pods()
        leader = self.leader()
        leader.program.signal(signal.SIGTERM)
        self.assertEqual(leader.program.wait(), 0)
        self.assertIn("released", [entry["message"] for entry in self.log_entries(leader.name)])
        self.assertIsNot(self.leader(but=leader), leader)

    def test_takes_over_when_the_lease_ends(self):
        """A Pod that waits for the Lease of another has its turn when that ends, and not at its next attempt only."""
        spec = importlib.util.spec_from_file_location("elector", SCRIPT)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        waits = {"LEASE_DURATION": "1h", "RENEW_DEADLINE": "50m", "RETRY_PERIOD": "30m"}
        pod = {"POD_NAME": "web-0", "KUBERNETES_SERVICE_HOST": "127.0.0.1"}
        election = module.Elector(module.Settings({**self.environment, **waits, **pod})).first()
        election.view.record({"spec": {"holderIdentity": "web-1", "leaseDurationSeconds": 1}})
        pause = threading.Thread(target=election.pause, daemon=True)
        pause.start()
        pause.join(30)
        self.assertFalse(pause.is_alive(), "it waits for the retry period")
        self.assertTrue(election.view.has_expired())

    def test_term_without_release(self):
        """With RELEASE=false the Lease ends by itself."""
        self.start_pods(skews=(0,), RELEASE="false")
        leader = self.leader()
        leader.program.signal(signal.SIGTERM)
        self.assertEqual(leader.program.wait(), 0)
        lease = next(iter(self.api.objects.values()))
        self.assertEqual(lease["spec"]["holderIdentity"], "web-0_uid-0-0")

    def test_answers(self):
        """The API on localhost, and what the classic elector answered."""
        self.start_pods(skews=(0, 0))
        leader = self.leader()
        follower = next(pod for pod in self.pods if pod is not leader)
        wait_for("the follower to know", lambda: follower.state()["name"] == leader.name)
        state = leader.state()
        self.assertEqual((state["name"], state["leader"], state["self"]), (leader.name, True, leader.name))
        self.assertTrue(0 < state["expires_in"] <= DEADLINE)
        self.assertFalse(follower.state()["leader"])
        self.assertEqual(follower.state()["expires_in"], 0)
        self.assertEqual(get(follower.port, "/leader")[0], 503)
        self.assertEqual(get(follower.port, "/web/leader")[0], 503)
        wait_for("/leader", lambda: get(leader.port, "/leader")[0] == 200)
        self.assertEqual(leader.state("/web")["election"], "web")
        self.assertEqual(list(leader.state("/elections")), ["web"])
        self.assertEqual(get(leader.port, "/other")[0], 404)
        self.assertEqual(get(leader.port, "/", method="HEAD")[2], b"")
        metrics = get(leader.health_port, "/metrics")[2].decode()
        self.assertIn("# TYPE elector_leader gauge\n", metrics)
        self.assertEqual(undocumented(metrics, "leader-election.md"), [])
        self.assertIn('elector_wins_total{election="web"} 1\n', metrics)
        self.assertEqual(get(leader.health_port, "/healthz")[0], 200)

    def test_events(self):
        """Changes come by themselves."""
        self.start_pods(skews=(0, 0))
        leader = self.leader()
        follower = next(pod for pod in self.pods if pod is not leader)
        with socket.create_connection(("127.0.0.1", follower.port), timeout=30) as stream:
            stream.sendall(b"GET /sse HTTP/1.1\r\nHost: x\r\n\r\n")
            file = stream.makefile("rb")
            leader.program.signal(signal.SIGTERM)
            events = (json.loads(line[6:]) for line in file if line.startswith(b"data: "))
            self.assertTrue(any(event["leader"] for event in events))

    def test_many_connections(self):
        """Connections that say nothing keep nobody from being answered."""
        self.start_pods(skews=(0,))
        leader, idle = self.leader(), []
        for port in (leader.port, leader.health_port):
            idle += [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        self.assertEqual(get(leader.port, "/", timeout=10)[0], 200)
        self.assertEqual(get(leader.health_port, "/healthz", timeout=10)[0], 200)
        for connection in idle:
            connection.close()

    def test_sick_main(self):
        """A Pod whose main is not healthy does not lead, and does not release either."""
        check = free_port()
        main = self.start_python(self.main_script(), {}, "main", check)
        self.start_pods(skews=(0,), CHECK=f"http://127.0.0.1:{check}/healthz")
        leader = self.leader()
        main.kill()
        wait_for("the claim to end", lambda: not leader.leads())
        self.assertNotEqual(next(iter(self.api.objects.values()))["spec"]["holderIdentity"], "")
        self.start_python(self.main_script(), {}, "main", check)
        self.assertIs(self.leader(), leader)

    def main_script(self):
        script = self.directory / "main.py"
        script.write_text(
            "import http.server, sys\n"
            "class Handler(http.server.BaseHTTPRequestHandler):\n"
            "    def do_GET(self):\n"
            "        self.send_response(200)\n"
            "        self.end_headers()\n"
            "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()\n"
        )
        return script

    def test_label(self):
        """The label is on the leader and on no other Pod."""
        self.start_pods(skews=(0, 0), LEADER_LABEL="example.com/leader")
        leader = self.leader()
        wait_for("the label", lambda: self.api.pods_labelled("example.com/leader") == [leader.name])
        leader.program.kill()
        other = self.leader(but=leader)
        wait_for("the label to move", lambda: self.api.pods_labelled("example.com/leader") == [other.name])

    def test_shares(self):
        """Many elections spread over the Pods."""
        names = [f"shard-{number}" for number in range(12)]
        self.start_pods(ELECTIONS=",".join(names), SHARE="4")

        def leaders():
            states = [pod.state("/elections", timeout=5) for pod in self.pods]
            return [sum(state[name]["leader"] for name in names) for state in states]

        wait_for("an even spread", lambda: leaders() == [4, 4, 4])

    def test_settings(self):
        """What cannot be meant is refused."""
        for name, value in (("RENEW_DEADLINE", "5"), ("ELECTIONS", "../pods"), ("ELECTIONS", "leader"), ("CHECK", "x")):
            pod = Pod(self, 9, **{name: value})
            self.assertEqual(pod.program.wait(), 1)
            self.assertIn(name, (self.directory / "web-9.log").read_text())
            (self.directory / "web-9.log").unlink()


if __name__ == "__main__":
    unittest.main()
