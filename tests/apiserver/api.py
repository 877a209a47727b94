"""A real API server, by its address in `PODPAT_APISERVER`.

`PODPAT_APISERVER_TOKEN` and `PODPAT_APISERVER_CA` are for servers that ask for them; `kubectl proxy` makes one of any
cluster that needs neither.
"""

import functools
import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request

ADDRESS = os.environ.get("PODPAT_APISERVER", "").rstrip("/")
NAMESPACE = "podpat-test"
VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
# The groups of resources that are asked about and not in the core group.
GROUPS = {"leases": "coordination.k8s.io"}
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


def request(method, path, body=None, content_type="application/json"):
    """Return the answer as an object, and its warnings."""
    headers = {"Accept": "application/json", "Content-Type": content_type}
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


@functools.cache
def resources(version):
    """Return the kinds of an API version: the plural of each, and whether its objects are in namespaces."""
    try:
        answer = request("GET", f"/api/{version}" if "/" not in version else f"/apis/{version}")[0]
    except RefusedError:
        return {}
    known = (it for it in answer["resources"] if "/" not in it["name"])
    return {it["kind"]: (it["name"], it["namespaced"]) for it in known}


def try_to_create(item):
    """Create an object in a strict dry run, and by server-side apply too.

    Return why the server refuses it (`None` where it takes it) and what it warns of; nothing where it has no such kind.
    """
    version, kind = item["apiVersion"], item["kind"]
    if kind not in resources(version):
        return None
    plural, is_namespaced = resources(version)[kind]
    path = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    if is_namespaced:
        item = dict(item, metadata=dict(item["metadata"], namespace=NAMESPACE))
        path += f"/namespaces/{NAMESPACE}"
    path, query, warnings = f"{path}/{plural}", "dryRun=All&fieldValidation=Strict", []
    name = urllib.parse.quote(item["metadata"].get("name", ""))
    ways = [("POST", f"{path}?{query}", "application/json")]
    if name:
        query += "&fieldManager=podpat-test&force=true"
        ways.append(("PATCH", f"{path}/{name}?{query}", "application/apply-patch+yaml"))
    for method, path, content_type in ways:
        try:
            warnings += request(method, path, item, content_type)[1]
        except RefusedError as refused:
            if refused.status != 409:
                return str(refused), warnings
    return None, warnings


def apply(item, namespace):
    """Create an object or change it by server-side apply; return the answer and its warnings."""
    path = f"{collection(item, namespace)}/{item['metadata']['name']}?fieldManager=podpat-test&force=true"
    return request("PATCH", path, item, "application/apply-patch+yaml")


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


def may(user, namespace, verb, resource, name=""):
    """Return whether the server lets a user do something."""
    attributes = {"namespace": namespace, "verb": verb, "resource": resource, "name": name}
    attributes["group"] = GROUPS.get(resource, "")
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview"}
    review["spec"] = {"user": user, "resourceAttributes": attributes}
    return request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)[0]["status"]["allowed"]
