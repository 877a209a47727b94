"""What podpat generates for the patterns over several Pods, run as processes, each Pod in namespaces of its own."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import unittest

import podrun
from api_server import ApiServer
from programs import REPOSITORY, SEED, Case, get
from test_work_queue import Redis

PODPAT = os.environ.get("PODPAT_BINARY", str(REPOSITORY / "target/debug/podpat"))
PATIENCE = 120.0

ELECTION = """
name: scheduler
terminationGracePeriodSeconds: 2
replicas: 3
main: {image: "busybox:1.37", command: [sleep, "1000"]}
election: {lease: 6s}
"""

QUEUE = """
name: shout
main: {image: "busybox:1.37", command: [tr, a-z, A-Z]}
parallelism: 3
queue: {redis: new}
"""


def noting(name, hook):
    """Return a container that makes a file at its begin, in its hook and at its end."""
    # The clock of files is coarse.
    script = (
        f"trap 'sleep 0.2; mkdir \"/notes/{name} ends\"; exit 0' TERM; mkdir '/notes/{name} begins'; sleep 1000 & wait"
    )
    return {
        "name": name,
        "image": "busybox:1.37",
        "command": ["sh", "-c", script],
        "lifecycle": {"preStop": {"exec": {"command": ["sh", "-c", f"mkdir '/notes/hook of {name}'; {hook}"]}}},
        "volumeMounts": [{"name": "notes", "mountPath": "/notes"}],
    }


HOOKS = json.dumps(
    {
        "kind": "Pod",
        "metadata": {"name": "hooks"},
        "spec": {
            "initContainers": [dict(noting("sidecar", "sleep 3"), restartPolicy="Always")],
            "containers": [noting("main", "sleep 4")],
            "volumes": [{"name": "notes", "emptyDir": {}}],
        },
    }
)

# A leaf answers with its number, the merge container with the sum.
LEAF = """
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.headers["X-Shard"].encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
"""
MERGE = """
import http.server, json
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        parts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(sum(part["body"] for part in parts)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer(("", 9000), Handler).serve_forever()
"""
SHORT = {"terminationGracePeriodSeconds": 2}


def container(program, port, **more):
    """Return a container of a description that runs a program of Python."""
    return {"image": "python:3.13", "command": ["python3", "-c", program], "ports": [port], **more}


def search(scatter, **more):
    """Return a description of a root."""
    return json.dumps({"name": "search", "scatter": {"timeout": "5s", **scatter}, **SHORT, **more})


SCATTER = search({"leaves": 3, "leaf": container(LEAF, 8080, **SHORT)}, main=container(MERGE, 9000))
LISTED = search({"leaves": 3, "merge": "none", "leaf": container(LEAF, 8080, **SHORT)})
# Two roots that add what two leaves each answer, under a root that lists the sums.
INNER = container(MERGE, 9000, scatter={"leaves": 2, "timeout": "5s", "leaf": container(LEAF, 8080, **SHORT)}, **SHORT)
TREE = search({"leaves": 2, "merge": "none", "leaf": INNER})


class PodRedis(Redis):
    """The Redis of a Pod."""

    def __init__(self, address, queue):
        self.address, self.port, self.queue = address, 6379, queue


class Generated(Case):
    """Each pattern, from its description to processes."""

    def run_cluster(self, description, **more):
        command = [PODPAT, "generate", "-", "-o", "json"]
        ran = subprocess.run(command, input=description, capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.start_objects(ran.stdout, **more)

    def start_objects(self, objects, **more):
        subprocess.run(["ip", "link", "delete", "pods"], check=False, capture_output=True)
        self.cluster = podrun.Cluster(podrun.Objects(objects), more.get("api"), more.get("account"))
        self.addCleanup(self.cluster.end)
        self.cluster.start()

    def pods(self, start):
        return [pod for pod in self.cluster.pods if pod.name.startswith(start)]

    def wait_for(self, what, condition):
        self.assertTrue(self.cluster.wait(condition, PATIENCE), f"waited too long for {what}")

    def test_election(self):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        api = ApiServer(self.directory, SEED, host="0.0.0.0", name=f"{podrun.NETWORK}.1")
        self.addCleanup(api.close)
        self.run_cluster(ELECTION, api=f"{podrun.NETWORK}.1:{api.port}", account=api.account)
        pods = self.pods("scheduler")
        self.assertEqual(len(pods), 3)
        self.wait_for("main in all Pods", lambda: all(pod.has_mains for pod in pods))
        self.wait_for("a leader", lambda: self.leaders(pods))
        leader = self.leaders(pods)[0]
        followers = [pod for pod in pods if pod is not leader]
        self.assertEqual(self.leaders(followers), [])
        # The elector cannot be asked from outside the Pod.
        with self.assertRaises(OSError):
            get(4040, host=leader.address)
        leader.end()
        self.wait_for("the next leader", lambda: self.leaders(followers))
        self.assertEqual(len(self.leaders(followers)), 1)

    def leaders(self, pods):
        leaders = []
        for pod in pods:
            command = ["nsenter", f"--net=/run/netns/{pod.namespace}", "busybox", "wget", "-q", "-O", "-"]
            ran = subprocess.run([*command, "http://127.0.0.1:4040/"], capture_output=True, check=False)
            if ran.returncode == 0 and json.loads(ran.stdout)["leader"]:
                leaders.append(pod)
        return leaders

    def test_queue(self):
        self.run_cluster(QUEUE)
        redis_pod = self.pods("shout-redis")[0]
        redis = PodRedis(redis_pod.address, "shout")
        self.wait_for("Redis", lambda: self.answers(redis))
        for number in range(50):
            redis("XADD", "shout", "*", "item", f"item {number}\n")
        jobs = self.cluster.jobs()
        self.assertEqual(len(jobs), 3)
        self.wait_for("the end of the Job", lambda: all(pod.has_ended() for pod in jobs))
        self.assertEqual({container.code() for pod in jobs for container in pod.mains}, {0})
        results = sorted(fields[b"item"] for fields in redis.fields("shout:done"))
        self.assertEqual(results, sorted(b"ITEM %d\n" % number for number in range(50)))

    def answers(self, redis):
        try:
            return redis("PING") == b"PONG"
        except OSError:
            return False

    def start_scatter(self, description):
        """Return the Pods of leaves, and what asks the root once it answers."""
        self.run_cluster(description)
        leaves = [pod for pod in self.cluster.pods if pod.kind == "StatefulSet"]
        root = next(pod for pod in self.cluster.pods if pod.kind == "Deployment")
        ask = lambda: get(8080, "/search", 20, host=root.address)  # noqa: E731
        self.wait_for("the root", lambda: self.succeeds(ask))
        return leaves, ask

    def test_scatter(self):
        leaves, ask = self.start_scatter(SCATTER)
        self.assertEqual(len(leaves), 3)
        status, _, body = ask()
        self.assertEqual((status, json.loads(body)), (200, 0 + 1 + 2))
        leaves[2].end()
        status, headers, _ = ask()
        self.assertEqual((status, headers["x-scatter-missing"]), (503, "2"))

    def test_scatter_without_merge(self):
        _, ask = self.start_scatter(LISTED)
        status, _, body = ask()
        self.assertEqual((status, json.loads(body)), (200, [0, 1, 2]))

    def test_tree(self):
        leaves, ask = self.start_scatter(TREE)
        self.assertEqual([pod.name.rpartition("-")[0] for pod in leaves].count("search-leaf-leaf"), 4)
        status, _, body = ask()
        self.assertEqual((status, json.loads(body)), (200, [0 + 1, 2 + 3]))
        next(pod for pod in leaves if pod.name == "search-leaf-leaf-3").end()
        status, headers, _ = ask()
        self.assertEqual((status, headers["x-scatter-missing"]), (503, "1"))

    def test_hooks(self):
        """All hooks begin before anything ends, and a native sidecar ends after main."""
        self.start_objects(HOOKS)
        [pod] = self.cluster.pods
        self.wait_for("main", lambda: pod.has_mains)
        self.wait_for("its file", lambda: len(self.noted(pod)) == 2)
        begin = time.monotonic()
        pod.end()
        self.assertLess(time.monotonic() - begin, 10, "the hooks of two containers ran at the same time")
        noted = self.noted(pod)
        self.assertEqual(sorted(noted[2:4]), ["hook of main", "hook of sidecar"])
        self.assertEqual(noted[4:], ["main ends", "sidecar ends"])

    def noted(self, pod):
        notes = sorted(pod.volumes["notes"].iterdir(), key=lambda note: note.stat().st_mtime_ns)
        return [note.name for note in notes]

    def succeeds(self, ask):
        try:
            return ask()[0] == 200
        except OSError:
            return False


def main():
    """Run the tests in namespaces of their own; say so, and do nothing, where that cannot be."""
    missing = [tool for tool in (*podrun.TOOLS, "redis-server", "busybox") if not shutil.which(tool)]
    command = [*podrun.NAMESPACES, sys.executable, __file__, *sys.argv[1:]]
    if os.environ.get("PODRUN_INSIDE"):
        unittest.main()
    elif missing or os.geteuid() != 0:
        print(f"skipped: root is needed, and these programs: {', '.join(missing) or 'all are there'}", file=sys.stderr)
    elif subprocess.run([*podrun.NAMESPACES, "ip", "link", "add", "x", "type", "bridge"], check=False).returncode:
        print("skipped: this machine allows no namespaces", file=sys.stderr)
    else:
        os.execvpe(command[0], command, dict(os.environ, PODRUN_INSIDE="1"))


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    main()
