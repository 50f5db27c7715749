#!/usr/bin/env python3
"""compose.py: the judged exchanges as JSON Lines, made of the hand-written parts in the *.txt files beside it.

A part is a title, a question and an answer about one subject. An exchange is a part in the dress that real ones wear:
greetings, closing questions, paragraphs of administration that fit any subject, a passing word on another subject. Some
parts come back: put again by somebody else and answered by a reference to the first answer; asked again a year
later; asked and not answered yet. Ids tell which: SUBJECT-N, then r (reference), s (a year later), w (waiting).
README.md says how the files are written. The same files give the same bytes. With --plain only
id, title and text.
"""
import json
import pathlib
import re
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent

AUTHORS = ["BRANDELET Maud", "CASSEROL Hugues", "DE WITTENAERE Ilse", "ESCOYER Pascal", "FONTIGNIES Aline", "GALLOIS Rémy",
           "HENNUYERS Sabine", "IDRISSOU Karim", "JONCKX Thibaut", "LAMBRECHIES Odile", "MAZUREL Yvan", "NOIRET Camille"]
OFFICES = {
    "environnement": ("TERVAGNE Céline", "Ministre de l'Environnement, de la Nature et du Bien-être animal"),
    "energie": ("ROCHEFOIRE Marc", "Ministre de l'Énergie et du Climat"),
    "mobilite": ("VAN HOLDERS Piet", "Ministre de la Mobilité et des Infrastructures"),
    "education": ("SAINTRAINT Hélène", "Ministre de l'Éducation et de l'Enfance"),
    "sante": ("BELKACEM Nora", "Ministre de la Santé et de l'Autonomie"),
    "logement": ("DORMAELS Luc", "Ministre du Logement"),
    "social": ("PIERQUIN Agnès", "Ministre de l'Action sociale"),
    "agriculture": ("LECOUTRE Benoît", "Ministre de l'Agriculture et de la Ruralité"),
    "economie": ("OSTENDIER Jean", "Ministre de l'Économie et de l'Emploi"),
    "fonction": ("MALDAGUE Irène", "Ministre de la Fonction publique et du Numérique"),
    "culture": ("AUBERTIN Zoé", "Ministre de la Culture et du Tourisme"),
    "sport": ("KESTELOOT Bruno", "Ministre des Sports"),
    "pouvoirs": ("GRANDJEAN Solveig", "Ministre des Pouvoirs locaux"),
}
ASKED = [
    "", "", "Le sujet a fait l'objet de plusieurs articles de presse ces dernières semaines.",
    "Ma question fait suite aux travaux menés en commission l'année dernière.",
    "J'ai été interpellé par des citoyens de ma région.",
    "Dans sa déclaration de politique, le Gouvernement s'est engagé à agir en la matière.",
    "L'administration a remis un rapport à ce sujet, que le Parlement n'a pas encore pu lire.",
]
CLOSING = [
    "", "", "Quel est l'état de la situation ?", "Un calendrier a-t-il été arrêté ?",
    "Des contacts ont-ils été pris avec les autres niveaux de pouvoir ?",
    "Quels moyens humains et budgétaires y sont consacrés ?",
    "Les acteurs de terrain ont-ils été consultés ?",
]
OPENING = [
    "", "", "J'ai l'honneur de communiquer à l'honorable membre les éléments de réponse suivants.",
    "Je remercie l'honorable membre pour sa question.",
    "En réponse à la question posée, voici les informations transmises par mon administration.",
    "La matière relève pour partie seulement de mes compétences.",
]
ADMINISTRATION = [
    "Le dispositif a été adopté en première lecture par le Gouvernement, puis soumis à l'avis de la section de législation du "
    "Conseil d'État. Les remarques formulées ont été intégrées au texte.",
    "Un comité d'accompagnement, composé de représentants de l'administration, des communes et du secteur associatif, se réunit "
    "chaque trimestre et me remet une note de suivi.",
    "Les crédits nécessaires sont inscrits au budget initial. Ils pourront être revus lors de l'ajustement, en fonction des "
    "besoins constatés sur le terrain.",
    "Une campagne d'information destinée au grand public a été menée par affiches, à la radio et sur les réseaux sociaux. Son "
    "évaluation est en cours.",
    "Les chiffres par province et par arrondissement ne sont pas disponibles sous la forme demandée. Leur extraction "
    "exigerait un travail disproportionné.",
    "La concertation avec le pouvoir fédéral et les autres entités fédérées se poursuit au sein de la conférence "
    "interministérielle. Un accord de coopération est en préparation.",
    "Une étude a été confiée à un consortium de deux universités. Ses conclusions, attendues au printemps, serviront à adapter "
    "la réglementation.",
    "La formation des agents concernés a été renforcée : deux jours de cours théoriques, une journée sur le terrain et une "
    "mise à jour annuelle.",
    "Je rappelle que l'autonomie communale interdit à la Région de se substituer aux autorités locales. Une circulaire leur a "
    "toutefois été adressée.",
    "Les contrôles sont effectués sur la base d'une analyse de risques. En cas de manquement, un avertissement précède "
    "d'ordinaire la sanction.",
]
# What an answer says that only points elsewhere; {n} is the number of the exchange it points at.
REFERENCES = [
    "Je renvoie l'honorable membre à ma réponse à la question écrite n° {n}.",
    "J'invite l'honorable membre à se reporter à la réponse que j'ai apportée à la question n° {n}.",
    "Cette question a déjà reçu une réponse : voir la question écrite n° {n}.",
    "L'honorable membre voudra bien trouver réponse à sa question dans celle donnée à la question n° {n} de son collègue.",
    "La réponse à cette question est identique à celle de la question n° {n}.",
    "J'ai l'honneur de renvoyer l'honorable membre à la réponse fournie à la question parlementaire n° {n} portant sur le "
    "même objet.",
    "Je me permets de renvoyer à la réponse donnée à la question n° {n}, à laquelle je n'ai rien à ajouter.",
]
WAYS = ["r", "s", "w", "rs", "sw", "rsw"]
SESSIONS = ["2020-2021", "2021-2022", "2022-2023", "2023-2024", "2024-2025"]


def pick(seed, what, count):
    """A number below count that depends on the seed's words alone."""
    return zlib.crc32(f"{seed}/{what}".encode()) % count


def read_parts(path):
    """The subjects of a file: {name, office, mention, parts}; a part is {kind, to, title, question, answers}."""
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, rest = line[:1], line[2:]
        if mark == "@":
            name, office = line[1:].split()
            subject = {"name": name, "office": office, "mention": "", "parts": []}
            yield subject
        elif mark == "~":
            subject["mention"] = rest
        elif mark in ("=", "+"):
            subject["parts"].append({"to": None, "title": rest, "answers": []})
        elif mark == ">":
            number, title = rest.split(" ", 1)
            subject["parts"].append({"to": int(number), "title": title, "answers": []})
        elif mark == "?":
            subject["parts"][-1]["question"] = rest
        elif mark == "!":
            subject["parts"][-1]["answers"].append((subject["office"], rest))
        elif mark == "&":
            subject["parts"][-1]["answers"].append(tuple(rest.split(" ", 1)))
        elif line:
            sys.exit(f"{path.name}: no such mark: {line}")


class Corpus:
    def __init__(self, subjects):
        self.mentions = [(s["name"], s["mention"]) for s in subjects]
        self.numbers = {}

    def add(self, key, office, title, later):
        """The fields that every exchange has; `later` sessions after the one that its key falls into."""
        session = SESSIONS[pick(key.rstrip("rsw"), "session", 4) + later]
        number = f"{self.numbers.setdefault(session, 0) + 1} ({session}) 1"
        self.numbers[session] += 1
        author = AUTHORS[pick(key, "author", len(AUTHORS))]
        name, full = OFFICES[office]
        month, day = 1 + pick(key, "month", 6), 1 + pick(key, "day", 28)
        return {"id": key, "titre": title, "type": "Question écrite", "session": session, "annee": int(session[5:]),
                "numero": number, "auteur": author, "ministre": name, "fonction": full,
                "date_question": f"{session[5:]}-{month:02}-{day:02}"}

    def dress_question(self, key, text):
        """With what comes before and after in real ones."""
        words = [ASKED[pick(key, "asked", len(ASKED))], text, CLOSING[pick(key, "closing", len(CLOSING))]]
        return " ".join(word for word in words if word)

    def dress_answer(self, key, name, text):
        paragraphs = [ADMINISTRATION[pick(key, f"administration {i}", len(ADMINISTRATION))]
                      for i in range(pick(key, "length", 4))]
        other, mention = self.mentions[pick(key, "mention", len(self.mentions))]
        if other != name and pick(key, "mentions", 3) == 0:
            text += " " + mention
        paragraphs.insert(pick(key, "place", len(paragraphs) + 1), text)
        opening = OPENING[pick(key, "opening", len(OPENING))]
        return "\n\n".join(part for part in [opening] + list(dict.fromkeys(paragraphs)) if part)

    def answered(self, exchange, text):
        exchange["date_reponse"] = exchange["date_question"][:5] + f"{7 + pick(exchange['id'], 'answered', 6):02}-15"
        exchange["reponse"] = text
        if pick(exchange["id"], "apostrophe", 2):
            for field in ("titre", "question", "reponse"):
                exchange[field] = exchange[field].replace("'", "’")
        return exchange


def compose(subjects):
    corpus = Corpus(subjects)
    for subject in subjects:
        name, firsts = subject["name"], []
        for i, part in enumerate(subject["parts"], 1):
            base = f"{name}-{i}"
            exchange, to = None, firsts[part["to"] - 1]["numero"] if part["to"] else None
            for j, (office, answer) in enumerate(part["answers"]):
                key = base + (chr(ord("a") + j) if len(part["answers"]) > 1 else "")
                exchange = corpus.add(key, office, part["title"], 0)
                exchange["question"] = corpus.dress_question(base, part["question"])
                yield corpus.answered(exchange, corpus.dress_answer(key, name, answer))
            if to:
                yield from refer(corpus, base, part, subject["office"], to)
                continue
            firsts.append(exchange)
            if len(part["answers"]) > 1:
                continue
            yield from come_back(corpus, base, part, subject, exchange["numero"])


def come_back(corpus, base, part, subject, number):
    """The part again, in one to three of the three ways."""
    ways, office, text = WAYS[pick(base, "ways", len(WAYS))], subject["office"], part["answers"][0][1]
    if "r" in ways:
        yield from refer(corpus, base + "r", part, office, number)
    if "s" in ways:
        again = corpus.add(base + "s", office, part["title"] + " : suivi", 1)
        again["question"] = corpus.dress_question(base + "s", part["question"])
        yield corpus.answered(again, corpus.dress_answer(base + "s", subject["name"], a_year_later(text)))
    if "w" in ways:
        waiting = corpus.add(base + "w", office, part["title"], 1)
        waiting["question"] = corpus.dress_question(base + "w", part["question"])
        yield waiting


def a_year_later(text):
    """The same answer with other figures."""
    return re.sub(r"(?<![\w,])(?!20[0-9]{2})[0-9]{3}(?![\w,])", lambda figure: str(int(figure.group()) * 23 // 25 + 7), text)


def refer(corpus, key, part, office, number):
    exchange = corpus.add(key, office, part["title"], 1)
    exchange["question"] = corpus.dress_question(key, part["question"])
    yield corpus.answered(exchange, REFERENCES[pick(key, "reference", len(REFERENCES))].format(n=number))


def main():
    subjects = [subject for path in sorted(HERE.glob("*.txt")) if path.name != "qrels.txt"
                for subject in read_parts(path)]
    for exchange in compose(subjects):
        if sys.argv[1:] == ["--plain"]:
            texts = [exchange["question"], exchange.get("reponse", "")]
            exchange = {"id": exchange["id"], "title": exchange["titre"], "text": "\n\n".join(texts)}
        print(json.dumps(exchange, ensure_ascii=False))


main()
