"""The commands between seeds and articles: sow, review, adopt."""

import time
from argparse import Namespace

from msgspec.structs import replace

from feedmill.cli.saying import answer, say, status, tell_all
from feedmill.cli.wishes import crewed, inside, plain_run
from feedmill.errors import FeedmillError, Problem
from feedmill.options.parsing import Misused
from feedmill.plans import Adopted, Named
from feedmill.run import Run
from feedmill.words import seeding as words


def sow(wishes: Namespace) -> int:
    """Make articles of new seeds, or say what would be made; with a seed's name, show it or make it anew."""
    started = time.perf_counter()
    if wishes.diff and wishes.json:
        who, wrong = "feedmill sow", "--json cannot go with --diff: a difference is for people"
        raise Misused(who, wrong, "leave out one of them")
    run, problems = plain_run(wishes)
    if wishes.diff or wishes.again:
        return _sow_again(run, wishes, problems)
    from feedmill.sowing import foresee, sow_only

    with crewed(run, wishes) as run_:
        done = foresee(run_) if wishes.dry_run else sow_only(run_)
    done = replace(done, problems=(*problems, *done.problems))
    answer(wishes, done, words.sowing(done, time.perf_counter() - started, dry=wishes.dry_run), done.problems)
    return status(done.problems)


def _sow_again(run: Run, wishes: Namespace, problems: tuple[Problem, ...]) -> int:
    from feedmill import again

    if wishes.diff:
        tell_all(problems)
        seed = inside(run.root, wishes.diff, "seeds")
        say(again.difference(run, seed) or f"{seed} would change nothing in its article")
        return 0
    done = again.again(run, inside(run.root, wishes.again, "seeds"))
    done = replace(done, problems=(*problems, *done.problems))
    answer(wishes, done, words.again(done), done.problems)
    return status(done.problems)


def review(wishes: Namespace) -> int:
    """List what a person should look at. That there is something is no mistake."""
    from feedmill.review import review

    run, problems = plain_run(wishes)
    found = review(run)
    answer(wishes, found, words.review(found), (*problems, *found.problems))
    return status(found.problems)


def adopt(wishes: Namespace) -> int:
    """Write the ledger's ids into articles; all that can be done is done."""
    from feedmill.adopt import adopt

    run, _ = plain_run(wishes)
    done: list[Named] = []
    problems: list[Problem] = []
    for said in wishes.articles:
        try:
            path = inside(run.root, said, "content")
            id_ = adopt(run, path)
        except FeedmillError as error:
            problems.append(error.problem)
        else:
            done.append(Named(path, id_, changed=bool(id_)))
    adopted = Adopted(tuple(done), tuple(problems))
    answer(wishes, adopted, words.adopted(adopted), problems)
    return status(problems)
