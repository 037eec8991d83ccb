"""The commands that begin something: init, new."""

import uuid
from argparse import Namespace
from zoneinfo import ZoneInfo

from feedmill import config
from feedmill.cli.saying import say
from feedmill.cli.wishes import now, root_of, settings_of
from feedmill.errors import FeedmillError, Problem


def new(wishes: Namespace) -> int:
    """Begin an article: a draft with that title."""
    from feedmill.new import article

    root = root_of(wishes)
    if not (root / config.FILE).is_file() and not (root / "content").is_dir():
        raise FeedmillError(Problem(str(wishes.root), 0, "there is no site here", "make one with: feedmill init DIR"))
    site, _ = settings_of(root, None)
    path = article(root, wishes.title, site.language, now().astimezone(ZoneInfo(site.timezone)).date())
    say(f"{path.relative_to(root).as_posix()} is ready to be written.")
    say("It is a draft: take out the line `draft: true` when it may be published, then run: feedmill build")
    return 0


def init(wishes: Namespace) -> int:
    """Begin a site in that folder."""
    from feedmill.new import site

    made = site(wishes.folder, uuid.uuid4())
    say(f"{wishes.folder}: " + (f"wrote {', '.join(made)}" if made else "everything is there already"))
    say(f"Next: put articles as .txt into {wishes.folder / 'seeds'}, then run: feedmill -C {wishes.folder} build")
    return 0
