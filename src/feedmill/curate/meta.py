"""A manuscript and its promise → what the site knows of an article but its text."""

from hashlib import blake2b

import msgspec
from msgspec import Struct

from feedmill import text
from feedmill.curate.links import Place, enclosures, original, picture, resolve, sizes
from feedmill.editions import PlainPage, language_of, people_of
from feedmill.errors import Problem
from feedmill.model import NEVER, Label, Manuscript, Meta, Moment
from feedmill.promises import Ledger, Promise, address, fold
from feedmill.settings import Person, Site
from feedmill.uris import absolute


class Desk(Struct, frozen=True):
    """What is the same for every article of a build."""

    site: Site
    ledger: Ledger
    place: Place


def article(promise: Promise, manuscript: Manuscript, desk: Desk) -> tuple[Meta, tuple[Problem, ...]]:
    """Return the article, and every mistake in what it names."""
    front, path = manuscript.front, manuscript.path
    links, problems = _links(manuscript, desk.place)
    image, wrong_image = picture(manuscript, desk.place)
    files, wrong_files = enclosures(manuscript, desk.place)
    translates, wrong_original = original(manuscript, desk.place)
    published = promise.published or Moment("", NEVER)
    people = tuple(Person(_line(person.name), _address(person.url)) for person in people_of(front, desk.site))
    title = _line(front.title)
    meta = Meta(
        id=promise.id,
        number=promise.number or 0,
        path=path,
        digest=manuscript.digest,
        size=manuscript.reading.size,
        address=address(promise.slug),
        title=title,
        published=published,
        updated=promise.updated or published,
        language=language_of(front, desk.site),
        summary=_summary(manuscript, title),
        authors=tuple(_label("authors", person.name, desk.ledger) for person in people),
        people=people,
        tags=tuple(dict.fromkeys(_label("tags", _line(tag), desk.ledger) for tag in front.tags)),
        image=image,
        enclosures=files,
        links=links,
        sizes=sizes(links, desk.place),
        season=front.season or 0,
        episode=front.episode or 0,
        correction=_line(front.correction or ""),
        translates=translates,
    )
    return meta, (*problems, *wrong_image, *wrong_files, *wrong_original)


def print_of(meta: Meta) -> bytes:
    """Return one hash of all that is known of an article: documents that show it depend on it."""
    return blake2b(msgspec.msgpack.encode(meta), digest_size=16).digest()


def page(manuscript: Manuscript, at: str, desk: Desk) -> tuple[PlainPage, tuple[Problem, ...]]:
    """Return a page of content/pages/, and every mistake in what it names."""
    links, problems = _links(manuscript, desk.place)
    title = _line(manuscript.front.title)
    plain = PlainPage(
        path=manuscript.path,
        digest=manuscript.digest,
        address=at,
        title=title,
        language=language_of(manuscript.front, desk.site),
        summary=_summary(manuscript, title),
        links=links,
        sizes=sizes(links, desk.place),
    )
    return plain, problems


def _links(manuscript: Manuscript, place: Place) -> tuple[tuple[tuple[str, str], ...], tuple[Problem, ...]]:
    links, problems = [], []
    for named in manuscript.reading.references:
        leads, problem = resolve(manuscript.path, named, place)
        links.append((named[0], leads))
        problems += [problem] if problem else []
    return tuple(links), tuple(problems)


def _summary(manuscript: Manuscript, title: str) -> str:
    """Return the author's summary or else the first paragraph; "" where it would only repeat the title."""
    said = _line(manuscript.front.summary or manuscript.reading.lede)
    return "" if said == title else said


def _line(said: str) -> str:
    """Return a text as it can stand in one line of any document."""
    return text.squeeze(text.legal(said))


def _address(said: str) -> str:
    """Return a person's address as any document can carry it: RFC 3986 §2 knows no quotes, spaces or letters like ü."""
    scheme, _, rest = text.legal(said.strip()).partition(":")
    return absolute(scheme.lower(), rest) if rest else ""


def _label(kind: str, name: str, ledger: Ledger) -> Label:
    """Return a name in the spelling that was first, with the page of its collection if it has one."""
    known = ledger.names.get((kind, fold(name)))
    return Label(known.name, f"{kind}/{known.slug}/index.html") if known else Label(name)
