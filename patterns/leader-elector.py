"""Elects one of several equal Pods through a Lease and tells the other containers of its Pod who leads.

API, on LISTEN (only this Pod can reach it):
  GET /             {"name", "leader", "self", "election", "token", "expires_in", "last_update"} of the first election
  GET /NAME         the same for the election NAME
  GET /leader       200 if this Pod leads, else 503; the body is that of /
  GET /NAME/leader  the same for the election NAME
  GET /elections    every election by its name
  GET /sse          server-sent events: the state now and after every change; also /NAME/sse

  name         the Pod that leads, empty if unknown
  leader       whether this Pod leads
  token        grows with every change of leader: send it with writes so that a store can refuse an older one
  expires_in   the seconds, counted from the request, for which this Pod leads at most
  last_update  when this Pod last read or wrote the Lease

On HEALTH_PORT, for kubelet and Prometheus:
  GET /healthz      200 while every election is being worked on, whether or not the API server answers
  GET /readyz       200 once the Lease of every election has been read or made
  GET /metrics      Prometheus text format

Environment (durations are seconds, or have a unit: 500ms, 15s, 2m):
  ELECTIONS         names of elections, separated by spaces or commas; each is the name of a Lease
  POD_NAME POD_UID POD_NAMESPACE   from the downward API
  LEASE_DURATION    15s: how long others wait after the last renewal they saw
  RENEW_DEADLINE    10s: how long a renewal lets this Pod lead
  RETRY_PERIOD      2s: time between renewals, and half the longest time between attempts of those that do not lead
  LISTEN            127.0.0.1:4040
  HEALTH_PORT       4041
  CHECK             http URL of the main container, on localhost: leads only while that answers with 2xx or 3xx
  RELEASE           true: give the Lease back on SIGTERM. Set it to false if main may still run at that moment, that
                    is, unless this container is a native sidecar
  SHARE             elections this Pod should lead at most while other Pods can; 0 means no limit
  LEADER_LABEL      KEY or KEY=VALUE: a label kept on the Pod that leads the first election, and on no other
  POD_SELECTOR      label selector of the Pods that take part, for LEADER_LABEL
  DEBUG             true: also log every renewal

How it stays safe: a renewal lets this Pod lead until the moment the renewal was sent plus RENEW_DEADLINE, measured by
the clock that goes on while a machine sleeps, and every answer compares that with the time now. The other Pods wait
for the whole duration named in the Lease, from the moment they themselves saw it change. Clocks of different machines
are never compared, and every write carries the resourceVersion it builds on. A process that was stopped for an hour
therefore says "not leader" in its first answer.

Logs are one JSON object a line. SIGTERM withdraws the claims, releases the Leases and exits.
"""

import contextlib
import datetime
import http.client
import http.server
import json
import math
import os
import random
import re
import select
import signal
import socket
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse

MAX_REPLY = 1 << 20  # bytes of an answer of the API server
MAX_CONNECTIONS = 64  # of each of the two servers
SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
RESERVED_NAMES = ("elections", "leader", "sse")
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}


def now():
    """Return the seconds of a clock that never jumps and goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def timestamp():
    """Return the date and time as the API server writes it."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def number(value):
    """Return a number out of a Lease, 0 if it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


class Settings:
    """What the environment says."""

    def __init__(self, environment):
        self.environment = environment
        self.elections = self.text("ELECTIONS").replace(",", " ").split()
        self.pod = self.text("POD_NAME")
        uid = self.text("POD_UID")
        self.identity = f"{self.pod}_{uid}" if uid else self.pod
        self.account = self.text("SERVICE_ACCOUNT_DIR", SERVICE_ACCOUNT)
        self.namespace = self.text("POD_NAMESPACE") or self.account_namespace()
        self.lease_duration = self.seconds("LEASE_DURATION", "15s")
        self.renew_deadline = self.seconds("RENEW_DEADLINE", "10s")
        self.retry_period = self.seconds("RETRY_PERIOD", "2s")
        self.listen = self.address("LISTEN", "127.0.0.1:4040")
        self.health_port = self.integer("HEALTH_PORT", "4041")
        self.check = self.url("CHECK")
        self.release = self.flag("RELEASE", "true")
        self.share = self.integer("SHARE", "0")
        self.label, _, self.label_value = self.text("LEADER_LABEL").partition("=")
        self.selector = self.text("POD_SELECTOR")
        self.debug = self.flag("DEBUG", "false")
        self.server_host = self.text("KUBERNETES_SERVICE_HOST")
        self.server_port = self.integer("KUBERNETES_SERVICE_PORT_HTTPS", self.text("KUBERNETES_SERVICE_PORT", "443"))
        self.validate()

    def text(self, name, default=""):
        return self.environment.get(name, "").strip() or default

    def flag(self, name, default):
        text = self.text(name, default)
        if text not in ("true", "false"):
            raise SettingError(f"{name} must be true or false, not {text!r}")
        return text == "true"

    def integer(self, name, default):
        text = self.text(name, default)
        if not re.fullmatch(r"\d{1,9}", text):
            raise SettingError(f"{name} must be a whole number, not {text!r}")
        return int(text)

    def seconds(self, name, default):
        text = self.text(name, default)
        match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|)", text)
        if not match:
            raise SettingError(f"{name} must be a duration such as 15s, not {text!r}")
        return float(match[1]) * UNITS[match[2]]

    def address(self, name, default):
        text = self.text(name, default)
        host, _, port = text.rpartition(":")
        if not port.isdigit():
            raise SettingError(f"{name} must be HOST:PORT, not {text!r}")
        return host.strip("[]"), int(port)

    def url(self, name):
        text = self.text(name)
        if text and not (text.startswith("http://") and urllib.parse.urlsplit(text).hostname):
            raise SettingError(f"{name} must be an http:// URL, not {text!r}")
        return text

    def account_namespace(self):
        try:
            with open(self.account + "/namespace", encoding="utf-8") as file:
                return file.read().strip()
        except OSError:
            return ""

    def validate(self):
        for name in ("ELECTIONS", "POD_NAME", "KUBERNETES_SERVICE_HOST"):
            if not self.text(name):
                raise SettingError(f"{name} must be set")
        if not self.namespace:
            raise SettingError("POD_NAMESPACE must be set")
        for name in self.elections:
            if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", name) or name in RESERVED_NAMES:
                raise SettingError(f"ELECTIONS: {name!r} cannot be the name of an election")
        if not self.retry_period * 1.2 < self.renew_deadline < self.lease_duration:
            raise SettingError(
                "LEASE_DURATION must be longer than RENEW_DEADLINE, which must be longer than 1.2 times RETRY_PERIOD"
            )


class Log:
    """Writes one JSON object a line to standard output."""

    def __init__(self, pod):
        self.pod = pod

    def __call__(self, message, **fields):
        entry = {"time": timestamp(), "at": round(now(), 3), "pod": self.pod, "message": message, **fields}
        print(json.dumps(entry), flush=True)


class Reply:
    """An answer of the API server; status 0 if there was none."""

    def __init__(self, status, content):
        self.status = status
        self.content = content

    def error(self):
        message = str(self.content.get("message", ""))[:500]
        return f"{self.status} {message}" if self.status else message


class ApiServer:
    """A connection to the API server, for one thread.

    `abort` may be called by another thread; it ends a request that takes longer than the timeout altogether, which
    the timeout of the socket, being one of a single read, would not.
    """

    def __init__(self, settings, timeout):
        self.settings = settings
        self.timeout = timeout
        self.connection = None
        self.started = None

    def request(self, method, path, body=None, content_type="application/json"):
        self.started = now()
        try:
            return self.exchange(method, path, body, content_type)
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.close()
            return Reply(0, {"message": repr(error)})
        finally:
            self.started = None

    def exchange(self, method, path, body, content_type):
        if self.connection is None:
            self.connection = self.connect()
        headers = {"Authorization": "Bearer " + self.token(), "Accept": "application/json", "User-Agent": "podpat"}
        if body is not None:
            body, headers["Content-Type"] = json.dumps(body), content_type
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read(MAX_REPLY)
        if response.will_close or not response.isclosed():
            self.close()
        try:
            content = json.loads(text)
        except ValueError:
            content = {"message": text[:200].decode("utf-8", "replace")}
        return Reply(response.status, content if isinstance(content, dict) else {})

    def connect(self):
        context = ssl.create_default_context(cafile=self.settings.account + "/ca.crt")
        # Python 3.13 refuses certificates without extensions that the CAs of many clusters do not write.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        host, port = self.settings.server_host, self.settings.server_port
        return http.client.HTTPSConnection(host, port, timeout=self.timeout, context=context)

    def token(self):
        # kubelet replaces the token every hour.
        with open(self.settings.account + "/token", encoding="utf-8") as file:
            return file.read().strip()

    def abort_if_late(self):
        started, connection = self.started, self.connection
        if started is not None and connection is not None and now() > started + self.timeout and connection.sock:
            with contextlib.suppress(OSError):  # it may have ended by itself
                connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Claim:
    """The time for which this Pod leads. Every answer to the main container depends on it and on nothing else."""

    def __init__(self, renew_deadline):
        self.renew_deadline = renew_deadline
        self.until = 0.0
        self.ended = False

    def renew(self, sent):
        self.until = sent + self.renew_deadline

    def end(self):
        """Withdraw for good: a renewal that is under way counts no more."""
        self.ended = True

    def withdraw(self):
        self.until = 0.0

    def remaining(self):
        return 0.0 if self.ended else max(0.0, self.until - now())

    def is_valid(self):
        return self.remaining() > 0


class LeaseView:
    """What the Lease said when it was last read or written, and when this Pod saw it change."""

    def __init__(self):
        self.lease = None
        self.mark = None
        self.changed_at = 0.0
        self.duration = 0.0
        self.token = 0  # the highest number of transitions seen
        self.missing_since = None
        self.updated = ""

    def record(self, lease):
        spec = lease.get("spec") or {}
        mark = dict(spec, uid=(lease.get("metadata") or {}).get("uid"))
        if mark != self.mark:
            self.mark, self.changed_at = mark, now()
            self.duration = float(number(spec.get("leaseDurationSeconds")))
            self.token = max(self.token, number(spec.get("leaseTransitions")))
        self.lease, self.missing_since, self.updated = lease, None, timestamp()

    def record_missing(self):
        self.lease, self.updated = None, timestamp()
        if self.missing_since is None:
            self.missing_since = now()

    def was_read(self):
        return self.updated != ""

    def has_history(self):
        return self.mark is not None

    def holder(self):
        return str((self.mark or {}).get("holderIdentity") or "")

    def expires_at(self):
        return self.changed_at + self.duration

    def has_expired(self):
        return now() >= self.expires_at()

    def may_be_made(self, lease_duration):
        """Return whether a missing Lease may be made.

        Who held a Lease that was deleted may not know yet: its time must have ended before there is another.
        """
        return not self.has_history() or now() >= self.missing_since + max(self.duration, lease_duration)


class Changes:
    """Wakes those who wait for any election to change."""

    def __init__(self):
        self.condition = threading.Condition()
        self.count = 0

    def announce(self):
        with self.condition:
            self.count += 1
            self.condition.notify_all()

    def wait(self, seen, timeout):
        """Wait until there are more changes than `seen`, and return their number."""
        with self.condition:
            self.condition.wait_for(lambda: self.count > seen, timeout)
            return self.count


class MainCheck(threading.Thread):
    """Asks the main container again and again whether it is healthy; always healthy if there is nothing to ask."""

    def __init__(self, settings, stop):
        super().__init__(daemon=True)
        self.url = urllib.parse.urlsplit(settings.check) if settings.check else None
        self.period = settings.retry_period
        self.stop = stop
        self.unhealthy_since = now() if self.url else None

    def run(self):
        while self.url and not self.stop.is_set():
            if self.answers():
                self.unhealthy_since = None
            elif self.unhealthy_since is None:
                self.unhealthy_since = now()
            self.stop.wait(self.period)

    def answers(self):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=max(0.5, self.period / 2))
        try:
            connection.request("GET", (self.url.path or "/") + ("?" + self.url.query if self.url.query else ""))
            return connection.getresponse().status < 400
        except (OSError, ValueError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def is_healthy(self):
        return self.unhealthy_since is None

    def is_unhealthy_for(self, seconds):
        since = self.unhealthy_since
        return since is not None and now() > since + seconds


class Share:
    """Spreads many elections over the Pods: a Pod that leads its share leaves free Leases to others for a while."""

    def __init__(self, settings):
        self.limit = settings.share
        self.patience = 2.5 * settings.retry_period
        self.lock = threading.Lock()
        self.elections = ()
        self.yielding_since = {}

    def take(self, election, write):
        """Call `write` unless others should come first; one election at a time, so that every success is counted."""
        if not self.limit:
            write()
            return
        with self.lock:
            if not self.must_yield(election):
                write()

    def must_yield(self, election):
        if sum(other.claim.is_valid() for other in self.elections) < self.limit:
            self.yielding_since.pop(election.name, None)
            return False
        return now() < self.yielding_since.setdefault(election.name, now()) + self.patience

    def taken(self, election):
        self.yielding_since.pop(election.name, None)


class Election(threading.Thread):
    """Takes part in one election: reads, takes, renews and releases one Lease."""

    def __init__(self, name, elector):
        super().__init__(daemon=True)
        self.name = name
        self.settings = elector.settings
        self.stop, self.changes = elector.stop, elector.changes
        self.check, self.share, self.log = elector.check, elector.share, elector.log
        self.server = ApiServer(self.settings, self.settings.renew_deadline / 2)
        self.leases = f"/apis/coordination.k8s.io/v1/namespaces/{self.settings.namespace}/leases"
        self.path = f"{self.leases}/{name}"
        self.view = LeaseView()
        self.claim = Claim(self.settings.renew_deadline)
        self.last_turn = now()
        self.announced = None
        self.error = ""
        self.withdrawn = 0.0
        self.wins = self.losses = self.errors = 0

    # What is known now, for any thread.

    def leader(self):
        """Return the identity of the Pod that leads, empty if unknown."""
        if self.claim.is_valid():
            return self.settings.identity
        holder = self.view.holder()
        return holder if holder != self.settings.identity and not self.view.has_expired() else ""

    def state(self):
        remaining = self.claim.remaining()
        leader = self.settings.identity if remaining else self.leader()
        return {
            "name": leader.split("_")[0],
            "leader": remaining > 0,
            "self": self.settings.pod,
            "election": self.name,
            "token": self.view.token,
            "expires_in": math.floor(remaining * 1000) / 1000,
            "last_update": self.view.updated,
        }

    def is_late(self):
        return now() > self.last_turn + 2 * (self.settings.lease_duration + self.settings.retry_period)

    # The election, for this thread alone.

    def run(self):
        while not self.stop.is_set():
            self.last_turn = now()
            self.note_expiry()
            try:
                self.turn()
            except Exception as error:  # a thread that dies would look like a follower for ever
                self.log("error", election=self.name, error=repr(error))
            self.announce()
            self.pause()
        self.give_up()

    def turn(self):
        if not self.check.is_healthy() and not self.claim.is_valid():
            self.read()
        elif self.check.is_unhealthy_for(self.settings.renew_deadline / 2):
            # A main that may still be running gets no successor before the Lease ends by itself: nothing is released.
            self.lose("main is not healthy")
        elif self.claim.is_valid() and self.view.lease:
            self.put(self.view.lease)
        else:
            self.try_to_lead()

    def read(self):
        """Read the Lease; return whether it exists or is known to be missing."""
        reply = self.server.request("GET", self.path)
        if reply.status == 200:
            self.view.record(reply.content)
        elif reply.status == 404:
            self.view.record_missing()
        else:
            self.note_error(reply.error())
        return reply.status in (200, 404)

    def try_to_lead(self):
        if not self.read():
            return
        if self.view.lease is None:
            if self.view.may_be_made(self.settings.lease_duration):
                self.share.take(self, self.create)
            else:
                self.note_error("the Lease was deleted; waiting for the time of its last holder to end")
        elif self.view.holder() == self.settings.identity:
            self.put(self.view.lease)
        elif self.view.holder() == "" or self.view.has_expired():
            self.share.take(self, lambda: self.put(self.view.lease))

    def create(self):
        metadata = {"name": self.name, "namespace": self.settings.namespace}
        lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata}
        self.write("POST", self.leases, lease, follows=self.view.has_history())

    def put(self, lease):
        self.write("PUT", self.path, lease, follows=self.view.holder() != self.settings.identity)

    def write(self, method, path, lease, follows):
        """Write the Lease as held by this Pod; `follows` says that another may have held it before."""
        spec = dict(lease.get("spec") or {})
        if spec.get("holderIdentity") != self.settings.identity:
            spec["acquireTime"] = timestamp()
            spec["leaseTransitions"] = max(number(spec.get("leaseTransitions")), self.view.token) + follows
        spec["holderIdentity"] = self.settings.identity
        spec["leaseDurationSeconds"] = math.ceil(self.settings.lease_duration)
        spec["renewTime"] = timestamp()
        sent = now()
        reply = self.server.request(method, path, dict(lease, spec=spec))
        if reply.status in (200, 201):
            self.won(sent, reply.content)
        elif reply.status in (404, 409):
            self.confirm()
        else:
            self.note_error(reply.error())

    def won(self, sent, lease):
        self.view.record(lease)
        if self.claim.ended:
            return
        led = self.claim.is_valid()
        self.claim.renew(sent)
        self.share.taken(self)
        self.error = ""
        if not self.claim.is_valid():  # the answer came too late, or this process was stopped before it read it
            self.note_expiry()
            return
        self.wins += not led
        if not led or self.settings.debug:
            fields = {"token": self.view.token, "sent": round(sent, 3), "until": round(self.claim.until, 3)}
            self.log("renewed" if led else "leads", election=self.name, **fields)

    def confirm(self):
        """Read the Lease after a conflict, and lead on only if it still names this Pod."""
        if self.read() and (self.view.lease is None or self.view.holder() != self.settings.identity):
            self.lose("the Lease is gone" if self.view.lease is None else "another Pod holds the Lease")

    def lose(self, reason):
        if self.claim.until:
            self.claim.withdraw()
            self.losses += 1
            self.log("lost", election=self.name, reason=reason)

    def note_expiry(self):
        if self.claim.until and not self.claim.is_valid():
            self.lose("not renewed in time")
            self.announce()

    def note_error(self, error):
        self.errors += 1
        if error != self.error:
            self.log("cannot use the Lease", election=self.name, error=error)
        self.error = error

    def announce(self):
        state = (self.leader(), self.claim.is_valid(), self.view.token)
        if state != self.announced:
            self.announced = state
            self.changes.announce()

    def pause(self):
        """Wait until the next turn, and tell of a claim that ends meanwhile.

        A Pod that does not lead has its turn when the Lease of another ends, not up to two retry periods later.
        """
        retry = self.settings.retry_period
        end = now() + (retry if self.claim.is_valid() else retry * (1 + random.random()))
        if not self.claim.is_valid() and not self.view.has_expired():
            end = min(end, self.view.expires_at())
        while not self.stop.is_set() and now() < end:
            left = end - now()
            if self.claim.is_valid():
                left = min(left, self.claim.remaining())
            self.stop.wait(max(0.01, left))
            self.note_expiry()
        self.announce()

    def withdraw(self):
        """Lead no more, from now on; for the thread that stops the others."""
        self.claim.end()
        self.withdrawn = now()

    def give_up(self):
        """Let others lead at once."""
        self.announce()
        if not self.settings.release or self.view.lease is None or self.view.holder() != self.settings.identity:
            return
        reply = self.put_released()
        if reply.status != 200 and self.read() and self.view.holder() == self.settings.identity:
            reply = self.put_released()
        fields = {"token": self.view.token, "withdrawn": round(self.withdrawn, 3)}
        if reply.status == 200:
            self.log("released", election=self.name, **fields)
        else:
            self.log("not released", election=self.name, error=reply.error(), **fields)

    def put_released(self):
        lease = self.view.lease
        spec = dict(lease["spec"], holderIdentity="", leaseDurationSeconds=1, renewTime=timestamp())
        return self.server.request("PUT", self.path, dict(lease, spec=spec))


class Labeller(threading.Thread):
    """Keeps a label on the Pod that leads the first election, and on no other."""

    def __init__(self, elector):
        super().__init__(daemon=True)
        self.settings, self.log = elector.settings, elector.log
        self.stop, self.changes = elector.stop, elector.changes
        self.election = elector.first()
        self.server = ApiServer(self.settings, 3)
        self.pods = f"/api/v1/namespaces/{self.settings.namespace}/pods"
        self.value = self.settings.label_value or "true"
        self.written = None
        self.error = ""

    def run(self):
        seen = 0
        while not self.stop.is_set():
            self.reconcile()
            seen = self.changes.wait(seen, self.settings.lease_duration)
        self.reconcile()

    def reconcile(self):
        leads = self.election.claim.is_valid()
        if leads:
            labelled = self.labelled()
            for pod in labelled - {self.settings.pod}:
                self.patch(pod, None)
            self.written = self.written and self.settings.pod in labelled
        if leads != self.written and self.patch(self.settings.pod, self.value if leads else None):
            self.written = leads

    def labelled(self):
        """Return the names of the Pods that have the label."""
        selector = ",".join(filter(None, (f"{self.settings.label}={self.value}", self.settings.selector)))
        reply = self.server.request("GET", f"{self.pods}?labelSelector={urllib.parse.quote(selector)}")
        return {pod["metadata"]["name"] for pod in reply.content.get("items") or []}

    def patch(self, pod, value):
        body = {"metadata": {"labels": {self.settings.label: value}}}
        reply = self.server.request("PATCH", f"{self.pods}/{pod}", body, "application/merge-patch+json")
        if reply.status != 200 and reply.error() != self.error:
            self.error = reply.error()
            self.log("cannot set the label", target=pod, error=self.error)
        return reply.status == 200


class BoundedServer(socketserver.ThreadingTCPServer):
    """A server with a limit of open connections: where one more comes, the oldest ends."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = MAX_CONNECTIONS

    def __init__(self, address, handler, elector):
        self.elector = elector
        self.open = {}
        self.lock = threading.Lock()
        self.dual = not address[0] and socket.has_dualstack_ipv6()
        self.address_family = socket.AF_INET6 if self.dual or ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def server_bind(self):
        if self.dual:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def process_request(self, request, client_address):
        with self.lock:
            if len(self.open) >= MAX_CONNECTIONS:
                self.end(self.open.pop(next(iter(self.open))))
            self.open[id(request)] = request
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self.lock:
            self.open.pop(id(request), None)
        super().shutdown_request(request)

    def end(self, request):
        with contextlib.suppress(OSError):  # it may have ended by itself
            request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        """Say nothing: a client that goes away is no error."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads a request and writes an answer; subclasses say which."""

    protocol_version = "HTTP/1.1"
    server_version = "podpat"
    disable_nagle_algorithm = True
    timeout = 30

    def log_message(self, *_):
        """Log no requests."""

    def do_GET(self):
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # a body is not read, so nothing after it can be
        self.answer([step for step in self.path.split("?")[0].split("/") if step], self.server.elector)

    do_HEAD = do_GET

    def answer(self, steps, elector):
        raise NotImplementedError

    def reply(self, status, content, content_type="application/json"):
        text = json.dumps(content) + "\n" if content_type == "application/json" else content
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class ApiHandler(Handler):
    """The API for the other containers of the Pod."""

    def answer(self, steps, elector):
        if steps == ["elections"]:
            self.reply(200, {name: election.state() for name, election in elector.elections.items()})
            return
        election = elector.elections.get(steps[0]) if steps else None
        rest = steps[1:] if election else steps
        election = election or elector.first()
        if rest == []:
            self.reply(200, election.state())
        elif rest == ["leader"]:
            state = election.state()
            self.reply(200 if state["leader"] else 503, state)
        elif rest == ["sse"] and self.command == "GET":
            self.stream(election, elector)
        else:
            self.reply(404, {"error": "no such election"})

    def stream(self, election, elector):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        told, seen = None, elector.changes.count
        while not elector.stop.is_set():
            state = election.state()
            news = (state["name"], state["leader"], state["token"])
            # A comment finds out whether the client is still there.
            event = f"data: {json.dumps(state)}\n\n" if news != told else ":\n\n"
            self.wfile.write(event.encode())
            told = news
            seen = elector.changes.wait(seen, 5)


class HealthHandler(Handler):
    """Probes and metrics."""

    timeout = 10

    def answer(self, steps, elector):
        elections = elector.elections.values()
        if steps == ["healthz"]:
            late = [election.name for election in elections if election.is_late()]
            self.reply(503 if late else 200, {"late": late})
        elif steps == ["readyz"]:
            unread = {election.name: election.error for election in elections if not election.view.was_read()}
            self.reply(503 if unread else 200, {"unread": unread})
        elif steps == ["metrics"]:
            self.reply(200, metrics(elections), "text/plain; version=0.0.4")
        else:
            self.reply(404, {"error": "no such path"})


def metrics(elections):
    """Return the metrics in Prometheus' text format."""
    families = (
        ("elector_leader", "gauge", "1 if this Pod leads.", lambda e: int(e.claim.is_valid())),
        ("elector_token", "gauge", "The highest token seen.", lambda e: e.view.token),
        ("elector_wins_total", "counter", "Times this Pod began to lead.", lambda e: e.wins),
        ("elector_losses_total", "counter", "Times this Pod ceased to lead without being stopped.", lambda e: e.losses),
        ("elector_errors_total", "counter", "Attempts to use the Lease that failed.", lambda e: e.errors),
    )
    lines = []
    for name, kind, description, value in families:
        lines += [f"# HELP {name} {description}", f"# TYPE {name} {kind}"]
        lines += [f'{name}{{election="{election.name}"}} {value(election)}' for election in elections]
    return "\n".join(lines) + "\n"


class Termination:
    """Waits for SIGTERM or SIGINT in the main thread.

    The handler only writes to a pipe: it may run while this thread holds any lock. `signal.sigtimedwait`
    would be shorter, but returns as if a signal had come when the process was stopped for longer than the timeout.
    """

    def __init__(self):
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.writer, False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.note())

    def note(self):
        with contextlib.suppress(BlockingIOError):  # it is noted already
            os.write(self.writer, b".")

    def wait(self, seconds):
        """Return whether one of the signals has come, within some seconds or before."""
        return bool(select.select([self.reader], [], [], seconds)[0])


class Elector:
    """Everything that runs in this container."""

    def __init__(self, settings):
        self.settings = settings
        self.log = Log(settings.pod)
        self.stop = threading.Event()
        self.changes = Changes()
        self.check = MainCheck(settings, self.stop)
        self.share = Share(settings)
        self.elections = {name: Election(name, self) for name in settings.elections}
        self.share.elections = tuple(self.elections.values())
        self.labeller = Labeller(self) if settings.label else None

    def first(self):
        return next(iter(self.elections.values()))

    def run(self):
        termination = Termination()
        for address, handler in ((self.settings.listen, ApiHandler), (("", self.settings.health_port), HealthHandler)):
            threading.Thread(target=BoundedServer(address, handler, self).serve_forever, daemon=True).start()
        workers = [*self.elections.values(), *([self.labeller] if self.labeller else [])]
        for thread in (self.check, *workers):
            thread.start()
        while not termination.wait(1):
            for worker in workers:
                worker.server.abort_if_late()
        self.end(workers)

    def end(self, workers):
        """Stop, but wait no longer than a native sidecar is given at the end of a Pod."""
        for election in self.elections.values():
            election.withdraw()
        self.stop.set()
        self.changes.announce()
        deadline = now() + 4
        for worker in workers:
            worker.join(max(0.0, deadline - now()))
        self.log("ends")


def main():
    """Run until SIGTERM."""
    try:
        settings = Settings(os.environ)
    except SettingError as error:
        sys.exit(str(error))
    Elector(settings).run()


if __name__ == "__main__":
    main()
