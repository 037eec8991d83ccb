"""The commands that begin something: init, new."""

import uuid
from argparse import Namespace
from pathlib import Path
from zoneinfo import ZoneInfo

from feedmill import past
from feedmill.cli.arriving import settings_of, site_at
from feedmill.cli.knowing import known
from feedmill.cli.saying import answer
from feedmill.cli.wishes import now
from feedmill.plans import Begun, Named
from feedmill.words import beginning as words


def new(wishes: Namespace) -> int:
    """Begin an article: a draft with that title."""
    from feedmill.new import article

    root = site_at(wishes)
    site, _ = settings_of(root, None)
    path = article(root, wishes.title, site.language, now().astimezone(ZoneInfo(site.timezone)).date())
    done = Named(path.relative_to(root).as_posix())
    answer(wishes, done, words.article(done))
    return 0


def init(wishes: Namespace) -> int:
    """Begin a site in that folder, or add to one what it lacks."""
    from feedmill.new import github, site

    root: Path = wishes.root if wishes.folder is None else wishes.root / wishes.folder
    facts = known(root)
    made = site(root, uuid.uuid4(), facts)
    if wishes.github:
        top, branch = _repository(root)
        made += tuple(name if top.samefile(root) else str(top / name) for name in github(root, top, branch))
    done = Begun(str(root), made, facts.said if "feedmill.toml" in made else {})
    answer(wishes, done, words.site(done, github=wishes.github))
    return 0


def _repository(root: Path) -> tuple[Path, str]:
    """Return where the repository begins that the site lies in, and its branch; the site itself where there is none."""
    top = past.told(root, "rev-parse", "--show-toplevel")
    return (Path(top) if top else root), past.told(root, "symbolic-ref", "--short", "HEAD") or "main"
