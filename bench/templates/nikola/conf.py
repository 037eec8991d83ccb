"""Settings for Nikola."""

BLOG_AUTHOR = BLOG_TITLE = BLOG_DESCRIPTION = "Bench"
SITE_URL = BASE_URL = "https://bench.example/"
BLOG_EMAIL = "bench@bench.example"
DEFAULT_LANG = "de"
TRANSLATIONS = {"de": ""}
TIMEZONE = "UTC"
THEME = "bench"
POSTS = (("posts/*.md", "articles", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": (".md",)}
INDEX_DISPLAY_POST_COUNT = FEED_LENGTH = 50
INDEX_TEASERS = True
FEED_TEASERS = False
GENERATE_ATOM = True
TAG_PATH = "tags"
TAG_PAGES_ARE_INDEXES = True
CREATE_MONTHLY_ARCHIVE = False
COPY_SOURCES = False
SHOW_SOURCELINK = False
NAVIGATION_LINKS = {
    "de": tuple(
        (f"/tags/{t.lower()}/", t)
        for t in ("Politik", "Wirtschaft", "Kultur", "Sport", "Wissen", "Reise", "Gesundheit", "Digital", "Lokales")
    )
}
GLOBAL_CONTEXT = {}
