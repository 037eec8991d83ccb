"""Manuscripts with their promises → Edition: what is in which feed and on which page.

Four small rooms: `links` (what a text names → where that leads on the site), `meta` (a manuscript and
its promise → what the site knows of an article), `translations` (which of them cannot say the same),
`edition` (all of them → collections and history).
"""

from feedmill.curate.edition import Stock, curate

__all__ = ["Stock", "curate"]
