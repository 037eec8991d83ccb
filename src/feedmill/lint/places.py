"""Which line of a document an entry, or a text in it, stands on."""

import json
from html import escape

from feedmill.lint.document import Document
from feedmill.received import ReceivedEntry

_ENDS = (b"</item>", b"</entry>", b"</atom:entry>")


def line_in(document: Document, entry: ReceivedEntry, sought: str) -> int:
    """Return the line of a text in an entry, or that on which the entry begins; 0 if neither can be found."""
    raw = document.raw
    start = _line_start(raw, entry.line) if entry.line else _member(raw, entry.id)
    if start < 0:
        return 0
    if entry.line:
        ends = [at for at in (raw.find(end, start) for end in _ENDS) if at >= 0]
        stop = min(ends, default=len(raw))
    else:
        following = raw.find(b'"id":', start + 5)
        stop = following if following >= 0 else len(raw)
    found = [at for at in (raw.find(form, start, stop) for form in _forms(sought)) if at >= 0]
    return raw.count(b"\n", 0, min(found, default=start)) + 1


def _forms(sought: str) -> tuple[bytes, ...]:
    """Return a text as it may be written: plain, escaped for XML, escaped as HTML in XML, as JSON."""
    if not sought:
        return ()
    once = escape(sought, quote=False)
    forms = (sought, once, escape(once, quote=False), json.dumps(sought)[1:-1])
    return tuple(form.encode("utf-8", "surrogatepass") for form in forms)


def _line_start(raw: bytes, line: int) -> int:
    """Return where a line begins."""
    at = 0
    for _ in range(line - 1):
        at = raw.find(b"\n", at) + 1
        if not at:
            return -1
    return at


def _member(raw: bytes, id_: str) -> int:
    """Return where an item of JSON says its id."""
    for form in (json.dumps(id_), json.dumps(id_, ensure_ascii=False)):
        for between in (b": ", b":", b" : "):
            at = raw.find(b'"id"' + between + form.encode("utf-8", "surrogatepass"))
            if at >= 0:
                return at
    return -1
