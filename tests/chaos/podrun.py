"""Runs the Pods of generated objects as processes: a small kubelet for tests without a cluster.

  podpat generate FILE -o json | tests/chaos/podrun.py [--api HOST:PORT --account FOLDER] -

Each Pod has a network of its own, each container its processes and its files: the root of this machine, read-only if
the container says so, with the volumes it mounts, its user, no capabilities and its environment. Init containers,
native sidecars, startup probes, preStop hooks and the order of the end are kubelet's. Names of Services, and of Pods
with a headless Service, lead to Pods. Images are not pulled: a container runs its command with the programs of this
machine. Ends when the main containers of all Jobs have ended, or with SIGTERM, and prints one JSON object a line.

Needs root, `unshare`, `nsenter`, `setpriv` and `ip`; everything lives in namespaces that end with this program.
"""

import argparse
import base64
import contextlib
import functools
import http.client
import itertools
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOOLS = ("unshare", "nsenter", "setpriv", "ip", "chroot", "mount")
NAMESPACES = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=TERM", "--mount-proc")
NETWORK = "10.213.0"
PATH = "/podrun/python/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
# Kubelet leaves every container this long between SIGTERM and SIGKILL, whatever its hook took.
LEAST_GRACE = 2
ENTRY_POINTS = {"redis": ["redis-server"]}
WORKLOADS = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job")
PODS_ADDRESSES = itertools.count(2)


class PodError(Exception):
    """A Pod cannot be run, or does not start."""


def report(message, **fields):
    print(json.dumps({"message": message, **fields}), flush=True)


def together(*actions):
    """Do several things at a time, and wait for all."""
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run(*command):
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)


class Objects:
    """The objects of the input, by kind."""

    def __init__(self, text):
        content = json.loads(text)
        self.all = content.get("items", [content])

    def of(self, kind):
        return [item for item in self.all if item["kind"] == kind]

    def get(self, kind, name):
        found = [item for item in self.of(kind) if item["metadata"]["name"] == name]
        if not found:
            raise PodError(f"there is no {kind} {name}")
        return found[0]

    def data(self, kind, name):
        """Return the files of a ConfigMap or a Secret as bytes."""
        item = self.get(kind, name)
        data = {key: value.encode() for key, value in {**item.get("data", {}), **item.get("stringData", {})}.items()}
        if kind == "Secret":
            data.update({key: base64.b64decode(value) for key, value in item.get("data", {}).items()})
        return data


class Cluster:
    """The network, the names and the folder of a run."""

    def __init__(self, objects, api, account):
        self.objects, self.api, self.account = objects, api, account
        # In memory, and gone with the namespace of mounts.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="podrun-"))
        pathlib.Path("/run/netns").mkdir(exist_ok=True)
        for folder in (self.folder, "/run/netns"):
            run("mount", "-t", "tmpfs", "-o", "mode=755", "podrun", folder)
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "pods", "type", "bridge")
        run("ip", "address", "add", f"{NETWORK}.1/24", "dev", "pods")
        run("ip", "link", "set", "pods", "up")
        self.pods = [pod for item in objects.all if item["kind"] in WORKLOADS for pod in self.pods_of(item)]
        self.write_hosts()

    def pods_of(self, workload):
        if workload["kind"] == "Pod":
            return [Pod(self, workload, workload, 0)]
        spec = workload["spec"]
        count = spec.get("parallelism", 1) if workload["kind"] == "Job" else spec.get("replicas", 1)
        return [Pod(self, workload, spec["template"], number) for number in range(count)]

    def write_hosts(self):
        """Resolve names as the cluster's DNS does: a Service leads to its first Pod, a headless one to each by name."""
        lines = ["127.0.0.1 localhost", f"{NETWORK}.1 host"]
        for service in self.objects.of("Service"):
            name, selector = service["metadata"]["name"], service["spec"].get("selector", {})
            chosen = [pod for pod in self.pods if selector.items() <= pod.labels.items()]
            lines += [f"{pod.address} {name} {name}.default.svc" for pod in chosen[:1]]
            if service["spec"].get("clusterIP") == "None":
                lines += [f"{pod.address} {pod.name}.{name}" for pod in chosen]
        self.hosts = self.folder / "hosts"
        self.hosts.write_text("\n".join(lines) + "\n")

    def run(self):
        """Start the Pods, and wait for those of Jobs."""
        self.start()
        self.wait(lambda: self.jobs() and all(pod.has_ended() for pod in self.jobs()))

    def start(self):
        for pod in self.pods:
            pod.start()

    def wait(self, condition, patience=float("inf")):
        """Do what kubelet does until a condition holds; return whether it does."""
        end = time.monotonic() + patience
        while not condition():
            if time.monotonic() > end:
                return False
            for pod in self.pods:
                pod.advance()
            time.sleep(0.05)
        return True

    def jobs(self):
        return [pod for pod in self.pods if pod.kind == "Job"]

    def end(self):
        together(*(pod.end for pod in self.pods))
        run("umount", "--lazy", self.folder)
        self.folder.rmdir()


class Pod:
    """One Pod, with a network namespace of its own."""

    def __init__(self, cluster, workload, template, number):
        self.cluster, self.workload, self.kind = cluster, workload, workload["kind"]
        self.spec = template["spec"]
        name = workload["metadata"]["name"]
        self.name = name if self.kind == "Pod" else f"{name}-{number}"
        self.labels = dict(template["metadata"].get("labels", {}))
        if self.kind == "StatefulSet":
            self.labels["apps.kubernetes.io/pod-index"] = str(number)
        if self.kind == "Job":
            self.labels["batch.kubernetes.io/job-completion-index"] = str(number)
        self.address = f"{NETWORK}.{next(PODS_ADDRESSES)}"
        self.folder = cluster.folder / self.name
        self.folder.mkdir()
        self.volumes = {volume["name"]: self.make_volume(volume) for volume in self.spec.get("volumes", [])}
        for claim in workload.get("spec", {}).get("volumeClaimTemplates", []):
            self.volumes[claim["metadata"]["name"]] = self.make_folder(claim["metadata"]["name"])
        self.steps = [Container(self, spec, True) for spec in self.spec.get("initContainers", [])]
        self.mains = [Container(self, spec, False) for spec in self.spec["containers"]]
        self.sidecars = [step for step in self.steps if step.is_sidecar]
        self.has_mains = False

    def make_folder(self, name):
        folder = self.folder / "volumes" / name
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        return folder

    def make_volume(self, volume):
        folder = self.make_folder(volume["name"])
        sources = [volume, *volume.get("projected", {}).get("sources", [])]
        for source in sources:
            for kind, key, name in (("ConfigMap", "configMap", "name"), ("Secret", "secret", "secretName")):
                if key in source:
                    self.fill(folder, kind, source[key].get(name) or source[key].get("name"), source[key].get("items"))
            if "serviceAccountToken" in source:
                self.fill_token(folder, source["serviceAccountToken"].get("path", "token"))
            if "downwardAPI" in source:
                for item in source["downwardAPI"].get("items", []):
                    (folder / item["path"]).write_text(self.field(item["fieldRef"]["fieldPath"]))
        return folder

    def fill(self, folder, kind, name, items):
        if kind == "ConfigMap" and name == "kube-root-ca.crt":
            data = {"ca.crt": (self.cluster.account / "ca.crt").read_bytes()}
        else:
            data = self.cluster.objects.data(kind, name)
        paths = {item["key"]: item["path"] for item in items} if items else {key: key for key in data}
        for key, path in paths.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data[key])

    def fill_token(self, folder, path):
        if not self.cluster.account:
            raise PodError(f"{self.name} mounts a token: --api and --account are needed")
        (folder / path).write_bytes((self.cluster.account / "token").read_bytes())

    def field(self, path):
        label = re.fullmatch(r"metadata\.labels\['(.+)'\]", path)
        if label:
            return self.labels[label[1]]
        fields = {"metadata.name": self.name, "metadata.uid": f"uid-of-{self.name}", "metadata.namespace": "default"}
        return dict(fields, **{"status.podIP": self.address, "spec.nodeName": "node"})[path]

    def start(self):
        name = self.namespace = f"pod{self.address.rpartition('.')[2]}"
        run("ip", "netns", "add", name)
        run("ip", "link", "add", f"v{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "link", "set", f"v{name}", "master", "pods", "up")
        run("ip", "-n", name, "address", "add", f"{self.address}/24", "dev", "eth0")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        run("ip", "-n", name, "link", "set", "lo", "up")

    def advance(self):
        """Start what can be started now: init containers one after the other, then main."""
        while self.steps:
            step = self.steps[0]
            step.start()
            code = step.code()
            if step.is_sidecar and code is not None:
                raise PodError(f"{step.name} of {self.name} ended with {code}: {step.last_words()}")
            if not step.is_sidecar and code not in (None, 0):
                raise PodError(f"init container {step.name} of {self.name} ended with {code}: {step.last_words()}")
            if code is None and not (step.is_sidecar and step.has_started()):
                return
            self.steps.pop(0)
        if not self.has_mains:
            self.has_mains = True
            report("started", pod=self.name)
            for main in self.mains:
                main.start()

    def has_ended(self):
        """Return whether the main containers have ended; end the sidecars then."""
        if not self.has_mains or any(main.code() is None for main in self.mains):
            return False
        self.end_containers([])
        return True

    def end_containers(self, mains):
        """End containers as kubelet does: all hooks begin at once, and sidecars wait for their turn before SIGTERM."""
        end = time.monotonic() + self.spec.get("terminationGracePeriodSeconds", 30)
        turns = [mains, *([sidecar] for sidecar in reversed(self.sidecars))]
        ended = [threading.Event() for _ in turns]

        def end_turn(at):
            together(*(container.run_hook_until(end) for container in turns[at]))
            if at:
                ended[at - 1].wait()
            together(*(container.end_until(end) for container in turns[at]))
            ended[at].set()

        together(*(functools.partial(end_turn, at) for at in range(len(turns))))

    def end(self):
        self.end_containers(self.mains)
        codes = {container.name: container.code() for container in [*self.mains, *self.sidecars]}
        report("ended", pod=self.name, codes=codes)


class Container:
    """One container: processes and files of its own."""

    def __init__(self, pod, spec, is_init):
        self.pod, self.spec, self.name = pod, spec, spec["name"]
        self.is_sidecar = is_init and spec.get("restartPolicy") == "Always"
        self.process = None
        self.begin = None
        self.is_reported = False
        self.log = pod.folder / f"{self.name}.log"

    def environment(self):
        environment = {"PATH": PATH, "HOSTNAME": self.pod.name, "LD_LIBRARY_PATH": "/podrun/python/lib"}
        if self.pod.cluster.api:
            host, _, port = self.pod.cluster.api.rpartition(":")
            environment.update(KUBERNETES_SERVICE_HOST=host, KUBERNETES_SERVICE_PORT=port)
        for entry in self.spec.get("env", []):
            environment[entry["name"]] = self.value(entry, environment)
        return environment

    def value(self, entry, known):
        source = entry.get("valueFrom", {})
        if "fieldRef" in source:
            return self.pod.field(source["fieldRef"]["fieldPath"])
        for kind, key in (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef")):
            if key in source:
                return self.pod.cluster.objects.data(kind, source[key]["name"])[source[key]["key"]].decode()
        return self.expand(entry.get("value", ""), known)

    def expand(self, text, known):
        return re.sub(r"\$\(([A-Za-z_][A-Za-z0-9_]*)\)", lambda match: known.get(match[1], match[0]), text)

    def command(self, environment):
        image = self.spec["image"].rpartition("/")[2].partition(":")[0]
        command = self.spec.get("command") or ENTRY_POINTS.get(image)
        if not command:
            raise PodError(f"{self.name} of {self.pod.name} has no command, and images are not pulled")
        words = [*command, *self.spec.get("args", [])]
        return [self.expand(word, environment) for word in words]

    def mounts(self, environment):
        for mount in self.spec.get("volumeMounts", []):
            source = self.pod.volumes[mount["name"]]
            below = mount.get("subPath") or self.expand(mount.get("subPathExpr", ""), environment)
            yield source / below if below else source, mount["mountPath"], mount.get("readOnly", False)

    def script(self, environment):
        """Return what makes the files of the container and then becomes its command."""
        root = self.pod.folder / f"{self.name}.root"
        upper, work = self.pod.folder / f"{self.name}.upper", self.pod.folder / f"{self.name}.work"
        for folder in (root, upper, work):
            folder.mkdir()
        mounts = list(self.mounts(environment))
        # A link such as /var/run leads out of the root that is being made.
        places = [(source, f"{root}{os.path.realpath(place)}", only) for source, place, only in mounts]
        places.append((pathlib.Path(sys.base_prefix), f"{root}/podrun/python", True))
        places.append((self.pod.cluster.hosts, f"{root}/etc/hosts", True))
        lines = ["mount --make-rprivate /"]
        lines.append(f"mount -t overlay overlay -o lowerdir=/,upperdir={upper},workdir={work} {root}")
        for source, place, _ in places:
            made = f"mkdir -p {shlex.quote(place)}" if source.is_dir() else f"touch {shlex.quote(place)}"
            lines.append(made)
        security = {**self.pod.spec.get("securityContext", {}), **self.spec.get("securityContext", {})}
        if security.get("readOnlyRootFilesystem"):
            lines.append(f"mount -o remount,ro {root}")
        for source, place, is_read_only in places:
            quoted = shlex.quote(place)
            lines.append(f"mount --bind {shlex.quote(str(source))} {quoted}")
            if is_read_only:
                lines.append(f"mount -o remount,bind,ro {quoted}")
        lines += [f"mount -t proc proc {root}/proc", f"mount --rbind /dev {root}/dev"]
        lines.append(f"exec chroot {root} {shlex.join([*self.as_user(security), *self.command(environment)])}")
        return "set -e\n" + "\n".join(lines)

    def as_user(self, security):
        user = security.get("runAsUser", 1000 if security.get("runAsNonRoot") else 0)
        group = security.get("runAsGroup", user)
        words = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        if security.get("allowPrivilegeEscalation") is False:
            words.append("--no-new-privs")
        if "ALL" in security.get("capabilities", {}).get("drop", []):
            words += ["--bounding-set=-all", "--inh-caps=-all"]
        return words

    def start(self):
        if self.process is not None:
            return
        environment = self.environment()
        namespaces = ["nsenter", f"--net=/run/netns/{self.pod.namespace}", "unshare", "--mount", "--pid", "--fork"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*namespaces, "--kill-child=KILL", "sh", "-c", self.script(environment)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.begin = time.monotonic()

    def has_started(self):
        """Return whether the startup probe succeeds; fail if it has not within its time."""
        probe = self.spec.get("startupProbe")
        if not probe or self.probe(probe):
            return True
        if time.monotonic() > self.begin + probe.get("periodSeconds", 10) * probe.get("failureThreshold", 3) + 30:
            raise PodError(f"{self.name} of {self.pod.name} does not start: {self.last_words()}")
        return False

    def probe(self, probe):
        action = probe.get("httpGet") or probe.get("tcpSocket")
        port = action["port"]
        if isinstance(port, str):
            port = next(p["containerPort"] for p in self.spec["ports"] if p.get("name") == port)
        connection = http.client.HTTPConnection(self.pod.address, port, timeout=2)
        try:
            connection.connect()
            if "tcpSocket" in probe:
                return True
            connection.request("GET", action.get("path", "/"))
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def code(self):
        code = self.process.poll() if self.process else None
        if code is not None and not self.is_reported:
            self.is_reported = True
            report("container ended", pod=self.pod.name, container=self.name, code=code)
        return code

    def first_process(self):
        """Return the process whose end is that of the container, as this machine numbers it; None if there is none."""
        if self.process is None or self.code() is not None:
            return None
        with contextlib.suppress(FileNotFoundError, IndexError):
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            return int(children[0])
        return None

    def run_hook_until(self, end):
        return functools.partial(self.run_hook, end)

    def run_hook(self, end):
        """Run the preStop hook, if there is one, and wait for it while there is time."""
        hook = self.spec.get("lifecycle", {}).get("preStop")
        first = self.first_process()
        if not hook or first is None:
            return
        left = max(0, end - time.monotonic())
        begin = time.monotonic()
        if "sleep" in hook:
            time.sleep(min(hook["sleep"]["seconds"], left))
        elif "exec" in hook:
            self.run_inside(first, hook["exec"]["command"], left)
        elif "httpGet" in hook:
            self.probe({"httpGet": hook["httpGet"]})
        report("hook ended", pod=self.pod.name, container=self.name, seconds=round(time.monotonic() - begin, 1))

    def run_inside(self, first, words, patience):
        """Run a command in the namespaces and files of the container, as its user."""
        security = {**self.pod.spec.get("securityContext", {}), **self.spec.get("securityContext", {})}
        inside = ["nsenter", f"--target={first}", "--mount", "--pid", "--net", "--root", "--wd"]
        with self.log.open("ab") as log:
            try:
                subprocess.run(
                    [*inside, *self.as_user(security), *words],
                    env=self.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    timeout=patience,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                report("hook took too long", pod=self.pod.name, container=self.name)

    def end_until(self, end):
        return functools.partial(self.stop, end)

    def stop(self, end):
        """Send SIGTERM to the first process of the container, and SIGKILL when the time is over."""
        first = self.first_process()
        if first is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGTERM)
        try:
            self.process.wait(max(LEAST_GRACE, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.code()

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:]


def main():
    """Run the Pods of a file in namespaces that end with this program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="objects as `podpat generate -o json` prints them; - is standard input")
    parser.add_argument("--api", help="HOST:PORT of an API server")
    parser.add_argument("--account", type=pathlib.Path, help="a folder with token and ca.crt")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing or os.geteuid() != 0:
        raise SystemExit(f"root is needed, and these programs: {', '.join(missing) or 'all are there'}")
    if not arguments.inside:
        os.execvp("unshare", [*NAMESPACES, sys.executable, "-I", __file__, "--inside", *sys.argv[1:]])
    text = sys.stdin.read() if arguments.file == "-" else pathlib.Path(arguments.file).read_text()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    cluster = Cluster(Objects(text), arguments.api, arguments.account)
    try:
        cluster.run()
    except PodError as error:
        raise SystemExit(str(error)) from error
    finally:
        cluster.end()


if __name__ == "__main__":
    main()
