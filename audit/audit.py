"""Look at the pages of six sites with the tools that browsers' makers use: `make audit`, or `--help`.

Sites are built anew below audit/.work/, served on this machine, and looked at. What is found is printed by kind of
finding, with an example; the exit status is 1 if there is anything.
"""

import argparse
import shutil
import sys
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import grounds  # first: it makes the tests' and the benchmark's modules known
import needs
import pages
from host import hosted, listening
from looks import LOOKS, Finding, Site, say

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        description="Look at the pages of sample sites with the tools of browsers' makers."
    )
    known = [*grounds.sites(0)]
    parser.add_argument("--sites", nargs="+", choices=known, default=known, help="which sites (all)")
    parser.add_argument("--only", nargs="+", choices=[*LOOKS], default=[*LOOKS], help="which looks (all)")
    parser.add_argument("--large", type=int, default=10_000, help="articles of the large site (10000)")
    parser.add_argument("--runs", type=int, default=4, help="how often Lighthouse may try (4)")
    parser.add_argument(
        "--shots", type=Path, default=WORK / "shots", help="the folder for pictures (audit/.work/shots)"
    )
    parser.add_argument("--no-install", action="store_true", help="install nothing: say what is missing")
    return parser.parse_args()


def main() -> int:
    """Build, look, tell."""
    asked = arguments()
    missing = needs.missing() if asked.no_install else needs.install()
    for each in missing:
        say(f"missing: {each}")
    found: list[Finding] = []
    with ExitStack() as stack:
        sites = [site for name in asked.sites for site in [_built(name, asked.large, stack)]]
        for name in asked.only:
            if LOOKS[name].wants.isdisjoint(missing):
                say(f"{name} …")
                found += LOOKS[name].look(sites, asked)
            else:
                found.append(Finding(name, "this look was not possible", "", "", ", ".join(LOOKS[name].wants)))
    _tell(found)
    return int(bool(found))


def _built(name: str, count: int, stack: ExitStack) -> Site:
    there, address = listening()
    base = "/fish%20%26%20chips/" if name == "varied" else "/"
    address += base.lstrip("/")
    root = WORK / "sites" / name
    shutil.rmtree(root, ignore_errors=True)
    started = time.perf_counter()
    grounds.sites(count)[name](root, address)
    stack.enter_context(hosted(root / "feeds", there, base))
    say(f"built {name} in {time.perf_counter() - started:.0f} s: {len(pages.every(root / 'feeds'))} pages at {address}")
    return Site(name, root / "feeds", address, base)


def _tell(found: list[Finding]) -> None:
    kinds = defaultdict(list)
    for each in found:
        kinds[each.tool, each.rule].append(each)
    for (tool, rule), some in sorted(kinds.items()):
        shapes = sorted({f"{each.site}:{pages.shape(each.page)}" for each in some})
        print(f"\n{tool}: {rule}\n    {len(some)} times, on {', '.join(shapes[:12])}")
        for each in some[:3]:
            print(f"    {each.site}/{each.page}  {each.where}")
    print(f"\n{len(found)} findings of {len(kinds)} kinds" if found else "\nNothing is left to mend.")


if __name__ == "__main__":
    sys.exit(main())
