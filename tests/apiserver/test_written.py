"""Everything that podpat writes, given to a real API server as a strict dry run: it neither refuses it nor warns.

What is changed in manifests that exist has to be accepted where they were.
"""

import contextlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

import api

import yaml

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PODPAT = os.environ.get("PODPAT_BINARY", "podpat")
KINDS = ("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
MODES = ("native", "classic")
# Fields of an example that other kinds of workload do not have, or that say another kind.
OF_KIND = ("kind", "schedule", "replicas", "parallelism", "serviceName", "volumeClaimTemplates")
MAIN = {"image": "registry.example.com/app:1.0", "ports": [8080]}
# Reasons for which podpat refuses what would never work.
REFUSED = ("never completes", "a queue is worked off by", "has no `")


def podpat(*arguments, given=""):
    return subprocess.run([PODPAT, *arguments], input=given, capture_output=True, text=True, check=False)


def entries():
    """Return the catalogue."""
    return [yaml.safe_load(file.read_text()) for file in sorted(REPOSITORY.glob("patterns/*.yaml"))]


def listed():
    """Return the entries for helpers of one Pod."""
    return [entry for entry in entries() if entry["pattern"] in ("sidecar", "ambassador", "adapter", "init")]


def least(entry):
    """Return a helper with the parameters that it needs."""
    parameters = entry.get("parameters", {})
    return {"use": entry["name"]} | {name: it["example"] for name, it in parameters.items() if it.get("required")}


def of_kind(description, kind):
    schedule = {"schedule": "0 3 * * *"} if kind == "CronJob" else {}
    return {key: value for key, value in description.items() if key not in OF_KIND} | {"kind": kind} | schedule


def descriptions():
    """Return descriptions of every kind of workload, and those of the documentation.

    Every entry is in them as its example has it, with no more than it needs, and together with every other.
    """
    for entry, kind in itertools.product(entries(), KINDS):
        yield of_kind(yaml.safe_load(entry["example"]), kind)
    for entry, kind in itertools.product(listed(), KINDS):
        yield of_kind({"name": "demo", "main": MAIN, entry["pattern"]: least(entry)}, kind)
    kinds = itertools.cycle(KINDS)
    for one, two in itertools.combinations(listed(), 2):
        description = {"name": "demo", "main": MAIN, one["pattern"]: [least(one)]}
        description.setdefault(two["pattern"], []).append(least(two))
        helpers = description[two["pattern"]]
        if least(one).get("path") == helpers[-1].get("path") is not None:
            helpers[-1]["path"] = f"/srv/second{helpers[-1]['path']}"
        yield of_kind(description, next(kinds))
    for file in sorted(REPOSITORY.glob("docs/*.md")):
        for block in re.findall(r"^```yaml\n(.*?)^```", file.read_text(), re.DOTALL | re.MULTILINE):
            with contextlib.suppress(yaml.YAMLError):
                content = yaml.safe_load(block)
                if isinstance(content, dict) and {"name", "main"} <= set(content) and "apiVersion" not in content:
                    yield content


def documents(text):
    """Return the objects of a text: YAML, or JSON, of which kubectl takes several one after the other."""
    if not text.lstrip().startswith("{"):
        return list(yaml.safe_load_all(text))
    found, rest = [], text.strip()
    with contextlib.suppress(json.JSONDecodeError):
        while rest:
            item, end = json.JSONDecoder().raw_decode(rest)
            found, rest = [*found, item], rest[end:].strip()
    return list(yaml.safe_load_all(text)) if rest else found


def judged(text):
    """Return the number of the objects of a text, those that the server refuses, and what it warns of."""
    refused, warnings, count = [], [], 0
    for item in documents(text):
        if not isinstance(item, dict) or not {"apiVersion", "kind"} <= set(item):
            continue
        if not isinstance(item.get("metadata"), dict):
            continue
        answer = api.try_to_create(item)
        if answer is None:
            continue
        count += 1
        warnings += answer[1]
        if answer[0]:
            refused.append(f"{item['kind']} {item['metadata'].get('name')}: {answer[0]}")
    return count, refused, warnings


def plain(warning):
    """Return a warning without numbers: what is inserted moves others."""
    return re.sub(r"\d+", "N", warning)


@unittest.skipUnless(api.ADDRESS, "PODPAT_APISERVER is not set")
class Written(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": api.NAMESPACE}}
        with contextlib.suppress(api.RefusedError):
            api.request("POST", "/api/v1/namespaces", namespace)

    def try_all(self, cases, attempt, least):
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(attempt, cases))
        done = [answer for answer in answers if answer is not None]
        print(f"{len(answers)} tried, {len(done)} written, {sum(count for count, _ in done)} objects")
        wrong = [problem for _, problems in done for problem in problems]
        self.assertEqual(wrong, [])
        self.assertGreater(len(done), least)

    def test_generate(self):
        def attempt(case):
            description, mode = case
            text = yaml.safe_dump(description)
            ran = podpat("generate", "-", f"--helpers={mode}", given=text)
            if ran.returncode and any(reason in ran.stderr for reason in REFUSED):
                return None
            if ran.returncode:
                return 0, [f"{text}{ran.stderr}"]
            count, refused, warnings = judged(ran.stdout)
            return count, [f"{text}{problem}" for problem in [*refused, *warnings]]

        self.try_all(itertools.product(descriptions(), MODES), attempt, 2000)

    def try_changes(self, cases, least):
        """Try arguments and texts: what is accepted has to stay so, and the server may not warn of more."""

        def attempt(case):
            arguments, text = case
            try:
                _, refused_before, warnings_before = judged(text)
            except (yaml.YAMLError, ValueError):
                return None
            after = self.changed(arguments, text)
            if after in ("", text):
                return None
            count, refused, warnings = judged(after)
            new = {plain(it) for it in warnings} - {plain(it) for it in warnings_before}
            problems = [*sorted(new), *([] if refused_before else refused)]
            return count, [f"{arguments}: {problem} in\n{text[:200]}" for problem in problems]

        self.try_all(cases, attempt, least)

    def changed(self, arguments, text):
        """Return what podpat makes of a text; nothing where it refuses."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "it.yaml"
            file.write_text(text)
            ran = podpat(*arguments, str(file))
            return ran.stdout if arguments[0] != "lint" else file.read_text()

    def texts(self, pattern):
        return [file.read_text() for file in sorted(REPOSITORY.glob(pattern))]

    def test_add(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        files = []
        for entry in listed():
            files.append(pathlib.Path(folder.name) / f"{entry['name']}.yaml")
            files[-1].write_text(yaml.safe_dump({entry["pattern"]: least(entry)}))
        helpers = itertools.cycle(files)
        texts = self.texts("tests/corpus/*.yaml")
        self.try_changes([(["add", f"--with={next(helpers)}"], text) for _ in range(3) for text in texts], 200)

    def test_split(self):
        cases = []
        for text in [*self.texts("tests/split/*.yaml"), *self.texts("tests/corpus/*.yaml")]:
            arguments = next((line[8:].split() for line in text.splitlines() if line.startswith("# args: ")), [])
            cases.append((["split", *arguments], text))
        self.try_changes(cases, 30)

    def test_fixes(self):
        arguments = ["lint", "--no-config", "--select=all", "--fix", "--unsafe-fixes", "--fail-on=never"]
        texts = [*self.texts("tests/rules/*/bad.yaml"), *self.texts("tests/corpus/*.yaml")]
        self.try_changes([(arguments, text) for text in texts], 100)


if __name__ == "__main__":
    unittest.main()
