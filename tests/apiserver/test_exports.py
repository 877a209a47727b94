"""Apply what `podpat export` prints to a real API server, and compare its warnings with the findings of `podpat lint`.

Every workload of the fixtures and of the corpus is posted as a dry run.
"""

import base64
import contextlib
import copy
import functools
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import unittest

import api

import yaml

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PODPAT = os.environ.get("PODPAT_BINARY", "podpat")
# The address at which the API server reaches this machine.
HOST = os.environ.get("PODPAT_APISERVER_WEBHOOK_HOST", "127.0.0.1")
PATIENCE = 60
# A Pod whose probe names a port that nobody declares, which is an error; its image without a tag is a warning.
FAULTY = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "faulty"},
    "spec": {"containers": [{"name": "a", "image": "a", "readinessProbe": {"httpGet": {"port": "gone"}}}]},
}


def podpat(*arguments, given=""):
    ran = subprocess.run([PODPAT, *arguments], input=given, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 1):
        raise AssertionError(ran.stderr)
    return ran.stdout


def documents(text):
    """Return the objects of a text."""
    return [item for item in yaml.safe_load_all(text) if isinstance(item, dict)]


def workloads():
    """Return the workloads of the fixtures and of the corpus, each with the name of its file."""
    found = []
    files = [*REPOSITORY.glob("tests/rules/*/*.yaml"), *REPOSITORY.glob("tests/corpus/*.yaml")]
    for file in sorted(files):
        try:
            items = documents(file.read_text())
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        for item in items:
            if (item.get("apiVersion"), item.get("kind")) not in api.PLURALS:
                continue
            item.get("metadata", {}).pop("namespace", None)
            found.append((file.relative_to(REPOSITORY), item))
    return found


def findings(item):
    """Return the rules that find something in an object alone, with all rules on."""
    answer = json.loads(podpat("lint", "--no-config", "--select=all", "-o=json", "-", given=json.dumps(item)))
    return {finding["rule"] for finding in answer["findings"] if finding["category"] != "validity"}


def create_namespace(name, labels):
    """Create a namespace that stays: without controllers, a server never ends the deletion of one."""
    item = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    with contextlib.suppress(api.RefusedError):
        api.request("POST", "/api/v1/namespaces", item)


def warned_rules(warnings):
    """Return the rules that warnings name; the server's own name none."""
    return {warning.split(": ")[0] for warning in warnings if not warning.startswith("podpat: ")} & known_rules()


@functools.cache
def known_rules():
    return {rule["id"] for rule in json.loads(podpat("rules", "-o", "json"))["rules"]}


def reviewed(item, configuration):
    """Return the rules of the warnings of a review that creates an object."""
    kind = {"group": "", "version": item["apiVersion"], "kind": item["kind"]}
    if "/" in item["apiVersion"]:
        kind["group"], kind["version"] = item["apiVersion"].split("/")
    asked = {"uid": "1", "kind": kind, "operation": "CREATE", "namespace": api.NAMESPACE, "object": item}
    review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": asked}
    answer = podpat("review", f"--config={configuration}", given=json.dumps(review))
    return warned_rules(json.loads(answer)["response"].get("warnings", []))


@unittest.skipUnless(api.ADDRESS, "PODPAT_APISERVER is not set")
class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        create_namespace(api.NAMESPACE, {})
        cls.workloads = workloads()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="podpat-apiserver-"))
        cls.configuration = cls.folder / "all.yaml"
        cls.configuration.write_text("select: [all]\n")
        cls.default = cls.folder / "default.yaml"
        cls.default.write_text("{}\n")

    def apply(self, items):
        for item in items:
            api.put(item)
            self.addCleanup(api.remove, item)

    def wait_for(self, what, is_there):
        """Wait until the server has taken up what was applied."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if is_there():
                return
            time.sleep(0.2)
        self.fail(f"the server never showed {what}")

    def wait_for_warning(self, word):
        def warns():
            return any(word in warning for warning in api.admitted(FAULTY, api.NAMESPACE)[1])

        self.wait_for(f"a warning of {word}", warns)

    def compare(self, warned_rules, expected_rules):
        """Post every workload, and compare the rules of the server's warnings with those that are expected.

        What is expected is asked for the workload as it was written, and as the server would keep it.
        """
        posted, wrong = 0, []
        for file, item in self.workloads:
            try:
                kept, warnings = api.admitted(copy.deepcopy(item), api.NAMESPACE)
            except api.RefusedError as refused:
                if refused.status not in (400, 403, 404, 422):
                    raise
                continue
            posted += 1
            warned, expected = warned_rules(warnings), expected_rules(item, kept)
            if warned != expected:
                wrong.append(f"{file}: the server {sorted(warned)}, podpat {sorted(expected)}")
        print(f"{posted} workloads were admitted, {len(wrong)} of them with other findings")
        self.assertGreater(posted, 200)
        self.assertEqual(wrong, [])

    def test_policies(self):
        """The rules that CEL says exactly find the same as CEL."""
        items = documents(podpat("export", "vap", "--config", str(self.configuration)))
        policies = [item for item in items if item["kind"] == "ValidatingAdmissionPolicy"]
        exact = {
            validation["message"].split(": ")[1] for policy in policies for validation in policy["spec"]["validations"]
        }
        self.apply(items)
        # The policies of the severities come into force one after the other.
        for rule in ("dangling-probe-port", "latest-image"):
            self.wait_for_warning(f"podpat: {rule}")
        time.sleep(2)

        def warned(warnings):
            found = (warning.split("podpat: ", 1)[1] for warning in warnings if "podpat: " in warning)
            return {text.split(":")[0] for text in found}

        self.compare(warned, lambda item, _: findings(item) & exact)

    def serve(self, configuration):
        """Run the webhook and have the server ask it."""
        with socket.socket() as listener:
            listener.bind((HOST, 0))
            port = listener.getsockname()[1]
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=podpat",
             "-addext", f"subjectAltName=IP:{HOST}", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        command = [PODPAT, "webhook", f"--tls-cert={certificate}", f"--tls-key={key}", f"--listen={HOST}:{port}"]
        server = subprocess.Popen([*command, f"--config={configuration}"])
        self.addCleanup(server.wait, 30)
        self.addCleanup(server.terminate)
        exported = documents(podpat("export", "webhook", "--image=podpat", f"--ca-bundle={certificate}"))
        hooks = [item for item in exported if item["kind"] == "ValidatingWebhookConfiguration"]
        self.assertEqual(len(hooks), 1)
        for hook in hooks[0]["webhooks"]:
            path = hook["clientConfig"].pop("service")["path"]
            hook["clientConfig"]["url"] = f"https://{HOST}:{port}{path}"
            hook["clientConfig"].setdefault("caBundle", base64.b64encode(certificate.read_bytes()).decode())
        self.apply(hooks)
        self.wait_for_warning("dangling-probe-port: ")

    def test_webhook(self):
        """The webhook warns of what a review of the file says.

        Implausible quantities are left out: the server writes `1000m` as 1 before it asks.
        """
        self.serve(self.default)
        changed = {"implausible-quantity"}
        self.compare(
            lambda warnings: warned_rules(warnings) - changed,
            lambda item, _: reviewed(item, self.default) - changed,
        )

    def test_enforcement(self):
        """A namespace that asks for it refuses an object with an error, and admits one that is sound."""
        namespace = f"{api.NAMESPACE}-enforced"
        create_namespace(namespace, {"podpat.dev/enforce": "error"})
        sound = copy.deepcopy(FAULTY)
        sound["spec"]["containers"][0].pop("readinessProbe")
        for form in ("webhook", "policies"):
            with self.subTest(form):
                if form == "webhook":
                    self.serve(self.default)
                else:
                    self.apply(documents(podpat("export", "vap")))
                    self.wait_for_warning("podpat: dangling-probe-port")
                refusals = []

                def refuses(refusals=refusals):
                    try:
                        api.admitted(FAULTY, namespace)
                    except api.RefusedError as refused:
                        refusals.append(refused)
                    return refusals

                self.wait_for("a refusal", refuses)
                self.assertIn("dangling-probe-port", str(refusals[0]))
                self.assertEqual(refusals[0].status, 422)
                self.assertIsNotNone(api.admitted(sound, namespace))
                self.doCleanups()

    def test_webhook_with_all_rules(self):
        """The webhook warns of what a review of the object says that the server would keep, with its defaults."""
        self.serve(self.configuration)
        self.compare(warned_rules, lambda _, kept: reviewed(kept, self.configuration))


if __name__ == "__main__":
    unittest.main()
