"""A repository's branch, and the site's folder in it → the workflow by which GitHub builds and publishes the site."""

SOURCE = "feedmill[search] @ git+https://github.com/feedmill/feedmill@v{version}"

# Actions are named by commit, as a tag can be moved to other code. Hidden files go along in v3 of the artifact, which
# v4 leaves out: .well-known/, and the manifest that `feedmill ping` compares with.
_TEMPLATE = """\
# Builds the site and publishes it to GitHub Pages. Say once in the repository that an action may do so:
# Settings, Pages, Build and deployment, Source: GitHub Actions.
name: Publish
on:
  push:
    branches: ["@BRANCH@"]
  schedule:
    - cron: "17 3 * * *"   # articles whose day has come
  workflow_dispatch:
concurrency:
  group: pages
permissions: {}
env:
  FEEDMILL: "@SOURCE@"
  SITE: "@FOLDER@"
jobs:
  build:
    runs-on: ubuntu-24.04
    permissions:
      contents: write   # to commit content/: what subscribers were promised must be known to the next build
      pages: read
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.13"
      - run: pip install --quiet "$FEEDMILL"
      - id: pages
        uses: actions/configure-pages@983d7736d9b0ae728b81ab479565c72886d7745b # v5.0.0
      - run: feedmill -C "$SITE" build --base-url "$BASE/"
        env:
          BASE: ${{ steps.pages.outputs.base_url }}
      - run: feedmill -C "$SITE" check
      - name: Keep what was promised
        run: |
          git add -- "$SITE/content"
          git diff --cached --quiet && exit 0
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git commit --quiet -m "Articles and promises of this build"
          git push --quiet
      - uses: actions/upload-pages-artifact@56afc609e74202658d3ffba0e8f6dda462b719fa # v3.0.1
        with:
          path: ${{ env.SITE }}/feeds
  publish:
    needs: build
    runs-on: ubuntu-24.04
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.publish.outputs.page_url }}
    steps:
      - id: publish
        uses: actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5
"""


def workflow(version: str, branch: str, folder: str) -> str:
    """Return the file; the site lies in that folder of the repository, "." for its root."""
    words = {"@BRANCH@": branch, "@SOURCE@": SOURCE.format(version=version), "@FOLDER@": folder}
    text = _TEMPLATE
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
