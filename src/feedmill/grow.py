"""A seed → the article that it becomes, and the proof that nothing of it is lost. Runs in workers, writes nothing."""

from itertools import zip_longest
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from feedmill import disk
from feedmill.errors import Problem, SourceError
from feedmill.plans import Planned, Shape
from feedmill.read import PAGES, Fresh, study
from feedmill.survey import MARKDOWN, kind

_SHOWN = 30  # characters on each side of a difference


class Grown(Struct, frozen=True):
    """What a worker made of a seed; without `fresh` it cannot be used."""

    name: str
    sha256: str = ""
    plan: Planned | None = None
    id: str = ""
    said_id: bool = False
    """Whether the file says its id itself."""
    file: bytes = b""
    fresh: Fresh | None = None
    sketch: bytes = b""
    """By which articles that say nearly the same find each other."""
    problems: tuple[Problem, ...] = ()


def grow(root: Path, language: str, name: str) -> Grown:
    """Return the article that a seed becomes, after proving that it keeps every character. Runs in a worker."""
    try:
        raw = disk.read(root / name)
        return _taken(name, raw) if kind(name) == MARKDOWN else _understood(name, raw, language)
    except SourceError as error:
        return Grown(name, disk.digest(raw), problems=(error.problem,))
    except OSError as error:
        return Grown(name, problems=(Problem(name, 0, f"this seed cannot be read: {disk.reason(error)}", "allow it"),))


def _understood(name: str, raw: bytes, language: str) -> Grown:
    """Return what raw text becomes."""
    from feedmill import articles, kin, markup, seeds

    sown = seeds.grow(name, raw, language)
    front = sown.article.front
    file = articles.dump(sown.article).encode()
    fresh = study(file)
    shown = markup.plain(fresh.html)
    digest = disk.digest(raw)
    if fresh.reading.front != front or shown != sown.expected:
        right = "nothing was written; this is a mistake in feedmill, please report it with the seed"
        where = _difference(sown.expected, shown) or "its front matter would be read differently"
        problem = Problem(name, 0, f"its text would not be kept word for word: {where}", right)
        return Grown(name, digest, problems=(*sown.problems, problem))
    plan = Planned(
        seed=name,
        article=f"content/{front.slug}.md",
        title=front.title,
        title_from="text" if front.title_inferred else "title line",
        published=front.published,
        language=front.language,
        language_probability=round(sown.sure, 3),
        summary=front.summary,
        shape=sown.shape,
    )
    id_, sketch = front.id or "", kin.sketch(sown.article.body)
    return Grown(name, digest, plan, id_, said_id=True, file=file, fresh=fresh, sketch=sketch, problems=sown.problems)


def _taken(name: str, raw: bytes) -> Grown:
    """Return what Markdown with front matter becomes: itself, if every field is in order."""
    from feedmill.kindred import sketch_of
    from feedmill.seeds.identity import article_id

    digest = disk.digest(raw)
    fresh = study(raw)
    front = fresh.reading.front
    problems = tuple(replace(each, path=name) for each in fresh.reading.problems)
    path = f"content/{name.removeprefix('seeds/')[: -len(MARKDOWN)]}{MARKDOWN}"
    if path.startswith(PAGES):
        right = f"put it into {PAGES} yourself if it is to be a plain page, else into another folder of seeds/"
        problems += (Problem(name, 0, f"{path} would be a plain page and no article", right),)
    if front is None or not all(problem.warning for problem in problems):
        return Grown(name, digest, problems=tuple(map(_or_raw, problems)))
    plan = Planned(
        seed=name,
        article=path,
        title=front.title,
        title_from="front matter",
        published=front.published,
        language=front.language,
        summary=front.summary,
        shape=Shape(),
    )
    return Grown(
        name,
        digest,
        plan,
        front.id or article_id(digest),
        said_id=bool(front.id),
        file=raw,
        fresh=fresh,
        sketch=sketch_of(raw),
        problems=problems,
    )


def _or_raw(problem: Problem) -> Problem:
    """Return the problem; where a seed has no front matter at all it may have been meant as raw text."""
    if problem.wrong != "there is no front matter":
        return problem
    return replace(problem, right=f"{problem.right}; or call it .txt if it is raw text")


def _difference(expected: str, shown: str) -> str:
    """Return the first place at which two texts differ, "" if they do not."""
    at = next((n for n, (one, other) in enumerate(zip_longest(expected, shown)) if one != other), None)
    if at is None:
        return ""
    around = slice(max(0, at - _SHOWN), at + _SHOWN)
    return f"{expected[around]!a} would read {shown[around]!a}"
