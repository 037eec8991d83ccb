"""An article whose id stands in the ledger alone → the same file with its id in it: what `feedmill adopt` does."""

import re
from contextlib import closing

from msgspec.structs import replace

from feedmill import disk, lock
from feedmill.cache import Cache
from feedmill.errors import Problem, SourceError
from feedmill.run import Run, explained
from feedmill.seen import Seen
from feedmill.stamp import stamp
from feedmill.stock import promises_so_far

_FRONT = re.compile(
    rb"""(?:\xef\xbb\xbf)? \s* -{3,} [^\S\r\n]* (?P<end> \r\n | \n | \r)  # the first line of front matter
    .*? (?<=[\r\n]) (?= -{3,} [^\S\r\n]* (?: [\r\n] | \Z))           # all that stands above its last""",
    re.DOTALL | re.VERBOSE,
)


def adopt(run: Run, path: str) -> str:
    """Write the id that the ledger holds for an article into its front matter and return it; "" if it stands there.

    Nothing else in the file changes. SourceError if the ledger does not know the file, or it has a mistake.
    """
    from feedmill import articles

    with explained(run.root), lock.alone(run.workshop), closing(Cache(run.cached, stamp())) as cache:
        rows = promises_so_far(run, cache, Seen(cache), begin=False).ledger.rows.values()
        if disk.stands(run.root, path) != "file" or not path.startswith("content/"):
            raise SourceError(Problem(path, 0, "there is no such article", "name a Markdown file in content/"))
        raw = disk.read(run.root / path)
        article, problems = articles.load(raw)
        if article is None:
            raise SourceError(replace(problems[0], path=path))
        if article.front.id:
            return ""
        digest = disk.digest(raw)
        known = [row for row in rows if path in row.paths and digest in row.digests]
        if not known:  # or another file may have taken its place since
            right = "build first: feedmill build looks at it as it is now"
            raise SourceError(Problem(path, 0, "the ledger has no id for this file", right))
        id_ = min(known, key=lambda row: (row.withdrawn is not None, row.number or 2**63, row.id)).id
        made = with_id(raw, id_)
        if made is None:
            wrong = "its front matter is written in a way that no line can be added to"
            raise SourceError(Problem(path, 0, wrong, f'add it yourself: id: "{id_}"'))
        disk.replace(run.root / path, made)
    return id_


def with_id(raw: bytes, id_: str) -> bytes | None:
    """Return the file of an article that says no id with one more line, the last of its front matter.

    None if that would change anything else that the file says.
    """
    from feedmill import articles

    before, _ = articles.load(raw)
    found = _FRONT.match(raw)
    if before is None or found is None:
        return None
    made = raw[: found.end()] + f'id: "{id_}"'.encode() + found["end"] + raw[found.end() :]
    after, _ = articles.load(made)
    return made if after == replace(before, front=replace(before.front, id=id_)) else None
