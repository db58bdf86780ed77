"""A small server that answers as a model would, or lies, stalls and talks rubbish."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from shangxia.coding import load_codebook
from shangxia.neural.endpoint import Endpoint
from shangxia.tagging.endpoint import EndpointTagger

CLUES = load_codebook("clues")
TEXT = "去年交的申请，一直拖着没有结果，去问就说等通知。"
QUOTE = "一直拖着没有结果"
#: What a server does with a request: an answer of the model, or bytes with a status.
Answer = str | tuple[int, bytes]


def says(labels: list[tuple[str, float, list[str]]], inaction: bool = False) -> str:
    """An answer in the form that is asked for."""
    items = [
        {"code": code, "confidence": sure, "evidence": quotes} for code, sure, quotes in labels
    ]
    return json.dumps({"labels": items, "inaction": inaction}, ensure_ascii=False)


class ChatServer:
    """Answers chat completions by a function of the report; keeps what it was sent."""

    def __init__(self, answer: Callable[[str, int], Answer]) -> None:
        self.answer = answer
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def reply(self, body: dict[str, Any], headers: dict[str, str]) -> Answer:
        text = json.loads(body["messages"][1]["content"])
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            self._counts[text] = count = self._counts.get(text, 0) + 1
        return self.answer(text, count)

    def texts(self) -> list[str]:
        return [json.loads(body["messages"][1]["content"]) for body in self.requests]


@contextmanager
def serving(answer: Callable[[str, int], Answer]) -> Iterator[ChatServer]:
    """Serve on a free port of this machine."""
    chat = ChatServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = chat.reply(body, dict(self.headers))
            status, data = found if isinstance(found, tuple) else (200, completion(found))
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", chat.url + "/elsewhere/chat/completions")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    chat.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def completion(content: str, **more: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, **more}
    return json.dumps({"choices": [{"finish_reason": "stop", **choice}]}).encode()


def stall(seconds: float) -> Answer:
    time.sleep(seconds)
    return 500, b""


def tagger(chat: ChatServer, **more: float) -> EndpointTagger:
    """Return a tagger that asks a server for the codes of ``CLUES``."""
    endpoint = Endpoint(f"{chat.url}/chat/completions", "tiny", pause=0.01, **more)
    return EndpointTagger(endpoint, CLUES)
