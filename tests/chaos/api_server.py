"""A stand-in for the API server: Leases and Pods over TLS, with optimistic concurrency and faults on demand."""

import http.server
import json
import pathlib
import random
import socketserver
import ssl
import subprocess
import threading
import time
import urllib.parse
import uuid

TOKEN = "a-token"


class Faults:
    """What goes wrong at the moment."""

    def __init__(self):
        self.clear()

    def clear(self):
        self.status = None  # every answer is this error
        self.delay = 0.0  # seconds before every answer
        self.conflicts = 0.0  # share of writes that are refused although nothing is wrong
        self.lost_answers = 0.0  # share of writes that happen, but whose answer never comes


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, message):
        self.reply(status, {"kind": "Status", "code": status, "message": message})

    def handle_request(self):
        server, faults = self.server.api, self.server.api.faults
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.refuse(401, "who are you")
            return
        time.sleep(faults.delay)
        is_write = self.command != "GET"
        if faults.status:
            self.refuse(faults.status, "a fault on demand")
        elif is_write and server.random.random() < faults.conflicts:
            self.refuse(409, "the object has been modified")
        else:
            status, content = server.act(self.command, self.path, body)
            if is_write and server.random.random() < faults.lost_answers:
                self.close_connection = True
                return
            self.reply(status, content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_request


class TlsServer(socketserver.ThreadingTCPServer):
    """Does the handshake in the thread of the connection."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 128
    context: ssl.SSLContext
    api: "ApiServer"

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        pass


class ApiServer:
    """The objects, and the port they are served on."""

    def __init__(self, directory, seed, host="127.0.0.1", name="127.0.0.1"):
        self.name = name  # the address that clients use
        self.account = pathlib.Path(directory) / "account"
        self.account.mkdir()
        self.faults = Faults()
        self.random = random.Random(seed)
        self.objects = {}
        self.version = 0
        self.lock = threading.Lock()
        self.server = TlsServer((host, 0), Handler)
        self.server.api = self
        self.server.context = self.make_context(pathlib.Path(directory))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def make_context(self, directory):
        key, certificate = directory / "tls.key", self.account / "ca.crt"
        command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=api"
        files = ["-keyout", key, "-out", certificate, "-addext", f"subjectAltName=IP:{self.name}"]
        subprocess.run([*command.split(), *files], check=True, capture_output=True)
        (self.account / "token").write_text(TOKEN)
        (self.account / "namespace").write_text("default")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def delete(self, kind, name):
        with self.lock:
            for path in [path for path in self.objects if path.endswith(f"/{kind}/{name}")]:
                del self.objects[path]

    def pods_labelled(self, key):
        with self.lock:
            pods = (pod["metadata"] for path, pod in self.objects.items() if "/pods/" in path)
            return sorted(pod["name"] for pod in pods if key in pod["labels"])

    def act(self, method, path, body):
        path, _, query = path.partition("?")
        with self.lock:
            if method == "GET":
                return self.read(path, query)
            if method == "POST":
                path = f"{path}/{body['metadata']['name']}"
                if path in self.objects:
                    return 409, {"message": "it exists"}
                body["metadata"]["uid"] = str(uuid.uuid4())
            elif method == "PUT":
                if path not in self.objects:
                    return 404, {"message": "not found"}
                if body["metadata"].get("resourceVersion") != self.objects[path]["metadata"]["resourceVersion"]:
                    return 409, {"message": "the object has been modified"}
            elif method == "PATCH":
                body = self.patched(path, body)
            self.version += 1
            body["metadata"]["resourceVersion"] = str(self.version)
            self.objects[path] = body
            return (201 if method == "POST" else 200), body

    def read(self, path, query):
        if path in self.objects:
            return 200, self.objects[path]
        if not path.endswith("/pods"):
            return 404, {"message": "not found"}
        key, _, value = urllib.parse.unquote(query.partition("=")[2]).split(",")[0].partition("=")
        pods = [pod for name, pod in self.objects.items() if name.startswith(path + "/")]
        return 200, {"items": [pod for pod in pods if pod["metadata"]["labels"].get(key) == value]}

    def patched(self, path, body):
        pod = self.objects.get(path) or {"metadata": {"name": path.rpartition("/")[2], "labels": {}}}
        labels = dict(pod["metadata"]["labels"], **body["metadata"]["labels"])
        labels = {key: value for key, value in labels.items() if value is not None}
        return {"metadata": {"name": pod["metadata"]["name"], "labels": labels}}
