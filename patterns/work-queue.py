"""Takes items from a queue in Redis and hands them, one at a time, to a worker that knows nothing of queues.

The worker is either a program that is run for every item (work-queue-run.sh asks the API below), or, with WORKER, a
server that gets every item by POST. An item is done when the worker says so. One whose worker fails or disappears is
delivered again, and after MAX_DELIVERIES it is moved to the stream QUEUE:dead. Delivery is at least once; there is
one result an item.

API, on LISTEN (only this Pod can reach it); `slot` tells workers of one Pod apart, `id` is X-Item-Id of the item:
  GET  /next?slot=N          waits up to 20 s for an item: 404, or 200 with the item, X-Item-Id, X-Item-Delivery and
                             X-Item-Beat: seconds between signs of life. An item this slot still had counts as failed
  POST /done?slot=N&id=ID    the item is done; the body is its result. 409 if it was delivered to another worker
  POST /failed?slot=N&id=ID  the item failed; the body says why
  POST /beat?slot=N&id=ID    the worker is alive; due at least every VISIBILITY. 409 if the item was taken away
  GET  /end                  200 if every item is finished and no more are waited for, else 404
  POST /items?queue=NAME     adds an item, the body, to this queue or another
  GET  /stats                {"done", "failed", "dead", "late", "waiting", "working", "dead_letters", "held"}

On HEALTH_PORT, for kubelet and Prometheus:
  GET /healthz               200 while the container works, whether or not Redis answers
  GET /readyz                200 if Redis answers and the API above can be asked
  GET /metrics               Prometheus text format

A WORKER gets POST with the item as body, X-Item-Id and X-Item-Delivery. 2xx: done, the body is the result. 408, 409,
423, 425, 429, 5xx or no answer: delivered again later. Other 4xx: moved to QUEUE:dead.

Environment (durations are seconds, or have a unit: 500ms, 30s, 10m):
  QUEUE             the stream of the items; each entry has a field `item`
  OUTPUT            the stream of the results; none are kept if it is empty
  GROUP             workers: the consumer group
  REDIS_URL         redis://[USER[:PASSWORD]@]HOST[:PORT][/DB], or rediss:// for TLS; Redis 6.2 or later, or Valkey
  REDIS_USERNAME REDIS_PASSWORD   take the place of those in REDIS_URL
  REDIS_CA          file with the certificate authority of Redis
  UNTIL_EMPTY       true: end once all items are finished, as a Job does. A queue that never had an item is waited for
  WORKER            http URL of a worker that is a server, on localhost
  SLOTS             1: how many items that server gets at a time
  VISIBILITY        30s: an item whose worker is silent for so long is delivered again
  TIMEOUT           10m: the longest that one item may take
  MAX_DELIVERIES    5: deliveries of an item before it is moved to QUEUE:dead
  BACKOFF           1s: time before the second delivery of an item that failed; doubles with each, up to VISIBILITY
  KEEP_DEAD         100000: entries of QUEUE:dead that are kept, about
  MAX_ITEM          16777216: the largest item or result in bytes
  LISTEN            127.0.0.1:4050
  HEALTH_PORT       4051
  POD_NAME          from the downward API; the name of the consumer

Unfinished items are exactly those in the stream: finishing one acknowledges and deletes it in one step. So XLEN tells
when a Job may end and how many workers are worth having.

Logs are one JSON object a line. On SIGTERM no more items are taken and those that are held go back to the queue; the
exit code is 143 if UNTIL_EMPTY is true and items are left, so that the Job starts another Pod.
"""

import collections
import contextlib
import http.client
import http.server
import json
import os
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

LONG_POLL = 20.0  # seconds that /next waits
REDIS_TIMEOUT = 5.0  # seconds for an answer of Redis
MAX_CONNECTIONS = 128  # of each of the two servers
MAX_SLOTS = 64
MAX_REASON = 2000  # bytes kept of why an item failed
RETRY_STATUSES = (408, 409, 423, 425, 429)
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}

# KEYS: queue, output or dead letters or ''. ARGV: group, id, number of entries to keep ('' for all), reason ('' for a
# result), then the fields to add. Whoever takes an item off the list of unfinished ones writes what became of it: one
# result an item, whatever happened. A dead item is copied here, so that its size does not matter.
FINISH = """
local fields = {unpack(ARGV, 5)}
if ARGV[4] ~= '' then
  local entry = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
  for _, word in ipairs(entry and entry[2] or {}) do fields[#fields + 1] = word end
end
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('XDEL', KEYS[1], ARGV[2])
if KEYS[2] == '' then return 1 end
if ARGV[3] == '' then redis.call('XADD', KEYS[2], '*', unpack(fields))
else redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', unpack(fields)) end
return 1
"""

# KEYS: queue. ARGV: group, consumer, id, milliseconds. Only who holds an item may say for how long it has been silent.
TOUCH = """
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if #pending == 0 or pending[1][2] ~= ARGV[2] then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'IDLE', ARGV[4], 'JUSTID')
return pending[1][4]
"""

# KEYS: queue. ARGV: group, consumer, milliseconds. Deletes this consumer, and others that have been gone for long.
LEAVE = """
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local own, gone = consumer[2] == ARGV[2], consumer[6] > tonumber(ARGV[3])
  if consumer[4] == 0 and (own or gone) then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer[2]) end
end
return 1
"""


def now():
    """Return the seconds of a clock that never jumps."""
    return time.monotonic()


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


class Settings:
    """What the environment says."""

    def __init__(self, environment):
        self.environment = environment
        self.queue = self.text("QUEUE", "work")
        self.dead = self.queue + ":dead"
        self.output = self.text("OUTPUT")
        self.group = self.text("GROUP", "workers")
        self.consumer = self.text("POD_NAME") or socket.gethostname()
        self.redis = self.url("REDIS_URL", ("redis", "rediss"))
        self.redis_ca = self.text("REDIS_CA") or None
        self.username = self.text("REDIS_USERNAME") or urllib.parse.unquote(self.redis.username or "")
        self.password = self.text("REDIS_PASSWORD") or urllib.parse.unquote(self.redis.password or "")
        self.until_empty = self.flag("UNTIL_EMPTY", "false")
        self.worker = self.url("WORKER", ("http",)) if self.text("WORKER") else None
        self.slots = self.integer("SLOTS", "1", 1, MAX_SLOTS)
        self.visibility = self.seconds("VISIBILITY", "30s")
        self.timeout = self.seconds("TIMEOUT", "10m")
        self.max_deliveries = self.integer("MAX_DELIVERIES", "5", 1, 1000)
        self.backoff = self.seconds("BACKOFF", "1s")
        self.keep_dead = self.integer("KEEP_DEAD", "100000", 1, 10**9)
        self.max_item = self.integer("MAX_ITEM", str(16 << 20), 1, 512 << 20)
        self.listen = self.address("LISTEN", "127.0.0.1:4050")
        self.health_port = self.integer("HEALTH_PORT", "4051", 1, 65535)

    def text(self, name, default=""):
        return self.environment.get(name, "").strip() or default

    def flag(self, name, default):
        text = self.text(name, default)
        if text not in ("true", "false"):
            raise SettingError(f"{name} must be true or false, not {text!r}")
        return text == "true"

    def integer(self, name, default, least, most):
        text = self.text(name, default)
        if not re.fullmatch(r"\d{1,10}", text) or not least <= int(text) <= most:
            raise SettingError(f"{name} must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    def seconds(self, name, default):
        text = self.text(name, default)
        match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|)", text)
        if not match or float(match[1]) == 0:
            raise SettingError(f"{name} must be a duration such as 30s, not {text!r}")
        return float(match[1]) * UNITS[match[2]]

    def address(self, name, default):
        text = self.text(name, default)
        host, _, port = text.rpartition(":")
        if not port.isdigit():
            raise SettingError(f"{name} must be HOST:PORT, not {text!r}")
        return host.strip("[]"), int(port)

    def url(self, name, schemes):
        parts = urllib.parse.urlsplit(self.text(name))
        if parts.scheme not in schemes or not parts.hostname:
            # The value is not shown: it may hold a password.
            raise SettingError(f"{name} must be a URL that begins with {schemes[0]}://")
        return parts


class Log:
    """Writes one JSON object a line to standard output."""

    def __init__(self, pod):
        self.pod = pod

    def __call__(self, message, **fields):
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(json.dumps({"time": when, "pod": self.pod, "message": message, **fields}), flush=True)


class RedisError(Exception):
    """Redis cannot be reached, or refuses a command; trying again may help."""


class RedisConnection:
    """A connection to Redis, for one thread at a time."""

    def __init__(self, settings):
        self.settings = settings
        self.socket = self.open()
        self.file = self.socket.makefile("rb")
        try:
            if settings.password:
                self.send("AUTH", *filter(None, (settings.username, settings.password)))
            if settings.redis.path.strip("/"):
                self.send("SELECT", settings.redis.path.strip("/"))
        except BaseException:
            self.close()
            raise

    def open(self):
        url = self.settings.redis
        connection = socket.create_connection((url.hostname, url.port or 6379), timeout=REDIS_TIMEOUT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if url.scheme == "rediss":
            context = ssl.create_default_context(cafile=self.settings.redis_ca)
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # as before Python 3.13, for certificates of private CAs
            connection = context.wrap_socket(connection, server_hostname=url.hostname)
        return connection

    def send(self, *words, wait=0.0):
        words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.settimeout(REDIS_TIMEOUT + wait)
        bulk = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        self.socket.sendall(b"*%d\r\n%s" % (len(words), bulk))
        return self.read()

    def read(self):
        line = self.file.readline(65536)
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode("utf-8", "replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self.read_bulk(int(rest))
        if kind == b"*":
            return self.read_array(int(rest))
        return rest

    def read_bulk(self, size):
        if size < 0:
            return None
        if size > self.settings.max_item:
            raise ConnectionError(f"an item has {size} bytes, more than MAX_ITEM")
        data = self.file.read(size + 2)
        if len(data) != size + 2:
            raise ConnectionError("Redis closed the connection")
        return data[:-2]

    def read_array(self, size):
        """Read all of an array, so that the connection stays usable where one of its elements is an error."""
        elements, error = [], None
        for _ in range(size):
            try:
                elements.append(self.read())
            except RedisError as inner:
                error = inner
        if error:
            raise error
        return elements if size >= 0 else None

    def close(self):
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            self.socket.close()


class Redis:
    """Keeps connections for reuse, and opens one where none is free."""

    def __init__(self, settings):
        self.settings = settings
        self.idle = []
        self.lock = threading.Lock()

    def __call__(self, *words, wait=0.0):
        connection = None
        try:
            connection = self.borrow()
            reply = connection.send(*words, wait=wait)
        except (OSError, ValueError) as error:
            if connection:
                connection.close()
            raise RedisError(str(error) or repr(error)) from error
        except RedisError:
            if connection:
                self.give_back(connection)
            raise
        self.give_back(connection)
        return reply

    def borrow(self):
        with self.lock:
            while self.idle:
                connection = self.idle.pop()
                if not is_readable(connection.socket):
                    return connection
                connection.close()  # Redis has closed it, or said something nobody asked for
        return RedisConnection(self.settings)

    def give_back(self, connection):
        with self.lock:
            self.idle.append(connection)


def is_readable(connection):
    """Return whether there is something to read from a socket, if only its end."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


class Item:
    """An item as it was delivered to this Pod."""

    def __init__(self, identifier, fields, delivery):
        pairs = dict(zip(fields[::2], fields[1::2]))
        self.id = identifier
        self.body = pairs.get(b"item", fields[1] if len(fields) > 1 else b"")
        self.delivery = delivery
        self.taken = self.heard = now()

    def beat(self):
        self.heard = now()


class Queue:
    """The stream of items, its consumer group, the results and the dead letters."""

    def __init__(self, settings, log):
        self.settings = settings
        self.log = log
        self.redis = Redis(settings)
        self.counts = {"done": 0, "failed": 0, "dead": 0, "late": 0}
        self.lock = threading.Lock()

    def count(self, name):
        with self.lock:
            self.counts[name] += 1

    def create(self):
        try:
            self.redis("XGROUP", "CREATE", self.settings.queue, self.settings.group, "0", "MKSTREAM")
        except RedisError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def command(self, *words, wait=0.0):
        """Send a command; if somebody has deleted the stream, make it anew and return nothing."""
        try:
            return self.redis(*words, wait=wait)
        except RedisError as error:
            if "NOGROUP" not in str(error) and "no such key" not in str(error):
                raise
            self.create()
            return None

    # Taking items.

    def take(self, wait):
        """Return an item that another worker left unfinished, or the next one; None if there is none in time."""
        item = self.claim()
        if item:
            return item
        name, group, consumer = self.settings.queue, self.settings.group, self.settings.consumer
        block = max(1, int(wait * 1000))
        words = ("XREADGROUP", "GROUP", group, consumer, "COUNT", 1, "BLOCK", block, "STREAMS", name, ">")
        streams = self.command(*words, wait=wait)
        if not streams:
            return None
        identifier, fields = streams[0][1][0]
        return Item(identifier.decode(), fields or [], 1)

    def claim(self):
        name, group, idle = self.settings.queue, self.settings.group, int(self.settings.visibility * 1000)
        for identifier, _, _, deliveries in self.command("XPENDING", name, group, "IDLE", idle, "-", "+", 16) or []:
            if deliveries >= self.settings.max_deliveries:
                self.bury(identifier.decode(), deliveries, "its worker was silent for too long")
                continue
            entries = self.command("XCLAIM", name, group, self.settings.consumer, idle, identifier)
            if entries and entries[0]:
                return Item(entries[0][0].decode(), entries[0][1] or [], deliveries + 1)
        return None

    def adopt(self, identifier):
        """Return an item that was delivered to this Pod before this container was started again, else None."""
        deliveries = self.touch(identifier, 0)
        return Item(identifier, [], deliveries) if deliveries else None

    def is_drained(self):
        """Return whether there have been items and all are finished."""
        if not self.settings.until_empty or self.command("XLEN", self.settings.queue) != 0:
            return False
        # Both facts are of one moment: the first item of all may come between two commands.
        facts = self.command("XINFO", "STREAM", self.settings.queue) or []
        facts = dict(zip(facts[::2], facts[1::2]))
        return facts.get(b"length") == 0 and facts.get(b"last-generated-id", b"0-0") != b"0-0"

    # What becomes of an item.

    def touch(self, identifier, silent):
        """Say for how many seconds an item has been silent; return its deliveries, 0 if it is not this Pod's."""
        words = (self.settings.queue, self.settings.group, self.settings.consumer, identifier, int(silent * 1000))
        return self.command("EVAL", TOUCH, 1, *words) or 0

    def finish(self, stream, identifier, keep, reason, *fields):
        words = (self.settings.queue, stream, self.settings.group, identifier, keep, reason, *fields)
        return self.command("EVAL", FINISH, 2, *words) == 1

    def done(self, item, result):
        """Write the result; return whether no other worker was faster."""
        first = self.finish(self.settings.output, item.id, "", "", "item", result, "from", item.id)
        self.count("done" if first else "late")
        return first

    def failed(self, item, reason, for_good=False):
        self.log("failed", item=item.id, delivery=item.delivery, reason=reason[:500])
        if for_good or item.delivery >= self.settings.max_deliveries:
            self.bury(item.id, item.delivery, reason)
        else:
            visibility = self.settings.visibility
            pause = min(self.settings.backoff * 2 ** (item.delivery - 1), visibility)
            self.touch(item.id, visibility - pause)
        self.count("failed")

    def bury(self, identifier, deliveries, reason):
        fields = ("from", identifier, "deliveries", deliveries, "why", reason[:MAX_REASON] or "no reason given")
        if self.finish(self.settings.dead, identifier, self.settings.keep_dead, "dead", *fields):
            self.count("dead")
            self.log("dead", item=identifier, deliveries=deliveries, reason=reason[:500])

    def give_back(self, item):
        """Let another worker have an item at once."""
        self.touch(item.id, self.settings.visibility + 1)

    def add(self, name, body):
        return self.redis("XADD", name or self.settings.queue, "*", "item", body)

    def leave(self):
        self.command("EVAL", LEAVE, 1, self.settings.queue, self.settings.group, self.settings.consumer, 3600 * 1000)

    def numbers(self):
        pending = (self.command("XPENDING", self.settings.queue, self.settings.group) or [0])[0]
        unfinished = self.command("XLEN", self.settings.queue) or 0
        dead = self.command("XLEN", self.settings.dead) or 0
        return {"waiting": max(0, unfinished - pending), "working": pending, "dead_letters": dead}


class Workers:
    """Which slot of this Pod holds which item."""

    def __init__(self, settings, queue, log):
        self.settings = settings
        self.queue = queue
        self.log = log
        self.held = {}
        self.left = collections.deque(maxlen=4 * MAX_SLOTS)  # those that were held lately
        self.lock = threading.Lock()
        self.stop = threading.Event()  # no more items are taken
        self.drained = threading.Event()  # there are no more
        self.ended = threading.Event()  # those that were taken are settled
        self.taking = 0
        self.last_check = now()

    def next(self, slot, is_there=lambda: True):
        """Wait for an item, and hold it; None if there is none in time or the worker has gone."""
        left = self.let_go(slot)
        if left:
            self.queue.failed(left, "the worker asked for another item without a word")
        end = now() + LONG_POLL
        while self.takes_items() and now() < end and is_there():
            item = self.take(slot)
            if item:
                return item
            if self.queue.is_drained():
                self.drained.set()
        return None

    def take(self, slot):
        with self.lock:
            self.taking += 1
        try:
            item = self.queue.take(1.0)
            if item and self.stop.is_set():
                self.queue.give_back(item)
                return None
            if item:
                with self.lock:
                    self.held[slot] = item
            return item
        finally:
            with self.lock:
                self.taking -= 1

    def takes_items(self):
        return not self.stop.is_set() and not self.drained.is_set()

    def item(self, slot, identifier, is_done):
        """Return the item that a slot holds, if it is that one; None else.

        An item that a worker got before this container was started again is held anew. One that was taken away from
        the worker is not, unless it is done after all and no other worker has it yet.
        """
        with self.lock:
            item = self.held.get(slot)
            was_taken_away = identifier in self.left and not is_done
        if item or not identifier or was_taken_away:
            return item if item and identifier in ("", item.id) else None
        item = self.queue.adopt(identifier)
        if item and len(self.held) < MAX_SLOTS:
            with self.lock:
                self.held[slot] = item
        return item

    def let_go(self, slot, item=None):
        """Hold the item of a slot no more; return it, or None if the slot holds another or none."""
        with self.lock:
            if item is not None and self.held.get(slot) is not item:
                return None
            item = self.held.pop(slot, None)
            if item:
                self.left.append(item.id)
            return item

    def snapshot(self):
        with self.lock:
            return list(self.held.items())

    def keep(self):
        """Say for every worker that is alive that its item is being worked on; take it from one that is not."""
        while not self.ended.wait(self.settings.visibility / 4):
            self.last_check = now()
            for slot, item in self.snapshot():
                try:
                    self.check(slot, item)
                except RedisError as error:
                    self.log("cannot use Redis", error=str(error))

    def check(self, slot, item):
        silent = self.settings.worker is None and now() > item.heard + self.settings.visibility
        late = now() > item.taken + self.settings.timeout
        if not silent and not late:
            if not self.queue.touch(item.id, 0):
                self.let_go(slot, item)  # it was delivered to another
        elif self.let_go(slot, item):
            reason = f"took more than {self.settings.timeout:g} s" if late else "the worker was silent"
            self.queue.failed(item, reason)

    def is_late(self):
        return now() > self.last_check + self.settings.visibility + 30

    def give_all_back(self):
        for slot, item in self.snapshot():
            with contextlib.suppress(RedisError):  # it comes back after VISIBILITY then
                self.let_go(slot, item)
                self.queue.give_back(item)


class Pusher(threading.Thread):
    """Hands items to a worker that is a server, one after the other."""

    def __init__(self, slot, settings, workers, log):
        super().__init__(daemon=True)
        self.slot = slot
        self.settings = settings
        self.url = settings.worker
        self.workers, self.queue = workers, workers.queue
        self.log = log
        self.connection = None

    def run(self):
        while self.workers.takes_items():
            try:
                # Connected before an item is taken: one that nobody is there to work on would fail for nothing.
                if not self.connect():
                    self.workers.stop.wait(1)
                    continue
                item = self.workers.next(self.slot)
            except RedisError as error:
                self.log("cannot use Redis", error=str(error))
                self.workers.stop.wait(1)
                continue
            if item:
                self.settle(item, *self.post(item))

    def connect(self):
        if self.connection is not None and not is_readable(self.connection.sock):
            return True
        self.close()
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=self.settings.timeout)
        try:
            connection.connect()
        except OSError:
            return False
        self.connection = connection
        return True

    def post(self, item):
        """Return the status and the body that the worker answers, or 0 and why there is none."""
        headers = {"Content-Type": "application/octet-stream", "X-Item-Id": item.id, "X-Item-Delivery": item.delivery}
        path = (self.url.path or "/") + ("?" + self.url.query if self.url.query else "")
        if not self.connect():  # it may have been closed while there was no item
            return 0, "the worker cannot be reached"
        try:
            self.connection.request("POST", path, item.body, {name: str(value) for name, value in headers.items()})
            response = self.connection.getresponse()
            body = response.read(self.settings.max_item + 1)
            if response.will_close or not response.isclosed():
                self.close()
            return response.status, body
        except (OSError, ValueError, http.client.HTTPException) as error:
            self.close()
            return 0, f"the worker did not answer: {error!r}"

    def settle(self, item, status, body):
        is_done = 200 <= status < 300 and len(body) <= self.settings.max_item
        # An item that is done stays held until that is written, one that failed does not: it may go to another.
        is_ours = is_done or self.workers.let_go(self.slot, item) is not None
        while is_ours:
            try:
                if is_done:
                    self.queue.done(item, body)
                else:
                    self.fail(item, status, body)
                break
            except RedisError as error:
                self.log("cannot use Redis", error=str(error))
                if self.workers.stop.wait(1):
                    break
        self.workers.let_go(self.slot, item)

    def fail(self, item, status, body):
        if 200 <= status < 300:
            self.queue.failed(item, "the result is larger than MAX_ITEM", for_good=True)
        elif status:
            for_good = 400 <= status < 500 and status not in RETRY_STATUSES
            self.queue.failed(item, f"{status} {body[:MAX_REASON].decode('utf-8', 'replace')}", for_good)
        elif self.workers.stop.is_set():
            self.queue.give_back(item)  # the worker ends with this Pod, which is not the fault of the item
        else:
            self.queue.failed(item, body)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class BoundedServer(socketserver.ThreadingTCPServer):
    """A server with a limit of open connections: where one more comes, the oldest ends."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = MAX_CONNECTIONS

    def __init__(self, address, handler, container):
        self.container = container
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
    timeout = 60

    def log_message(self, *_):
        """Log no requests."""

    def do_GET(self):
        self.close_connection |= self.headers.get("Content-Length", "0") != "0" or self.is_chunked()
        self.answer_or_say_why(b"")

    def do_POST(self):
        length = self.headers.get("Content-Length", "0")
        if self.is_chunked() or not re.fullmatch(r"\d{1,10}", length):
            self.close_connection = True
            self.reply(411, b"Content-Length is required\n")
        elif int(length) > self.server.container.settings.max_item:
            self.close_connection = True
            self.too_large()
        else:
            self.answer_or_say_why(self.rfile.read(int(length)))

    def answer_or_say_why(self, body):
        path, _, query = self.path.partition("?")
        try:
            self.answer(path, dict(urllib.parse.parse_qsl(query[:4096])), body)
        except RedisError as error:
            self.reply(503, f"{error}\n".encode())

    def answer(self, path, query, body):
        raise NotImplementedError

    def too_large(self):
        self.reply(413, b"larger than MAX_ITEM\n")

    def is_chunked(self):
        return "Transfer-Encoding" in self.headers

    def reply(self, status, body=b"", content_type="text/plain; charset=utf-8", **headers):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


class ApiHandler(Handler):
    """The API for the worker."""

    def answer(self, path, query, body):
        container = self.server.container
        slot, identifier = query.get("slot", "1")[:64], query.get("id", "")[:64]
        method_and_path = f"{self.command} {path}"
        if method_and_path == "GET /next":
            self.next(container, slot)
        elif method_and_path == "GET /end":
            self.reply(200 if container.workers.drained.is_set() else 404)
        elif method_and_path == "POST /items":
            self.reply(201, container.queue.add(query.get("queue", "")[:512], body) + b"\n")
        elif method_and_path == "GET /stats":
            self.reply(200, json.dumps(container.numbers()).encode() + b"\n", "application/json")
        elif method_and_path in ("POST /beat", "POST /done", "POST /failed"):
            self.told(container, path, slot, identifier, body)
        else:
            self.reply(404, b"no such path\n")

    def next(self, container, slot):
        item = container.workers.next(slot, self.is_connected)
        if item is None and container.workers.stop.is_set():
            self.reply(503, b"this Pod takes no more items\n")
            return
        if item is None:
            self.reply(404, b"no item yet\n")
            return
        try:
            beat = max(0.1, round(container.settings.visibility / 6, 1))
            headers = {"X_Item_Id": item.id, "X_Item_Delivery": item.delivery, "X_Item_Beat": beat}
            self.reply(200, item.body, "application/octet-stream", **headers)
        except OSError:  # the worker has gone
            if container.workers.let_go(slot, item):
                container.queue.give_back(item)
            raise

    def told(self, container, path, slot, identifier, body):
        item = container.workers.item(slot, identifier, path == "/done")
        if item is None:
            self.reply(409, b"the item is not with this worker\n")
            return
        first = True
        if path == "/beat":
            item.beat()
        elif path == "/done":
            first = container.queue.done(item, body)
        else:
            container.queue.failed(item, body[:MAX_REASON].decode("utf-8", "replace"))
        if path != "/beat":
            container.workers.let_go(slot, item)
        self.reply(200 if first else 409)

    def too_large(self):
        """Refuse a result that is too large, which it would be the next time as well."""
        path, _, query = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query[:4096]))
        workers = self.server.container.workers
        try:
            item = workers.let_go(query.get("slot", "1")[:64]) if path == "/done" else None
            if item:
                workers.queue.failed(item, "the result is larger than MAX_ITEM", for_good=True)
        except RedisError as error:
            workers.log("cannot use Redis", error=str(error))
        super().too_large()

    def is_connected(self):
        try:
            return not is_readable(self.connection) or self.connection.recv(1, socket.MSG_PEEK) != b""
        except (OSError, ValueError):
            return False


class HealthHandler(Handler):
    """Probes and metrics."""

    timeout = 10

    def answer(self, path, query, body):
        container = self.server.container
        if path == "/healthz":
            late = container.workers.is_late()
            self.reply(503 if late else 200, b"late\n" if late else b"ok\n")
        elif path == "/readyz":
            container.queue.redis("PING")
            self.reply(200 if container.is_ready else 503)
        elif path == "/metrics":
            self.reply(200, metrics(container).encode(), "text/plain; version=0.0.4")
        else:
            self.reply(404, b"no such path\n")


METRICS = {
    "done": ("counter", "Items this Pod finished."),
    "failed": ("counter", "Deliveries to this Pod that failed."),
    "dead": ("counter", "Items this Pod moved to the dead letters."),
    "late": ("counter", "Results of this Pod that came after another's."),
    "held": ("gauge", "Items this Pod is working on."),
    "waiting": ("gauge", "Items of the queue that no worker has."),
    "working": ("gauge", "Items of the queue that a worker has, or that wait for another delivery."),
    "dead_letters": ("gauge", "Items in the dead letters."),
    "redis_up": ("gauge", "1 if Redis answers."),
}


def metrics(container):
    """Return the metrics in Prometheus' text format; without those of Redis if it does not answer."""
    try:
        numbers = dict(container.numbers(), redis_up=1)
    except RedisError:
        numbers = dict(container.own_numbers(), redis_up=0)
    lines = []
    for key, value in numbers.items():
        kind, description = METRICS[key]
        name = f"workqueue_{key}_total" if kind == "counter" else f"workqueue_{key}"
        lines += [f"# HELP {name} {description}", f"# TYPE {name} {kind}", f"{name} {value}"]
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


class Container:
    """Everything that runs in this container."""

    def __init__(self, settings):
        self.settings = settings
        self.log = Log(settings.consumer)
        self.queue = Queue(settings, self.log)
        self.workers = Workers(settings, self.queue, self.log)
        self.pushers = []
        self.is_ready = False
        self.termination = Termination()

    def own_numbers(self):
        return dict(self.queue.counts, held=len(self.workers.held))

    def numbers(self):
        return dict(self.own_numbers(), **self.queue.numbers())

    def run(self):
        """Work until SIGTERM, or until a queue that is handed to a server is empty; return the exit code."""
        self.serve(("", self.settings.health_port), HealthHandler)
        if self.reach_redis():
            self.serve(self.settings.listen, ApiHandler)
            self.is_ready = True
            threading.Thread(target=self.workers.keep, daemon=True).start()
            self.log("ready", queue=self.settings.queue)
            self.work()
        return self.end()

    def serve(self, address, handler):
        threading.Thread(target=BoundedServer(address, handler, self).serve_forever, daemon=True).start()

    def reach_redis(self):
        """Create the queue, as soon as Redis answers; return False if SIGTERM comes first."""
        while True:
            try:
                self.queue.create()
                return True
            except RedisError as error:
                self.log("cannot use Redis", error=str(error))
            self.workers.last_check = now()
            if self.termination.wait(1):
                return False

    def work(self):
        if self.settings.worker:
            self.pushers = [
                Pusher(f"server-{n}", self.settings, self.workers, self.log) for n in range(self.settings.slots)
            ]
        for pusher in self.pushers:
            pusher.start()
        while not self.termination.wait(0.2 if self.pushers else 3600):
            if self.pushers and not any(pusher.is_alive() for pusher in self.pushers):
                return

    def end(self):
        """Take no more items, let a server finish those it has, and give back the others; return the exit code."""
        self.workers.stop.set()
        deadline = now() + (self.settings.timeout if self.pushers else 2)
        while now() < deadline and (self.workers.taking or any(pusher.is_alive() for pusher in self.pushers)):
            time.sleep(0.02)
        self.workers.ended.set()
        self.workers.give_all_back()
        with contextlib.suppress(RedisError):
            self.queue.leave()
        self.log("ends", **self.queue.counts)
        return 143 if self.settings.until_empty and not self.workers.drained.is_set() else 0


def main():
    """Run until SIGTERM or the end of the queue."""
    try:
        settings = Settings(os.environ)
    except SettingError as error:
        sys.exit(str(error))
    sys.exit(Container(settings).run())


if __name__ == "__main__":
    main()
