"""Article ⇄ Markdown with front matter. Owns python-frontmatter."""

from collections.abc import Mapping

import frontmatter
import msgspec
import yaml

from feedmill import dates, fields
from feedmill.articles.front import Handler
from feedmill.errors import Problem
from feedmill.model import Article, Front

_BLANK = 'begin the file with a line ---, a line like title: "…", and a line ---'


def load(raw: bytes) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the article that a file holds, or None and every mistake, each with its line and without a path."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (Problem("", line, "this is not UTF-8", "save the file as UTF-8"),)
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return _parsed(text.lstrip(), text[: len(text) - len(text.lstrip())].count("\n"))


def dump(article: Article) -> str:
    """Return the file that holds an article.

    `load(dump(article).encode())` is that article, if its body neither begins nor ends with a line end nor holds a CR.
    """
    post = frontmatter.Post("", Handler(), **msgspec.to_builtins(article.front))
    head = frontmatter.dumps(post, handler=Handler())
    body = article.body.strip("\n")
    return f"{head}\n\n{body}\n" if body else f"{head}\n"


def lines(fields: Mapping[str, str | bool]) -> tuple[str, ...]:
    """Return fields as lines of front matter."""
    return tuple(Handler().export(dict(fields)).split("\n"))


def _parsed(text: str, skipped: int) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the same as `load` for a text that stands below so many blank lines."""
    handler = Handler()
    try:
        said, _ = frontmatter.parse(text, handler=handler)
    except yaml.YAMLError as error:
        return None, (_yaml_problem(error, handler, skipped),)
    except (RecursionError, ValueError, TypeError):
        return None, (Problem("", skipped + 1, "the front matter cannot be read", "write plain `key: value` lines"),)
    if not handler.closed or not handler.mapping:
        return None, (Problem("", skipped + 1, *_unusable(handler)),)
    lines = {key: line + skipped for key, line in handler.lines.items()}
    front, problems = _front(said, lines, skipped + 1)
    problems += tuple(
        Problem("", line + skipped, f"{key!r} stands here twice", f"keep one; the other is in line {other + skipped}")
        for key, line, other in handler.twice
    )
    # The body that python-frontmatter returns has lost Unicode spaces at its ends, a Chinese indent among them.
    body = text[handler.body_at :].strip("\n")
    return (None if problems or front is None else Article(front, body)), problems


def _front(
    said: Mapping[str, object], lines: Mapping[str, int], first: int
) -> tuple[Front | None, tuple[Problem, ...]]:
    front, problems = fields.check(Front, said, lambda key: lines.get(key, first), "")
    for key in ("published", "updated"):
        told = any(problem.wrong.startswith(f"{key!r}") for problem in problems)
        if isinstance(text := said.get(key), str) and not told:
            try:
                dates.parse(text)
            except ValueError as error:
                problems += (Problem("", lines.get(key, first), f"{key!r}: {error}", dates.RIGHT),)
    return front, problems


def _unusable(handler: Handler) -> tuple[str, str]:
    if not handler.opened:
        return "there is no front matter", _BLANK
    if not handler.closed:
        return "the front matter is not closed", "end it with a line ---"
    return "the front matter is not a list of fields", "write one `key: value` on each line"


def _yaml_problem(error: yaml.YAMLError, handler: Handler, skipped: int) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        line = handler.front.count("\n", 0, handler.front.find(chr(error.character))) + 1
        return Problem("", skipped + line, f"the character U+{error.character:04X} can stand in no text", "take it out")
    mark, context = getattr(error, "problem_mark", None), str(getattr(error, "context", ""))
    if "quoted" in context or "flow" in context:  # what was opened and never closed
        mark = getattr(error, "context_mark", None) or mark
    wrong = getattr(error, "problem", None) or "the front matter is not YAML"
    said = handler.front.split("\n")[mark.line] if mark and mark.line < handler.front.count("\n") + 1 else ""
    return Problem("", skipped + (handler.line(mark) if mark else 1), str(wrong), _mending(str(wrong), said))


def _mending(wrong: str, said: str) -> str:
    """Return what would be right in place of a line that is no YAML."""
    if said.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return "a merge left its marks here: keep one side and take them out"
    if "\t" in said:
        return "indent with spaces, not with tabs"
    if "depth" in wrong:
        return "write plain `key: value` lines"
    if "!!" in said:
        return "write the value without !!"
    return "put text with : # or quotes in it between quotes"
