"""A relay in front of the API server, so that faults of the network can be had on demand."""

import contextlib
import socket
import threading

CHUNK = 1 << 16


class Relay:
    """Passes connections on to a server, as long as it is told to."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.connections, self.lock = set(), threading.Lock()
        # Bytes pass from clients, and to clients, while these are set.
        self.to_server, self.to_clients = threading.Event(), threading.Event()
        self.to_server.set()
        self.to_clients.set()
        self.is_down = False
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.is_down:
                client.close()
                continue
            try:
                server = socket.create_connection(self.target, timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            with self.lock:
                self.connections.update((client, server))
            for source, target, gate in ((client, server, self.to_server), (server, client, self.to_clients)):
                threading.Thread(target=self.pass_on, args=(source, target, gate), daemon=True).start()

    def pass_on(self, source, target, gate):
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                gate.wait()
                target.sendall(data)
        self.end((source, target))

    def end(self, connections):
        with self.lock:
            self.connections.difference_update(connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def cut(self):
        """End all connections."""
        self.end(tuple(self.connections))

    def close(self):
        self.listener.close()
        self.to_server.set()
        self.to_clients.set()
        self.cut()
