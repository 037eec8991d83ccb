"""The only room that speaks to the network: it tells a WebSub hub that a document has changed."""

from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from feedmill.errors import shown
from feedmill.pings import Answer

PATIENCE = 10.0
"""Seconds without a byte before a hub counts as silent."""
PAUSES = (1.0, 5.0)
"""Seconds before the second and the third try."""
_LONGEST_PAUSE = 30.0  # of what a hub may ask for: a deploy must end
_BUSY = {429, 500, 502, 503, 504}
_READ = 300  # bytes of an answer: its first line says why


class _SamePost(HTTPRedirectHandler):
    """Sends the same request to where a hub has moved; urllib would make a GET of it, which says nothing."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - what urllib calls it with
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request once more, but never to another scheme, or from https to http."""
        target = urlsplit(urljoin(req.full_url, newurl)).scheme.lower()
        if target not in {"https", req.type} or code not in {301, 302, 307, 308}:
            raise HTTPError(req.full_url, code, f"{msg}, to {newurl}", headers, fp)
        return Request(newurl, data=req.data, headers=dict(req.header_items()), method="POST")  # noqa: S310 - seen above


def publish(hub: str, topic: str, pause: Callable[[float], object], patience: float = PATIENCE) -> Answer:
    """Tell a hub that the document at that address has changed; try again where it is busy, `pause` in between.

    The request is the one of PubSubHubbub 0.3 §7.1, since WebSub §5 leaves it open: Google's hub and Superfeedr read
    `hub.url`, Switchboard and newer ones `hub.topic`, and each passes over the other.
    """
    data = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
    answer, wait = _ask(hub, data, patience)
    for tries, usual in enumerate(PAUSES, 2):
        if answer.status not in _BUSY:
            break
        pause(min(wait, _LONGEST_PAUSE) or usual)
        answer, wait = _ask(hub, data, patience)
        answer = Answer(answer.status, answer.said, tries)
    return answer


def _ask(hub: str, data: bytes, patience: float) -> tuple[Answer, float]:
    """Return the answer, and for how many seconds the hub wants to be left alone (0: not said)."""
    try:
        request = Request(hub, data=data, headers={"User-Agent": "feedmill"})  # noqa: S310 - settings allow http(s) only
        with _opener().open(request, timeout=patience) as answer:
            return Answer(answer.status), 0
    except HTTPError as error:
        with error:
            after = error.headers.get("Retry-After", "") if error.headers else ""
            return Answer(error.code, _why(error)), float(after) if after.isascii() and after.isdecimal() else 0
    except URLError as error:
        return Answer(0, _plain(error.reason)), 0
    except (OSError, HTTPException, ValueError) as error:
        return Answer(0, _plain(error)), 0


def _opener() -> OpenerDirector:
    """Return what knows http and https and no other scheme."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, _SamePost, HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener


def _why(error: HTTPError) -> str:
    """Return the first line of a refusal, or what its status is called."""
    try:
        said = error.read(_READ).decode("utf-8", "replace").strip()
    except (OSError, HTTPException):
        said = ""
    first = said.split("\n", 1)[0].strip()
    return shown(first if first and not first.startswith("<") else str(error.reason))


def _plain(error: BaseException | str) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    reason = error.strerror if isinstance(error, OSError) else ""
    return shown((reason or str(error) or type(error).__name__).lower())
