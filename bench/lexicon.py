"""The words of the corpus: German, most frequent first in each class, so that rank can stand for frequency."""

HEADS = (
    "m:plan|f:regierung|m:vertrag|f:partei|m:rat|n:gesetz|f:reform|m:minister|f:polizei|n:gericht|n:amt|f:zahl|m:preis|"
    "m:streit|f:debatte|n:projekt|n:werk|f:behörde|f:kammer|m:verband|m:haushalt|f:kommission|f:krise|n:programm|"
    "m:konzern|m:markt|n:urteil|f:planung|f:steuer|f:versorgung|m:bau|n:netz|f:prüfung|n:verfahren|m:schutz|n:zentrum|"
    "f:gruppe|m:fonds|f:stelle|n:abkommen|m:betrieb|f:förderung|m:verkehr|f:linie|f:messe|n:fest|m:bericht|f:studie|"
    "f:kontrolle|m:ausschuss|f:sitzung|n:museum|f:schule|n:haus|f:brücke|f:anlage|m:dienst|f:wahl|n:bündnis|f:frist|"
    "m:antrag|f:abgabe|m:verein|f:börse|n:klinikum|f:akademie|m:hafen|f:halle|n:gelände|m:turm|f:leitung|m:speicher|"
    "f:station|n:lager|f:strecke|m:tunnel|f:zone|n:viertel|m:park|f:straße|m:platz|f:feier|n:turnier|f:mannschaft|"
    "m:trainer|n:stadion|f:liga|m:pokal|n:orchester|f:bühne|n:archiv|f:bibliothek|m:verlag|f:zeitung|m:sender|n:labor|"
    "f:forschung|m:versuch|n:verbot|f:sperre|m:alarm|f:warnung|m:einsatz|f:rettung|n:lied|f:steppe|m:falter|n:moor"
).split("|")
"""The last part of a compound, with its gender."""

FIRSTS = (
    "Bundes|Landes|Stadt|Haupt|Wirtschafts|Energie|Verkehrs|Finanz|Bau|Sicherheits|Wasser|Umwelt|Bildungs|Gesundheits|"
    "Klima|Schul|Bahn|Haushalts|Arbeits|Sozial|Wohnungs|Kultur|Hafen|Grenz|Daten|Strom|Industrie|Außen|Innen|Rechts|"
    "Verfassungs|Jugend|Familien|Renten|Sport|Handels|Agrar|Forst|Küsten|Straßen|Luft|Kranken|Pflege|Kinder|Volks|"
    "Gemeinde|Bürger|Kreis|Regional|Nord|Süd|Ost|West|Zentral|Sonder|Not|Rahmen|Muster|Pilot|Test|Zukunfts|Groß|Ersatz|"
    "Neben|Winter|Sommer|Herbst|Nacht|Feiertags|Wochen|Monats|Jahres|Vertrags|Miet|Gas|Wind|Solar|Kohle|Stahl|Chemie|"
    "Auto|Rad|Fuß|Schiffs|Flug|Raum|Funk|Netz|Fernseh|Musik|Theater|Film|Kunst|Buch|Presse|Medien|Werbe|Reise|Tier|"
    "Wald|Berg|Fluss|Tal|Moor|Insel|Deich|Hochwasser|Sturm|Eis|Milch|Getreide|Wein|Fisch|Holz|Glas|Papier|Textil"
).split("|")
"""The first part of a compound."""

NOUNS = (
    "f:Regierung|f:Polizei|f:Stadt|m:Präsident|n:Land|m:Minister|n:Unternehmen|f:Partei|n:Gericht|m:Sprecher|f:Union|"
    "f:Opposition|m:Krieg|f:Zeitung|n:Parlament|f:Bahn|f:Gewerkschaft|m:Vertrag|n:Ministerium|f:Entscheidung|n:Gesetz|"
    "f:Zahl|f:Kritik|m:Bericht|n:Ergebnis|f:Gemeinde|m:Vorschlag|f:Feuerwehr|m:Verein|f:Universität|m:Konzern|f:Kirche|"
    "n:Verfahren|m:Angriff|f:Lage|f:Studie|m:Streik|f:Wahl|n:Team|m:Verband|f:Behörde|m:Bürgermeister|n:Geld|f:Brücke|"
    "m:Vorstand|f:Untersuchung|n:Abkommen|f:Forderung|m:Haushalt|f:Sitzung|n:Werk|m:Betrieb|f:Rede|n:Angebot|m:Unfall"
).split("|")
PEOPLE = (
    "Menschen|Behörden|Länder|Anwohner|Fachleute|Abgeordneten|Beschäftigten|Gemeinden|Kosten|Verhandlungen|Bürger|"
    "Parteien|Preise|Unternehmen|Schulen|Ermittler|Kinder|Eltern|Händler|Mieter|Truppen|Pläne|Folgen|Zahlen|Züge"
).split("|")
ADJECTIVES = (
    "neu|groß|erst|deutsch|letzt|eigen|politisch|wichtig|zweit|weit|alt|international|europäisch|jung|gut|öffentlich|"
    "lang|schwer|wirtschaftlich|gemeinsam|stark|klein|hoh|russisch|gesamt|amerikanisch|geplant|sozial|finanziell|militärisch|"
    "künftig|aktuell|umstritten|früher|französisch|örtlich|zuständig|betroffen|digital|rechtlich|technisch|ehemalig|"
    "städtisch|gesetzlich|freiwillig|ausländisch|kommunal|vorläufig|vertraulich|ehrenamtlich|ländlich|denkmalgeschützt"
).split("|")
VERBS = (
    "fordert|kritisiert|bestätigt|plant|prüft|erwartet|unterstützt|verhandelt|erreicht|verteidigt|beschließt|braucht|"
    "sieht|verlangt|begrüßt|meldet|veröffentlicht|finanziert|verschiebt|untersucht|ändert|stoppt|bezweifelt|erhält|"
    "kontrolliert|stärkt|bremst|gefährdet|beendet|erneuert|verliert|übernimmt|gewinnt|verkauft|eröffnet|blockiert|"
    "entlastet|belastet|verweigert|verurteilt|genehmigt|sperrt|rettet|schließt|saniert|dokumentiert|archiviert"
).split("|")
PARTICIPLES = (
    "gefordert|kritisiert|bestätigt|geplant|geprüft|angekündigt|abgelehnt|beschlossen|vorgestellt|verschoben|gemeldet|"
    "unterzeichnet|eingestellt|vorgelegt|untersucht|gestoppt|übernommen|verkauft|verurteilt|genehmigt|erneuert|"
    "durchgesetzt|zurückgewiesen|ausgeweitet|abgeschlossen|freigegeben|gesperrt|aufgehoben|nachgebessert"
).split("|")
PLACES = (
    "Berlin|Hamburg|München|der Ukraine|Köln|Brüssel|Frankfurt|Russland|Sachsen|Bayern|Leipzig|Bremen|den USA|Dresden|"
    "Stuttgart|Niedersachsen|Paris|Kiel|Hannover|Rostock|Hessen|Wien|Polen|Jena|Nürnberg|Thüringen|China|Düsseldorf|"
    "Lübeck|Zürich|Moskau|Halle|Erfurt|Kassel|Bochum|Freiburg|Cuxhaven|Görlitz|Emden|Passau|Stralsund|Husum|Wismar"
).split("|")
PREPOSITIONS = "in|mit|von|bei|nach|zu|aus|seit|vor|unter|neben|zwischen|gegenüber".split("|")
"""All with the dative."""

ADVERBS = (
    "auch|nun|bereits|jedoch|am Montag|in der Nacht|zuletzt|weiterhin|am Freitag|damit|derzeit|erneut|am Abend|bislang|"
    "inzwischen|nach eigenen Angaben|im kommenden Jahr|offenbar|unterdessen|deshalb|zunächst|überraschend|seit Wochen|"
    "trotz der Kritik|nach Angaben der Behörden|ohne Einzelheiten zu nennen|vorerst|im vergangenen Herbst|kurzfristig"
).split("|")
LINKS = "weil|während|obwohl|nachdem|wenn|da|bevor|sodass|solange|falls".split("|")
SAYING = "sagte|erklärte|betonte|sagte am Dienstag|hieß es von|so|berichtete|kritisierte|schrieb|warnte".split("|")
GIVEN = (
    "Anna|Peter|Thomas|Maria|Michael|Sabine|Andreas|Julia|Wolfgang|Claudia|Stefan|Katrin|Jens|Olaf|Petra|Mehmet|Lena|"
    "Jan|Ute|Karl|Ayşe|Heike|Tobias|Birgit|Lukas|Elena|Rüdiger|Nadja|Bernd|Svenja"
).split("|")
FAMILY = (
    "Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Schulz|Hoffmann|Koch|Richter|Klein|Wolf|Schröder|"
    "Neumann|Braun|Zimmermann|Krüger|Hartmann|Lange|Krause|Lehmann|Köhler|Kaiser|Yılmaz|Vogel|Jansen|Petersen|Kowalski"
).split("|")
MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember".split("|")
TAGS = "Politik|Wirtschaft|Kultur|Sport|Wissen|Reise|Gesundheit|Digital|Lokales".split("|")
"""Most used first."""
