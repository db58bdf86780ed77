"""Asking a language model behind an OpenAI-compatible endpoint.

Standard library alone.  Nothing is sent but to the URL that was given: no redirect is
followed and no proxy of the environment used.  The key comes from the environment and
goes into the header of a request, nowhere else.
"""

from __future__ import annotations

import json
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from shangxia.errors import ModelError, UsageError

#: What a model name begins with, and what holds the key for those who need one.
PREFIX = "llm:"
KEY = "SHANGXIA_LLM_KEY"
#: Bytes of an answer at most: a label or two take a thousand.
MOST_BYTES = 1 << 20
_PATH = "/chat/completions"
_AGAIN = frozenset({408, 409, 425, 429})
_LONGEST_PAUSE = 60.0

Messages = Sequence[Mapping[str, str]]


class NoAnswerError(Exception):
    """There was no answer that can be used.

    Attributes:
        reason: why, without a word of what was sent or came back.
        again: whether another attempt may help.
        pause: seconds that the server asks to wait.
    """

    def __init__(self, reason: str, *, again: bool = True, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.again, self.pause = reason, again, pause


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Go nowhere else."""


@dataclass
class Endpoint:
    """A model behind a URL.

    Attributes:
        url: where chat completions are asked for.
        model: the name that the server knows it by.
        timeout: seconds for one answer, from the first byte sent to the last received.
        attempts: requests for one answer at most.
        pause: seconds before the second attempt; each further one waits twice as long.
        bare: the server was found to take no schema.
    """

    url: str
    model: str
    timeout: float = 300.0
    attempts: int = 4
    pause: float = 1.0
    bare: bool = False

    def ask(self, messages: Messages, schema: Mapping[str, Any]) -> str:
        """Ask for one answer.

        Args:
            messages: ``role`` and ``content`` of each.
            schema: JSON schema of the answer, for servers that hold a model to one.

        Returns:
            What the model wrote.

        Raises:
            NoAnswerError: there is none, after all attempts.
            ModelError: nobody answers at the URL, or the key or the model is refused.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._either(messages, schema)
            except NoAnswerError as error:
                if not error.again or attempt >= self.attempts:
                    raise
                pause = max(error.pause, self.pause * 2 ** (attempt - 1))
            except (ConnectionRefusedError, socket.gaierror) as error:
                if attempt >= self.attempts:
                    raise ModelError(
                        f"{self.url}: nobody answers ({error.strerror or 'no such host'}): "
                        "start the server, or mend the URL, and run it again"
                    ) from None
                pause = self.pause * 2 ** (attempt - 1)
            time.sleep(min(pause, _LONGEST_PAUSE))

    def _either(self, messages: Messages, schema: Mapping[str, Any]) -> str:
        """Ask with the schema, and without it where the server refuses that."""
        if not self.bare:
            try:
                return self._once(self._body(messages, schema))
            except NoAnswerError as error:
                if error.reason != _REFUSED:
                    raise
        answer = self._once(self._body(messages, None))
        self.bare = True
        return answer

    def _body(self, messages: Messages, schema: Mapping[str, Any] | None) -> bytes:
        body: dict[str, Any] = {"model": self.model, "messages": list(messages), "stream": False}
        if schema is not None:
            form = {"name": "coding", "strict": True, "schema": schema}
            body |= {"temperature": 0, "seed": 0}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")

    def _once(self, body: bytes) -> str:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key := os.environ.get(KEY):
            headers["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - http, https alone
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        try:
            with opener.open(request, timeout=self.timeout) as response:
                data = self._read(response)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error.code, error.headers.get("Retry-After")) from None
        except urllib.error.URLError as error:
            cause = error.reason
            if isinstance(cause, ConnectionRefusedError | socket.gaierror):
                raise cause from None
            raise _failed(cause) from None
        except (OSError, HTTPException) as error:
            raise _failed(error) from None
        return _content(data)

    def _read(self, response: HTTPResponse) -> bytes:
        """Read all of an answer; one that comes drop by drop counts as none."""
        end = time.monotonic() + self.timeout
        parts: list[bytes] = []
        size = 0
        while part := response.read1(1 << 16):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                raise NoAnswerError("the endpoint's answer has no end")
            if time.monotonic() > end:
                raise TimeoutError
        return b"".join(parts)

    def _refused(self, status: int, pause: str | None) -> Exception:
        if status in (401, 403):
            return ModelError(
                f"{self.url}: refuses us (HTTP {status}): put the key into the environment "
                f"variable {KEY}"
            )
        if status == 404:
            return ModelError(
                f"{self.url}: knows no such path or model (HTTP 404): mend llm:URL#NAME"
            )
        if 300 <= status < 400:
            return ModelError(f"{self.url}: points elsewhere (HTTP {status}): give the final URL")
        if status >= 500 or status in _AGAIN:
            wait = float(pause) if pause and pause.isascii() and pause.isdecimal() else 0.0
            return NoAnswerError(f"the endpoint failed (HTTP {status})", pause=wait)
        if status in (400, 422):
            return NoAnswerError(_REFUSED, again=False)
        return NoAnswerError(f"the endpoint refused the report (HTTP {status})", again=False)


_REFUSED = "the endpoint refused the report as a request that it cannot read, or too long"


def endpoint_of(name: str) -> Endpoint:
    """Return the endpoint that a model name tells.

    Args:
        name: ``llm:URL#NAME``; the URL goes as far as ``/v1`` or to the end of the path.

    Raises:
        UsageError: the name tells no endpoint, or has a key in it.
    """
    url, _, model = name.removeprefix(PREFIX).partition("#")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and model and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            "a model behind an endpoint is named llm:URL#NAME, such as "
            "llm:http://localhost:8000/v1#qwen3-8b"
        )
    if parts.username or parts.password or parts.query:
        raise UsageError(
            f"the URL of an endpoint must hold no name, key or query: put a key into {KEY}"
        )
    path = parts.path.rstrip("/") or "/v1"
    path = path if path.endswith(_PATH) else path + _PATH
    return Endpoint(f"{parts.scheme}://{parts.netloc}{path}", model)


def _failed(cause: object) -> NoAnswerError:
    if isinstance(cause, TimeoutError):
        return NoAnswerError("the endpoint did not answer in time")
    return NoAnswerError("the connection to the endpoint broke off")


def _content(data: bytes) -> str:
    """Return what the model wrote, out of what the server made of it."""
    try:
        choice = json.loads(data)["choices"][0]
        content, ended = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise NoAnswerError("the endpoint's answer is no chat completion") from None
    if ended == "length":
        raise NoAnswerError("the model's answer was cut off", again=False)
    if not isinstance(content, str) or not content.strip():
        raise NoAnswerError("the model gave no answer")
    return content
