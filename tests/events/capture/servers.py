"""A server of strangers on loopback, that answers byte by byte as a test wants it."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = bytes | Callable[[socket.socket, bytes], None]


def response(body: bytes = b"", *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        *([f"Content-Type: {kind}"] if kind else []),
        *headers,
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return response(b"", f"Location: {to}", status=status)


class Stranger(socketserver.ThreadingTCPServer):
    """`pages` by path; a path that is not there is a 404. `requests` are all that were received, whole."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = True

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.requests: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def address(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hung up had their reason."""


class _Handler(socketserver.BaseRequestHandler):
    server: Stranger

    def handle(self) -> None:
        self.request.settimeout(20)
        with suppress(OSError):
            asked = _read_request(self.request)
            self.server.requests.append(asked)
            path = asked.split(b" ", 2)[1].decode() if asked.count(b" ") > 1 else ""
            answer = self.server.pages.get(path, response(b"not here", status="404 Not Found"))
            if callable(answer):
                answer(self.request, asked)
            else:
                self.request.sendall(answer)


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received and not received.startswith(b"\x16"):  # TLS is not spoken here
        piece = connection.recv(65536)
        if not piece:
            return received
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(server: Stranger) -> Iterator[Stranger]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
