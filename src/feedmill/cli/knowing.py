"""What this machine knows of who begins a site: language, time zone, name, and where the site will stand."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from feedmill import languages, past
from feedmill.new import Known

_GITHUB = re.compile(r"(?:https://|git@|ssh://git@)github\.com[:/]([\w-]+)/([\w.-]+?)(?:\.git)?/?")
_LOCALTIME, _TIMEZONE = Path("/etc/localtime"), Path("/etc/timezone")


def known(root: Path) -> Known:
    """Return it; nothing is asked of anybody, and what is not known has the settings' default."""
    here = next((folder for folder in (root, *root.parents) if folder.is_dir()), root)
    return Known(
        language=language(os.environ),
        timezone=zone(os.environ, _LOCALTIME, _TIMEZONE),
        author=past.told(here, "config", "user.name"),
        base_url=pages(past.told(root, "remote", "get-url", "origin")) if root.is_dir() else "",
    )


def language(environment: Mapping[str, str]) -> str:
    """Return the language that programs are to speak: "de" for de_DE.UTF-8, "de-AT" for de_AT."""
    said = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "") or ""
    found = re.match(r"([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@]|$)", said)
    if not found or languages.unknown(found[1]):
        return "en"
    usual = found[2] in {None, found[1].upper()} or said.startswith("en_US")
    return found[1] if usual else f"{found[1]}-{found[2]}"


def zone(environment: Mapping[str, str], localtime: Path, timezone: Path) -> str:
    """Return the time zone that the clock shows."""
    linked = localtime.resolve().as_posix().partition("/zoneinfo/")[2]
    written = timezone.read_text(encoding="utf-8", errors="replace").strip() if timezone.is_file() else ""
    for name in (environment.get("TZ", "").removeprefix(":"), linked, written):
        try:
            if name and ZoneInfo(name):
                return "UTC" if name in {"Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu"} else name
        except (KeyError, ValueError, OSError):  # "CET-1CEST" is a rule and no place
            continue
    return "UTC"


def pages(remote: str) -> str:
    """Return where GitHub Pages puts the site of a repository, "" if it is none of theirs."""
    found = _GITHUB.fullmatch(remote)
    if not found:
        return ""
    host = f"{found[1].lower()}.github.io"
    return f"https://{host}/" if found[2].lower() == host else f"https://{host}/{found[2]}/"
