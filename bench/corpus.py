"""Seeds for measuring: German news of any number, the same on every machine, made by a small grammar."""

import random
from collections.abc import Iterator

SUBJECTS = (
    "Die Bundesregierung|Der Stadtrat von Bremen|Eine Sprecherin der Polizei|Das Landgericht Kiel|Der Wetterdienst|"
    "Die Gewerkschaft|Ein Forscherteam aus Jena|Die Bahn|Der Bürgermeister|Das Ministerium|Die Opposition im Landtag|"
    "Ein Anwohner|Der Verein|Die Universität Leipzig|Das Unternehmen|Die Feuerwehr|Der Verband|Eine Studie"
).split("|")
VERBS = (
    "kündigt an|bestätigt|prüft|warnt vor|fordert|lehnt ab|meldet|beschließt|verschiebt|unterstützt|kritisiert|"
    "untersucht|verteidigt|plant|erklärt|begrüßt|bezweifelt|veröffentlicht"
).split("|")
OBJECTS = (
    "den Ausbau der Strecke|neue Regeln für Mieter|höhere Löhne im Handel|den Bau einer Brücke|"
    "die Folgen des Hochwassers|ein Verbot von Feuerwerk|den Haushalt für das kommende Jahr|Pläne für ein Museum|"
    "die Reform der Schulen|schnellere Verfahren|eine Untersuchung des Unfalls|den Verkauf des Hafens|"
    "mehr Geld für Krankenhäuser|die Schließung des Werks|ein Abkommen mit den Nachbarn|strengere Kontrollen"
).split("|")
TAILS = (
    "wie am Montag bekannt wurde|nach Angaben der Behörden|trotz heftiger Kritik|obwohl die Kosten gestiegen sind|"
    "bis zum Ende des Jahres|in einem Gespräch mit der Zeitung|ohne weitere Einzelheiten zu nennen|am frühen Morgen|"
    'und spricht von einem "wichtigen Schritt"|während die Verhandlungen weitergehen|im Umfang von 3,5 Millionen Euro'
).split("|")
HEADS = (
    "Streit um die Kosten|Wie es weitergeht|Kritik aus den Ländern|Was jetzt geplant ist|Zweifel an den Zahlen".split(
        "|"
    )
)


def _sentence(chance: random.Random) -> str:
    parts = (chance.choice(SUBJECTS), chance.choice(VERBS), chance.choice(OBJECTS))
    tail = f", {chance.choice(TAILS)}" if chance.random() < 0.6 else ""
    return " ".join(parts) + tail + "."


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(2, 5)))


def seeds(count: int) -> Iterator[tuple[str, str]]:
    """Yield file name and text of each seed; about 2.6 KB each, dated over ten years to the month or day."""
    for number in range(count):
        chance = random.Random(number)  # noqa: S311 - the same for everyone
        day = f"-{chance.randint(1, 28):02}" if chance.random() < 0.5 else ""
        blocks = [f"date {chance.randint(2015, 2024)}-{chance.randint(1, 12):02}{day} {_paragraph(chance)}"]
        points = [_sentence(chance) for _ in range(3)]
        blocks += [f"Das Wichtigste in Kürze {points[0]}", *points[1:]]
        for _ in range(3):
            blocks += [_paragraph(chance), chance.choice(HEADS), _paragraph(chance)]
        yield f"{number:06}.txt", "\n\n".join([*blocks, _paragraph(chance)])
