"""A real API server, by its address in `PODPAT_APISERVER`.

`PODPAT_APISERVER_TOKEN` and `PODPAT_APISERVER_CA` are for servers that ask for them; `kubectl proxy` makes one of any
cluster that needs neither.
"""

import json
import os
import ssl
import urllib.error
import urllib.request

ADDRESS = os.environ.get("PODPAT_APISERVER", "").rstrip("/")
NAMESPACE = "podpat-test"
# The plural of each kind that is posted, by its API version.
PLURALS = {
    ("v1", "Pod"): "pods",
    ("v1", "PodTemplate"): "podtemplates",
    ("v1", "ReplicationController"): "replicationcontrollers",
    ("apps/v1", "Deployment"): "deployments",
    ("apps/v1", "ReplicaSet"): "replicasets",
    ("apps/v1", "StatefulSet"): "statefulsets",
    ("apps/v1", "DaemonSet"): "daemonsets",
    ("batch/v1", "Job"): "jobs",
    ("batch/v1", "CronJob"): "cronjobs",
}


class RefusedError(Exception):
    """The server answers with an error; `status` is its number."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


def request(method, path, body=None):
    """Return the answer as an object, and its warnings."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if token := os.environ.get("PODPAT_APISERVER_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    context = None
    if ADDRESS.startswith("https:"):
        context = ssl.create_default_context(cafile=os.environ.get("PODPAT_APISERVER_CA"))
    asked = urllib.request.Request(ADDRESS + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=30, context=context) as answer:
            return json.load(answer), [warning(text) for text in answer.headers.get_all("Warning") or []]
    except urllib.error.HTTPError as error:
        raise RefusedError(error.code, error.read().decode(errors="replace")) from None


def warning(header):
    """Return the text of a `Warning` header: `299 - "text"`."""
    text = header.encode("latin-1").decode().split(" ", 2)[2]
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def collection(item, namespace):
    """Return the path to which an object of a kind is posted."""
    version = item["apiVersion"]
    plural = PLURALS.get((version, item["kind"])) or item["kind"].lower() + "s"
    plural = plural.replace("policys", "policies")
    group = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    return f"{group}/{plural}" if namespace is None else f"{group}/namespaces/{namespace}/{plural}"


def put(item):
    """Create a cluster-wide object, or one like it anew."""
    path = collection(item, None)
    remove(item)
    return request("POST", path, item)


def remove(item):
    """Delete a cluster-wide object, if it is there."""
    try:
        request("DELETE", f"{collection(item, None)}/{item['metadata']['name']}")
    except RefusedError as refused:
        if refused.status != 404:
            raise


def admitted(item, namespace):
    """Return the object that the server would create, with its defaults, and its warnings."""
    return request("POST", collection(item, namespace) + "?dryRun=All", item)
