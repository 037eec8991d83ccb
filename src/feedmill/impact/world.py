"""All documents of one format → what a subscriber of each feed holds, the history followed as RFC 5005 §4 says."""

from collections.abc import Iterable, Iterator

from feedmill.impact.prints import Glance, Print

HISTORY = "history/"
"""Below it lie sealed documents; all others are feeds that one subscribes to."""


class World:
    """One format of an output."""

    def __init__(self, documents: Iterable[Glance]) -> None:
        """Sort the documents: feeds by folder, and the history that the site's own feed leads to."""
        documents = list(documents)
        self.feeds = {each.folder: each for each in documents if not each.folder.startswith(HISTORY)}
        sealed = {each.address: each for each in documents if each.folder.startswith(HISTORY)}
        self.window = {each.id: each for each in self.feeds[""].prints} if "" in self.feeds else {}
        self.history = {each.id: each for document in self._chain(sealed) for each in document.prints}
        self.deleted = frozenset(id_ for each in documents for id_ in each.deleted)

    def _chain(self, sealed: dict[str, Glance]) -> Iterator[Glance]:
        """Yield the sealed documents, newest first, as a reader reaches them."""
        at = self.feeds[""].older if "" in self.feeds else ""
        while at in sealed:
            document = sealed.pop(at)  # out, so that a circle ends
            yield document
            at = document.older

    def held(self, folder: str) -> dict[str, Print]:
        """Return what a subscriber of a feed can see by id; of the site's feed, its history too."""
        if not folder:
            return self.history | self.window
        return {each.id: each for each in self.feeds[folder].prints} if folder in self.feeds else {}

    def everything(self) -> dict[str, Print]:
        """Return all entries of all feeds, by id."""
        found: dict[str, Print] = {}
        for folder in sorted(self.feeds, reverse=True):  # the site's own, which knows most, last
            found |= self.held(folder)
        return found


def worlds(documents: Iterable[Glance]) -> dict[str, World]:
    """Return each format of an output."""
    by_format: dict[str, list[Glance]] = {}
    for each in documents:
        by_format.setdefault(each.format, []).append(each)
    return {name: World(each) for name, each in by_format.items()}
