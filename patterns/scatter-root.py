"""Sends every request to all leaves at once and answers with what a merge container makes of their answers.

Requests come in on PORT. Each leaf gets the same method, path, headers and body (GET for HEAD), and beside them:
  x-shard x-shards        the number of the leaf, from 0, and how many there are
  x-scatter-deadline-ms   how long its answer is waited for; a root that is a leaf of another keeps to it
The merge container gets one POST a request: a JSON list of {"leaf": 0, "status": 200, "body": ...} of the leaves that
answered. `body` is JSON if the leaf says that it is, else text, or base64 if "encoding" says so. x-scatter-method and
x-scatter-path name the request. Its answer, whatever the status, goes to the client. It may be asked twice for one
request. Without a merge container the client gets the list of the bodies; if all bodies are lists, they are joined.

A leaf is missing if it does not answer with 2xx within TIMEOUT, or not with what it announces. With fewer than LEAST
answers the client gets 503 and the reasons; with fewer than all, what was merged of the rest. X-Scatter-Leaves: 7/8
and X-Scatter-Missing: 3 tell, and X-Scatter-Partial: 2 that leaf 2 is a root that misses leaves. If the merge
container fails to answer, the client gets 502. If the client goes away,
the requests to the leaves end.

GET and HEAD are sent a second time, within TIMEOUT, if an answer is an error of the leaf (once) or takes longer than
HEDGE. All other methods are sent to each leaf once.

On HEALTH_PORT, for kubelet and Prometheus:
  GET /healthz      200
  GET /readyz       200, or 503 after SIGTERM
  GET /metrics      Prometheus text format

Environment (durations are seconds, or have a unit: 500ms, 1s, 2m):
  LEAVES            HOST:PORT,HOST:PORT,... in the order of shards; A:PORT|B:PORT are copies of one shard
  SHARDS            1: how many roots share LEAVES, each of which asks a part of them; leaves keep their numbers
  SHARD             0: the number of this root among those
  MERGE             http URL of the merge container, on localhost; empty for none
  LEAST             100%: answers that are enough, as a share or as a number
  TIMEOUT           1s: for a leaf
  MERGE_TIMEOUT     1s: for the merge container
  HEDGE             auto: after what takes 95 of 100 answers of the leaf; a duration; or none
  HEDGE_BUDGET      0.1: second requests because of HEDGE, as a share of the first ones
  PORT              8080
  HEALTH_PORT       8081
  MAX_BODY          16777216: the largest body in bytes, of a request or of an answer
  MAX_REQUESTS      256: requests worked on at once; more get 503
  MAX_CONNECTIONS   1024: connections of clients; more are closed
  POD_NAME          from the downward API, for the log

Logs are one JSON object a line, one for every leaf that begins or ceases to be missing. SIGTERM ends the listening
and waits for the requests that are open.
"""

import asyncio
import base64
import collections
import concurrent.futures
import contextlib
import http
import json
import math
import os
import re
import signal
import sys
import time
import urllib.parse

MAX_HEAD = 1 << 16  # bytes of a first line and its headers
MAX_HEADERS = 100
CLIENT_IDLE = 75.0  # seconds that a connection of a client may be idle
KEPT_FOR_SAFE = 4.0  # seconds that a connection to a leaf is kept for methods that may be sent again
KEPT_FOR_OTHERS = 1.0  # and for others: many servers close idle connections after 2 seconds
KEPT_CONNECTIONS = 64  # for each address
SAFE_METHODS = ("GET", "HEAD")
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

# Headers of a connection, or of how a body is sent, which are not passed on.
OWN_HEADERS = {
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
TARGET = re.compile(r"[!-~]+")
VALUE = re.compile(r"[\t -~\x80-\xff]*")


def now():
    """Return the seconds of a clock that never jumps."""
    return time.monotonic()


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


class Settings:
    """What the environment says."""

    def __init__(self, environment):
        self.environment = environment
        leaves = [self.copies(leaf) for leaf in self.text("LEAVES").replace(",", " ").split()]
        if not leaves:
            raise SettingError("LEAVES must be set")
        self.numbers = self.own_part(len(leaves))
        self.leaves = [leaves[number] for number in self.numbers]
        self.all_leaves = len(leaves)
        self.merge = self.url("MERGE")
        self.least = self.number_of_leaves("LEAST", "100%")
        self.timeout = self.seconds("TIMEOUT", "1s")
        self.merge_timeout = self.seconds("MERGE_TIMEOUT", "1s")
        hedge = self.text("HEDGE", "auto")
        self.hedges = hedge not in ("none", "off")
        self.hedge = None if hedge in ("auto", "none", "off") else self.seconds("HEDGE", "auto")
        self.hedge_budget = self.share("HEDGE_BUDGET", "0.1")
        self.port = self.integer("PORT", "8080", 65535)
        self.health_port = self.integer("HEALTH_PORT", "8081", 65535)
        self.max_body = self.integer("MAX_BODY", str(16 << 20), 1 << 30)
        self.max_requests = self.integer("MAX_REQUESTS", "256", 1 << 16)
        self.max_connections = self.integer("MAX_CONNECTIONS", "1024", 1 << 16)
        self.pod = self.text("POD_NAME")

    def text(self, name, default=""):
        return self.environment.get(name, "").strip() or default

    def integer(self, name, default, most):
        text = self.text(name, default)
        if not re.fullmatch(r"\d{1,10}", text) or not 1 <= int(text) <= most:
            raise SettingError(f"{name} must be a whole number from 1 to {most}, not {text!r}")
        return int(text)

    def share(self, name, default):
        text = self.text(name, default)
        if not re.fullmatch(r"\d*\.?\d+", text) or float(text) > 1:
            raise SettingError(f"{name} must be a number from 0 to 1, not {text!r}")
        return float(text)

    def seconds(self, name, default):
        text = self.text(name, default)
        match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|)", text)
        if not match or float(match[1]) == 0:
            raise SettingError(f"{name} must be a duration such as 1s, not {text!r}")
        return float(match[1]) * UNITS[match[2]]

    def number_of_leaves(self, name, default):
        text, most = self.text(name, default), len(self.leaves)
        match = re.fullmatch(r"(\d{1,6})(%?)", text)
        least = match and (math.ceil(int(match[1]) * most / 100) if match[2] else int(match[1]))
        if not match or not 1 <= least <= most:
            raise SettingError(f"{name} must be a share such as 75% or a number from 1 to {most}, not {text!r}")
        return least

    def own_part(self, leaves):
        """Return the numbers of the leaves that this root asks."""
        roots, text = self.integer("SHARDS", "1", leaves), self.text("SHARD", "0")
        if not re.fullmatch(r"\d{1,10}", text) or int(text) >= roots:
            raise SettingError(f"SHARD must be a whole number from 0 to {roots - 1}, not {text!r}")
        return range(int(text) * leaves // roots, (int(text) + 1) * leaves // roots)

    def copies(self, text):
        addresses = text.split("|")
        for address in addresses:
            if not re.fullmatch(r"[!-~]+:\d{1,5}", address) or int(address.rpartition(":")[2]) > 65535:
                raise SettingError(f"LEAVES: {address!r} is not HOST:PORT")
        return addresses

    def url(self, name):
        text = self.text(name)
        parts = urllib.parse.urlsplit(text)
        if text and (parts.scheme != "http" or not parts.hostname or not TARGET.fullmatch(text)):
            raise SettingError(f"{name} must be an http:// URL, not {text!r}")
        return parts if text else None


class Log:
    """Writes one JSON object a line to standard output."""

    def __init__(self, pod):
        self.pod = pod

    def __call__(self, message, **fields):
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(json.dumps({"time": when, "pod": self.pod, "message": message, **fields}), flush=True)


class MessageError(Exception):
    """A message is not HTTP/1.1 as it is understood here; `status` is what a client is told."""

    def __init__(self, reason, status=400):
        super().__init__(reason)
        self.status = status


class Headers:
    """The headers of a message: pairs of a lower-case name and a value, in order."""

    def __init__(self, pairs=()):
        self.pairs = list(pairs)

    def get(self, name, default=""):
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name):
        return [value for key, value in self.pairs if key == name]

    def forwarded(self):
        """Return those that are not of the connection."""
        named = {word.strip().lower() for value in self.all("connection") for word in value.split(",")}
        return [pair for pair in self.pairs if pair[0] not in OWN_HEADERS and pair[0] not in named]

    def keeps_connection(self, version):
        words = [word.strip().lower() for value in self.all("connection") for word in value.split(",")]
        return "keep-alive" in words if version == "HTTP/1.0" else "close" not in words


class Reader(asyncio.StreamReader):
    """A stream that knows how many bytes have come that nobody has read."""

    def __init__(self):
        super().__init__(limit=MAX_HEAD, loop=asyncio.get_running_loop())
        self.unread = 0

    def feed_data(self, data):
        self.unread += len(data)
        super().feed_data(data)

    async def take(self, size):
        data = await self.readexactly(size)
        self.unread -= size
        return data

    async def take_until(self, end):
        try:
            data = await self.readuntil(end)
        except asyncio.LimitOverrunError as error:
            raise MessageError("the headers are too large", 431) from error
        self.unread -= len(data)
        return data

    async def take_all(self, limit):
        """Read until the other side closes the connection."""
        parts, size = [], 0
        while True:
            part = await self.read(1 << 16)
            if not part:
                return b"".join(parts)
            size += len(part)
            self.unread -= len(part)
            if size > limit:
                raise MessageError("the body is too large", 413)
            parts.append(part)


async def read_head(reader):
    """Read the first line and the headers of a message."""
    raw = await reader.take_until(b"\r\n\r\n")
    first, *lines = raw[:-4].decode("latin-1").split("\r\n")
    if len(lines) > MAX_HEADERS:
        raise MessageError("too many headers", 431)
    headers = Headers()
    for line in lines:
        name, colon, value = line.partition(":")
        value = value.strip(" \t")
        if not colon or not TOKEN.fullmatch(name) or not VALUE.fullmatch(value):
            raise MessageError("a header is malformed")
        headers.pairs.append((name.lower(), value))
    return first, headers


async def read_chunks(reader, limit):
    """Read a chunked body and its trailers."""
    parts, size = [], 0
    while True:
        line = (await reader.take_until(b"\r\n"))[:-2].partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", line):
            raise MessageError("a chunk is malformed")
        length = int(line, 16)
        size += length
        if size > limit:
            raise MessageError("the body is too large", 413)
        if length == 0:
            break
        parts.append(await reader.take(length))
        if await reader.take(2) != b"\r\n":
            raise MessageError("a chunk is malformed")
    for _ in range(MAX_HEADERS):
        if await reader.take_until(b"\r\n") == b"\r\n":
            return b"".join(parts)
    raise MessageError("too many trailers", 431)


async def read_body(reader, headers, limit, until_end=False):
    """Read a body; `until_end` if one without a length goes on to the end of the connection, as in answers."""
    lengths, codings = set(headers.all("content-length")), headers.all("transfer-encoding")
    if codings:
        # Both, or an unknown coding, is how a request is smuggled past whoever reads it differently.
        if lengths or [coding.lower() for coding in codings] != ["chunked"]:
            raise MessageError("the length of the body is ambiguous")
        return await read_chunks(reader, limit)
    if not lengths:
        return await reader.take_all(limit) if until_end else b""
    length = lengths.pop()
    if lengths or not re.fullmatch(r"\d{1,12}", length):
        raise MessageError("the length of the body is ambiguous")
    if int(length) > limit:
        raise MessageError("the body is too large", 413)
    return await reader.take(int(length))


def write_head(first, pairs):
    """Return the bytes of a first line and headers."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return f"{first}\r\n{lines}\r\n".encode("latin-1")


class Answer:
    """An answer of a leaf or of the merge container, or to a client."""

    def __init__(self, status, pairs, body):
        self.status = status
        self.headers = Headers(pairs)
        self.body = body

    @classmethod
    def of_json(cls, status, content, pairs=()):
        return cls(status, [("content-type", "application/json"), *pairs], json.dumps(content).encode() + b"\n")

    def is_success(self):
        return 200 <= self.status < 300

    def is_json(self):
        kind = self.headers.get("content-type").split(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json")

    def content(self):
        """Return the body as the merge container gets it."""
        if self.is_json() and self.body:
            try:
                return {"body": json.loads(self.body)}
            except (ValueError, RecursionError) as error:
                raise MessageError("the body is not the JSON that it is said to be") from error
        try:
            return {"body": self.body.decode()}
        except UnicodeDecodeError:
            return {"body": base64.b64encode(self.body).decode(), "encoding": "base64"}


# What a leaf or the merge container may do wrong.
FAILURES = (OSError, EOFError, MessageError, asyncio.TimeoutError)


class Connection:
    """A connection to a leaf or to the merge container, for one request at a time."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.idle_since = now()

    @classmethod
    async def open(cls, address):
        host, _, port = address.rpartition(":")
        reader = Reader()
        loop = asyncio.get_running_loop()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.create_connection(lambda: protocol, host.strip("[]"), int(port))
        return cls(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    def is_usable(self, max_idle):
        """Return whether another request may be sent: nothing has come that nobody asked for, not even an end."""
        idle = now() - self.idle_since
        closed = self.writer.transport.is_closing() or self.reader.at_eof()
        return idle < max_idle and not closed and self.reader.unread == 0

    async def exchange(self, method, target, pairs, body, limit):
        """Send a request; return the answer and whether the connection can be kept."""
        self.writer.write(write_head(f"{method} {target} HTTP/1.1", [*pairs, ("content-length", len(body))]) + body)
        first, headers = await read_head(self.reader)
        while first.startswith("HTTP/1.1 1"):  # 100 Continue and the like come before the answer
            first, headers = await read_head(self.reader)
        match = re.fullmatch(r"(HTTP/1\.[01]) (\d{3})(?: .*)?", first)
        if not match:
            raise MessageError("the answer is not HTTP")
        status = int(match[2])
        has_length = bool(headers.all("content-length") or headers.all("transfer-encoding"))
        is_empty = method == "HEAD" or status in (204, 304)
        data = b"" if is_empty else await read_body(self.reader, headers, limit, until_end=True)
        keep = headers.keeps_connection(match[1]) and (has_length or is_empty)
        return Answer(status, headers.pairs, data), keep

    def close(self):
        self.writer.close()


class Connections:
    """Keeps connections for reuse, by address, and opens one where none is free."""

    def __init__(self, limit):
        self.limit = limit
        self.kept = collections.defaultdict(list)

    async def ask(self, address, method, target, pairs, body, may_repeat):
        """Send one request. Over a kept connection that turns out to be closed it is sent anew if it may be."""
        connection = self.take(address, KEPT_FOR_SAFE if may_repeat else KEPT_FOR_OTHERS)
        if connection:
            try:
                return await self.exchange(connection, address, method, target, pairs, body)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if not may_repeat or getattr(error, "partial", b""):
                    raise
        return await self.exchange(await Connection.open(address), address, method, target, pairs, body)

    def take(self, address, max_idle):
        kept = self.kept[address]
        while kept:
            connection = kept.pop()
            if connection.is_usable(max_idle):
                return connection
            connection.close()
        return None

    async def exchange(self, connection, address, method, target, pairs, body):
        keep = False
        try:
            answer, keep = await connection.exchange(method, target, [("host", address), *pairs], body, self.limit)
            return answer
        finally:
            if keep and len(self.kept[address]) < KEPT_CONNECTIONS:
                connection.idle_since = now()
                self.kept[address].append(connection)
            else:
                connection.close()


class HedgeBudget:
    """Allows second requests as a share of the first ones, so that slow leaves do not get twice the load."""

    MOST = 10.0

    def __init__(self, share):
        self.share = share
        self.left = self.MOST / 2 if share else 0.0

    def earn(self):
        self.left = min(self.MOST, self.left + self.share)

    def spend(self):
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Latency:
    """What the answers of a leaf took lately."""

    WINDOW = 200
    LEAST = 20

    def __init__(self):
        self.samples = collections.deque(maxlen=self.WINDOW)
        self.slow = None
        self.fresh = 0

    def add(self, seconds):
        self.samples.append(seconds)
        self.fresh += 1
        if len(self.samples) >= self.LEAST and (self.slow is None or self.fresh >= self.LEAST):
            self.slow = sorted(self.samples)[int(len(self.samples) * 0.95)]
            self.fresh = 0

    def percentile_95(self):
        """Return what 95 of 100 answers take; None while too few are known."""
        return self.slow


COUNTERS = {
    "requests": "Requests of clients.",
    "complete": "Requests that all leaves answered.",
    "partial": "Requests that enough leaves answered, but not all.",
    "refused": "Requests that too few leaves answered.",
    "overloaded": "Requests refused because of MAX_REQUESTS.",
    "abandoned": "Requests whose client went away.",
    "merge_errors": "Requests that the merge container did not answer.",
    "retries": "Second requests because of an error.",
    "hedges": "Second requests because of a slow answer.",
    "hedges_won": "Second requests because of a slow answer that were answered first.",
}


class Metrics:
    """What Prometheus is told."""

    def __init__(self, leaves=()):
        self.counts = dict.fromkeys(COUNTERS, 0)
        self.leaf_errors = dict.fromkeys(leaves, 0)
        self.buckets = [0] * len(BUCKETS)
        self.seconds = 0.0
        self.answered = 0

    def count(self, name):
        self.counts[name] += 1

    def took(self, seconds):
        self.answered += 1
        self.seconds += seconds
        for n, bound in enumerate(BUCKETS):
            self.buckets[n] += seconds <= bound

    def text(self):
        lines = []
        for name, description in COUNTERS.items():
            full = f"scatter_{name}_total"
            lines += [f"# HELP {full} {description}", f"# TYPE {full} counter", f"{full} {self.counts[name]}"]
        full = "scatter_leaf_errors_total"
        lines += [f"# HELP {full} Requests that a leaf did not answer.", f"# TYPE {full} counter"]
        lines += [f'{full}{{leaf="{n}"}} {count}' for n, count in self.leaf_errors.items()]
        full = "scatter_request_duration_seconds"
        lines += [f"# HELP {full} Time to answer a request.", f"# TYPE {full} histogram"]
        lines += [f'{full}_bucket{{le="{bound}"}} {count}' for bound, count in zip(BUCKETS, self.buckets)]
        lines += [f'{full}_bucket{{le="+Inf"}} {self.answered}']
        lines += [f"{full}_sum {self.seconds:.6f}", f"{full}_count {self.answered}"]
        return "\n".join(lines) + "\n"


class Leaf:
    """One shard, of one or several copies."""

    def __init__(self, number, copies, root):
        self.number = number
        self.settings = root.settings
        self.copies = copies
        self.connections, self.budget, self.metrics = root.connections, root.budget, root.metrics
        self.log = root.log
        self.latency = Latency()
        self.turn = number  # so that not all leaves begin with the same copy
        self.is_missing = False
        self.noted = now() - 1

    async def ask(self, method, target, pairs, body, limit):
        """Return the leaf's answer and its content; raise one of FAILURES if there is none within `limit`."""
        attempts = Attempts(self, method, target, pairs, body)
        try:
            found = await asyncio.wait_for(attempts.first_success(limit), limit)
        except asyncio.TimeoutError:
            self.note(f"no answer within {limit:g} s")
            raise MessageError("no answer in time") from None
        except FAILURES as error:
            self.note(str(error) or repr(error))
            raise
        finally:
            attempts.cancel()
        self.note(None)
        return found

    def note(self, error):
        """Log when the leaf begins or ceases to be missing."""
        if error is not None:
            self.metrics.leaf_errors[self.number] += 1
        if (error is not None) != self.is_missing and now() > self.noted + 1:  # not for every request if it flaps
            self.is_missing, self.noted = error is not None, now()
            fields = {"error": error} if self.is_missing else {}
            self.log("leaf is missing" if self.is_missing else "leaf answers again", leaf=self.number, **fields)

    def next_copy(self):
        self.turn += 1
        return self.copies[self.turn % len(self.copies)]

    def patience(self, limit):
        """Return for how long the first answer is waited for alone; None for ever."""
        if not self.settings.hedges:
            return None
        return self.settings.hedge or self.latency.percentile_95() or limit / 3


class Attempts:
    """The one or two requests that ask a leaf the same thing."""

    def __init__(self, leaf, method, target, pairs, body):
        self.leaf = leaf
        self.request = (method, target, pairs, body)
        self.may_repeat = method in SAFE_METHODS
        self.tasks = []
        self.hedge = None

    def send(self):
        task = asyncio.ensure_future(self.attempt(self.leaf.next_copy()))
        self.tasks.append(task)
        return task

    async def attempt(self, address):
        begin = now()
        try:
            answer = await self.leaf.connections.ask(address, *self.request, self.may_repeat)
        finally:
            self.leaf.latency.add(now() - begin)  # of one that is given up as well: it takes at least as long
        if not answer.is_success():
            raise LeafError(answer.status)
        return answer, answer.content()

    async def first_success(self, limit):
        self.leaf.budget.earn()
        first = self.send()
        patience = self.leaf.patience(limit) if self.may_repeat else None
        if patience is not None and patience < limit:
            await asyncio.wait([first], timeout=patience)
            if not first.done() and self.leaf.budget.spend():
                self.leaf.metrics.count("hedges")
                self.hedge = self.send()
        while True:
            if pending := [task for task in self.tasks if not task.done()]:
                await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in self.tasks:
                if task.done() and task.exception() is None:
                    if task is self.hedge:
                        self.leaf.metrics.count("hedges_won")
                    return task.result()
            if all(task.done() for task in self.tasks):
                if len(self.tasks) > 1 or not self.is_worth_repeating(first.exception()):
                    raise first.exception()
                self.leaf.metrics.count("retries")
                self.send()

    def is_worth_repeating(self, error):
        return self.may_repeat and not (isinstance(error, LeafError) and error.status < 500)

    def cancel(self):
        for task in self.tasks:
            if not task.done():
                task.cancel()
            elif not task.cancelled():
                task.exception()  # it is known; asyncio would log it as never looked at


class LeafError(MessageError):
    """A leaf answered with an error."""

    def __init__(self, status):
        super().__init__(f"status {status}", status)


class Root:
    """Answers requests: asks the leaves, applies the policy, has the answers merged."""

    def __init__(self, settings):
        self.settings = settings
        self.log = Log(settings.pod)
        self.connections = Connections(settings.max_body)
        self.budget = HedgeBudget(settings.hedge_budget)
        self.metrics = Metrics(settings.numbers)
        self.leaves = [Leaf(number, copies, self) for number, copies in zip(settings.numbers, settings.leaves)]

    async def answer(self, request):
        begin = now()
        self.metrics.count("requests")
        good, missing, partial = await self.gather(request)
        told = [("x-scatter-leaves", f"{len(good)}/{len(self.leaves)}")]
        if missing:
            told.append(("x-scatter-missing", ",".join(map(str, missing))))
        if partial:
            told.append(("x-scatter-partial", ",".join(map(str, partial))))
        if len(good) < self.settings.least:
            self.metrics.count("refused")
            return Answer.of_json(503, {"error": "too few leaves answered", "missing": missing}, told)
        self.metrics.count("partial" if missing or partial else "complete")
        answer = await self.merge(request, good, told) if self.settings.merge else self.join(good, told)
        self.metrics.took(now() - begin)
        return answer

    async def gather(self, request):
        """Return what the leaves answered, why others did not, and which are roots that miss leaves."""
        limit = self.limit(request.headers)
        method = "GET" if request.method == "HEAD" else request.method  # there is nothing to merge in answers to HEAD
        own = {"x-shard", "x-shards", "x-scatter-deadline-ms"}
        pairs = [pair for pair in request.headers.forwarded() if pair[0] not in own]
        pairs += [("x-shards", self.settings.all_leaves), ("x-scatter-deadline-ms", int(limit * 1000))]
        asked = (
            leaf.ask(method, request.target, [*pairs, ("x-shard", leaf.number)], request.body, limit)
            for leaf in self.leaves
        )
        good, missing, partial = [], {}, []
        for leaf, result in zip(self.leaves, await asyncio.gather(*asked, return_exceptions=True)):
            if isinstance(result, FAILURES):
                missing[leaf.number] = str(result) or repr(result)
            elif isinstance(result, BaseException):
                raise result
            else:
                answer, content = result
                good.append({"leaf": leaf.number, "status": answer.status, **content})
                if answer.headers.get("x-scatter-missing") or answer.headers.get("x-scatter-partial"):
                    partial.append(leaf.number)
        return good, missing, partial

    def limit(self, headers):
        """Return how long the leaves may take; less than a root above this one gives, so that time to merge is left."""
        deadline = headers.get("x-scatter-deadline-ms")
        if not re.fullmatch(r"\d{1,9}", deadline):
            return self.settings.timeout
        return max(0.001, min(self.settings.timeout, int(deadline) / 1000 * 0.9 - 0.005))

    def join(self, good, told):
        bodies = [answer["body"] for answer in good]
        if all(isinstance(body, list) for body in bodies):
            bodies = [element for body in bodies for element in body]
        return Answer.of_json(200, bodies, told)

    async def merge(self, request, good, told):
        url = self.settings.merge
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        pairs = [("content-type", "application/json"), ("x-scatter-method", request.method)]
        pairs += [("x-scatter-path", request.target), *told]
        asked = self.connections.ask(
            f"{url.hostname}:{url.port or 80}", "POST", target, pairs, json.dumps(good).encode(), may_repeat=True
        )
        try:
            answer = await asyncio.wait_for(asked, self.settings.merge_timeout)
        except FAILURES as error:
            self.metrics.count("merge_errors")
            reason = str(error) or f"no answer within {self.settings.merge_timeout:g} s"
            self.log("merge container does not answer", error=reason)
            return Answer.of_json(502, {"error": f"the merge container did not answer: {reason}"}, told)
        passed_on = [pair for pair in answer.headers.forwarded() if not pair[0].startswith("x-scatter-")]
        return Answer(answer.status, [*passed_on, *told], answer.body)


class Request:
    """A request of a client."""

    def __init__(self, first, headers):
        match = re.fullmatch(r"(\S+) (\S+) (HTTP/1\.[01])", first)
        if not match or not TOKEN.fullmatch(match[1]) or not TARGET.fullmatch(match[2]):
            raise MessageError("the request is malformed")
        self.method, self.target, self.version = match.groups()
        self.headers = headers
        self.body = b""


class ClientProtocol(asyncio.StreamReaderProtocol):
    """A connection of a client that says when the client has gone."""

    def __init__(self, serve):
        self.gone = asyncio.Event()
        super().__init__(Reader(), lambda reader, writer: serve(reader, writer, self.gone))

    def eof_received(self):
        self.gone.set()
        return super().eof_received()

    def connection_lost(self, exc):
        self.gone.set()
        super().connection_lost(exc)


class Server:
    """Reads requests of clients and writes what `answer` returns for them."""

    def __init__(self, answer, settings, metrics, log):
        self.answer = answer
        self.log = log
        self.settings = settings
        self.metrics = metrics
        self.connections = 0
        self.requests = 0
        self.ending = False
        self.listener = None

    async def listen(self, port):
        loop = asyncio.get_running_loop()
        self.listener = await loop.create_server(lambda: ClientProtocol(self.serve), None, port, backlog=1024)

    async def serve(self, reader, writer, gone):
        self.connections += 1
        try:
            if self.connections <= self.settings.max_connections:
                while await self.serve_one(reader, writer, gone):
                    pass
        except (OSError, EOFError, asyncio.TimeoutError):
            pass  # the client has gone, or says nothing
        finally:
            self.connections -= 1
            writer.close()

    async def serve_one(self, reader, writer, gone):
        """Answer one request; return whether there may be another."""
        try:
            first, headers = await asyncio.wait_for(read_head(reader), CLIENT_IDLE)
            request = Request(first, headers)
            if headers.get("expect").lower() == "100-continue":
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.body = await asyncio.wait_for(read_body(reader, headers, self.settings.max_body), CLIENT_IDLE)
        except MessageError as error:
            await self.write(writer, None, Answer.of_json(error.status, {"error": str(error)}), keep=False)
            return False
        if self.requests >= self.settings.max_requests:
            self.metrics.count("overloaded")
            answer = Answer.of_json(503, {"error": "too many requests at once"}, [("retry-after", "1")])
        else:
            answer = await self.answer_unless_gone(request, gone)
        keep = headers.keeps_connection(request.version) and not self.ending
        if answer is not None:
            await self.write(writer, request, answer, keep)
        return keep and answer is not None

    async def answer_unless_gone(self, request, gone):
        """Return the answer; None, and end what is being done for it, if the client goes away first."""
        self.requests += 1
        work, leaving = asyncio.ensure_future(self.answer(request)), asyncio.ensure_future(gone.wait())
        try:
            await asyncio.wait([work, leaving], return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            self.metrics.count("abandoned")
            return None
        except Exception as error:
            self.log("error", error=repr(error))
            return Answer.of_json(500, {"error": "the root failed"})
        finally:
            self.requests -= 1
            for task in (work, leaving):
                task.cancel()

    async def write(self, writer, request, answer, keep):
        try:
            reason = http.HTTPStatus(answer.status).phrase
        except ValueError:
            reason = ""
        pairs = [*answer.headers.forwarded(), ("connection", "keep-alive" if keep else "close")]
        if answer.status not in (204, 304):
            pairs.append(("content-length", len(answer.body)))
        has_body = answer.status not in (204, 304) and not (request and request.method == "HEAD")
        writer.write(write_head(f"HTTP/1.1 {answer.status} {reason}", pairs) + (answer.body if has_body else b""))
        await asyncio.wait_for(writer.drain(), CLIENT_IDLE)


class Container:
    """Everything that runs in this container."""

    def __init__(self, settings):
        self.settings = settings
        self.root = Root(settings)
        self.server = Server(self.root.answer, settings, self.root.metrics, self.root.log)
        self.health = Server(self.answer_health, settings, Metrics(), self.root.log)

    async def answer_health(self, request):
        path = request.target.partition("?")[0]
        if path == "/metrics":
            text = self.root.metrics.text().encode()
            return Answer(200, [("content-type", "text/plain; version=0.0.4")], text)
        if path not in ("/healthz", "/readyz"):
            return Answer.of_json(404, {"error": "no such path"})
        return Answer.of_json(503 if path == "/readyz" and self.server.ending else 200, {"ending": self.server.ending})

    async def run(self):
        loop = asyncio.get_running_loop()
        # Names are looked up in threads: a few slow ones must not keep the others waiting.
        threads = min(64, 4 + 2 * sum(map(len, self.settings.leaves)))
        loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(threads))
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        # Whoever is told that the root is ready finds its port open.
        await self.server.listen(self.settings.port)
        await self.health.listen(self.settings.health_port)
        self.root.log("ready", leaves=len(self.settings.leaves), least=self.settings.least)
        await stop.wait()
        await self.end()

    async def end(self):
        self.server.ending = True
        self.server.listener.close()
        deadline = now() + self.settings.timeout + self.settings.merge_timeout + 5
        while self.server.requests and now() < deadline:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.02)  # the last answer is written
        self.root.log("ends", **self.root.metrics.counts)


def main():
    """Run until SIGTERM."""
    try:
        settings = Settings(os.environ)
    except SettingError as error:
        sys.exit(str(error))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Container(settings).run())


if __name__ == "__main__":
    main()
