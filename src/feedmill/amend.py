"""An article's file + fields → the same file with these lines more in its front matter, and not a byte else."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from feedmill import disk
from feedmill.errors import Problem, SourceError
from feedmill.model import Article
from feedmill.run import Run

_FRONT = re.compile(
    rb"""(?:\xef\xbb\xbf)? \s* -{3,} [^\S\r\n]* (?P<end> \r\n | \n | \r)  # the first line of front matter
    .*? (?<=[\r\n]) (?= -{3,} [^\S\r\n]* (?: [\r\n] | \Z))           # all that stands above its last""",
    re.DOTALL | re.VERBOSE,
)

Fields = Mapping[str, str | bool]


def opened(run: Run, path: str) -> tuple[bytes, Article]:
    """Return an article's bytes and what they say. SourceError if there is no such article, or it has a mistake."""
    from feedmill import articles

    if disk.stands(run.root, path) != "file" or not path.startswith("content/"):
        raise SourceError(Problem(path, 0, "there is no such article", "name a Markdown file in content/"))
    raw = disk.read(run.root / path)
    article, problems = articles.load(raw)
    if article is None:
        raise SourceError(replace(problems[0], path=path))
    return raw, article


def amend(run: Run, path: str, raw: bytes, fields: Fields) -> None:
    """Put the fields into an article's file. SourceError if that would change anything else that it says."""
    from feedmill import articles

    made = with_fields(raw, fields)
    if made is None:
        wrong = "its front matter is written in a way that no line can be added to"
        raise SourceError(Problem(path, 0, wrong, f"add it yourself: {', '.join(articles.lines(fields))}"))
    disk.replace(run.root / path, made)


def with_fields(raw: bytes, fields: Fields) -> bytes | None:
    """Return the file of an article that does not say these fields with them, the last lines of its front matter.

    None if that would change anything else that the file says.
    """
    from feedmill import articles

    before, _ = articles.load(raw)
    found = _FRONT.match(raw)
    if before is None or found is None:
        return None
    added = b"".join(line.encode() + found["end"] for line in articles.lines(fields))
    made = raw[: found.end()] + added + raw[found.end() :]
    after, _ = articles.load(made)
    return made if after == replace(before, front=replace(before.front, **fields)) else None
