"""Electors as podpat generates them, with a real API server, under the faults of `tests/chaos/`.

The program is taken out of the ConfigMap, and has the token of its ServiceAccount, whose rights are applied too.
The processes connect to a relay on 127.0.0.1, which the server's certificate must name, as that of `kind` does.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest
import urllib.parse

import api
from relay import Relay

CHAOS = pathlib.Path(__file__).resolve().parents[1] / "chaos"
sys.path.insert(0, str(CHAOS))
import test_election as chaos  # noqa: E402
from programs import wait_for  # noqa: E402

PODPAT = os.environ.get("PODPAT_BINARY", "podpat")
# A namespace for each run: the Leases of the last one might still be held.
NAMESPACE = f"{api.NAMESPACE}-election-{os.getpid()}"
LEASES = f"/apis/coordination.k8s.io/v1/namespaces/{NAMESPACE}/leases"
ELECTION = {
    "name": "web",
    "namespace": NAMESPACE,
    "replicas": 3,
    "main": {"image": "busybox:1.37", "command": ["sleep", "1000"]},
    "election": {
        "lease": f"{chaos.DURATION:g}s",
        "renewDeadline": f"{chaos.DEADLINE:g}s",
        "retryPeriod": f"{chaos.RETRY * 1000:g}ms",
    },
}


class Server:
    """The API server behind a relay, and the account with which electors connect to it."""

    def __init__(self, directory, account):
        url = urllib.parse.urlsplit(api.ADDRESS)
        self.relay = Relay(url.hostname, url.port or 443)
        self.port = self.relay.port
        self.account = directory / "account"
        self.account.mkdir(exist_ok=True)
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}
        path = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts/{account}/token"
        (self.account / "token").write_text(api.request("POST", path, body)[0]["status"]["token"])
        (self.account / "ca.crt").write_text(pathlib.Path(os.environ["PODPAT_APISERVER_CA"]).read_text())
        (self.account / "namespace").write_text(NAMESPACE)

    def delete(self, _, name):
        with contextlib.suppress(api.RefusedError):
            api.request("DELETE", f"{LEASES}/{name}")

    def close(self):
        self.relay.close()


@unittest.skipUnless(
    api.ADDRESS.startswith("https://127.0.0.1:") and "PODPAT_APISERVER_CA" in os.environ,
    "PODPAT_APISERVER is no https://127.0.0.1:PORT, or PODPAT_APISERVER_CA is not set",
)
class Electors(chaos.Election):
    """The tests of the stand-in that make sense with a real server, and faults that it can have."""

    def setUp(self):
        chaos.Case.setUp(self)
        self.random = chaos.random.Random(chaos.SEED)
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
        with contextlib.suppress(api.RefusedError):
            api.request("POST", "/api/v1/namespaces", namespace)
        self.generate({})

    def generate(self, election):
        """Create what is generated, and take out of it what the elector's container is given."""
        objects = self.apply(dict(ELECTION, election={**ELECTION["election"], **election}))
        [program] = objects["ConfigMap"]["data"].values()
        self.script = self.directory / "elector.py"
        self.script.write_text(program)
        pod = objects["Deployment"]["spec"]["template"]["spec"]
        elector = next(it for it in pod["initContainers"] if it["name"] == "elector")
        self.environment = {it["name"]: it["value"] for it in elector["env"] if "value" in it}
        self.environment["POD_NAMESPACE"] = NAMESPACE
        self.api = Server(self.directory, pod["serviceAccountName"])
        self.addCleanup(self.api.close)
        for name in self.environment["ELECTIONS"].split():
            self.addCleanup(self.api.delete, "leases", name)

    def apply(self, description):
        """Create all objects of a description, or put them in the place of others, and return them by their kinds."""
        command = [PODPAT, "generate", "-", "-o", "json"]
        ran = subprocess.run(command, input=json.dumps(description), capture_output=True, text=True, check=True)
        objects = json.loads(ran.stdout)["items"]
        for item in objects:
            api.apply(item, NAMESPACE)
        return {item["kind"]: item for item in objects}

    def fault_down(self, _):
        """Let nobody connect to the server, as while it starts again."""
        relay = self.api.relay
        relay.is_down = True
        relay.cut()
        time.sleep(self.random.uniform(chaos.DEADLINE * 0.5, chaos.DURATION * 1.2))
        relay.is_down = False

    def fault_stall(self, _):
        """Freeze the server: requests arrive when it goes on."""
        self.hold(self.api.relay.to_server, chaos.DURATION * 1.2)

    def fault_lose_answers(self, _):
        """Let writes happen, and tell nobody."""
        self.hold(self.api.relay.to_clients, chaos.DURATION)
        self.api.relay.cut()

    def hold(self, gate, seconds):
        gate.clear()
        time.sleep(seconds)
        gate.set()

    def fault_conflict(self, _):
        """Write to the Lease all the time."""
        end = time.monotonic() + chaos.DURATION
        while time.monotonic() < end:
            with contextlib.suppress(api.RefusedError):
                lease = api.request("GET", f"{LEASES}/web")[0]
                lease["metadata"].setdefault("annotations", {})["example.com/now"] = str(time.monotonic())
                api.request("PUT", f"{LEASES}/web", lease)

    def test_faults(self):
        """Whatever happens, at most one leads, and soon one does."""
        faults = ["kill", "stop", "delete", "stall", "term", "down"]
        if chaos.LONG:
            faults = [*faults, "blip", "crash", "conflict", "lose_answers"] * 2
        self.start_pods()
        self.run_rounds(faults)

    def test_rights(self):
        """The account may do with its Lease what the program does, and nothing else."""
        self.start_pods(skews=(0,))
        self.leader()
        user = f"system:serviceaccount:{NAMESPACE}:web"
        for resource, name, verbs in (
            ("leases", "web", {"get", "update", "create"}),
            ("leases", "other", {"create"}),
            ("leases", "", {"create"}),
            ("pods", "", set()),
            ("secrets", "", set()),
            ("configmaps", "web-elector", set()),
        ):
            allowed = {verb for verb in api.VERBS if api.may(user, NAMESPACE, verb, resource, name)}
            self.assertEqual(allowed, verbs, f"{resource} {name}")

    def test_shares(self):
        """Many elections spread over the Pods."""
        self.api.close()
        self.generate({"shards": 12})
        self.start_pods()

        def leaders():
            states = [pod.state("/elections", timeout=5).values() for pod in self.pods]
            return [sum(state["leader"] for state in elections) for elections in states]

        wait_for("an even spread", lambda: leaders() == [4, 4, 4])

    # What needs the stand-in.
    test_label = test_many_connections = test_settings = test_sick_main = test_term_without_release = None


def load_tests(loader, _, __):
    """Load none of the tests that are only inherited from."""
    return loader.loadTestsFromTestCase(Electors)


if __name__ == "__main__":
    unittest.main()
