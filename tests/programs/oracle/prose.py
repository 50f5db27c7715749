"""Exchanges in invented French: whatever makes words, dates, names and values hard, in a small vocabulary."""
import datetime

# Families of words that meet in their stems, or in their letters only, with and without accents.
WORDS = """école écoles ecole eaux eau l’eau d'eau inondation inondations inondé inondée barrage barrages budget budgets
budgétaire sécurité securite sécurités sûreté sur sûr pêche pêches pêcher péché pécheur cote côte coté côté côtés route routes
routier routière vice-présidente vice-président présidente président non-respect respect sans-abri abri œuvre oeuvre œuvres
commune communes communal communale train trains tram trams bus gare gares loi lois énergie énergies énergétique prix marché
marche marchés hôpital hôpitaux hopital soins santé sanitaire forêt forêts forestier forestière crèche crèches logement logements
logé loyer loyers loups loup moutons mouton éleveur éleveurs nitrates nitrate captage captages potable potables pont ponts tunnel
prime primes isolation délai délais delai retard retards dossier dossiers enfant enfants député·e·s travailleurs travailleuses
élève élèves relève relevé relevés mesure mesures mesuré urgence urgences plan plans planifier projet projets étude études
aujourd’hui prud’hommes presqu'île quelqu'un électricité électrique électriques chômage chomage chômeur gaz panneaux panneau
indemnité indemnités indemniser assurance assurances calamité calamités piscine piscines musée musées bibliothèque""".split()

# What is more than a word, or less.
PIECES = ["mise en œuvre", "mise en oeuvre", "4 874", "4874", "170.000 €", "5,7 %", "19 juin 2023", "19/06/2023", "1er mars 2021", "E411",
          "E 411", "S.N.C.B.", "SNCB", "CPAS", "article 12", "12 bis", "XIXe siècle", "19e", "1er", "Albert II", "2022-2023", "2021",
          "R & D", "CO₂", "L. 1234-5", "www.example.org", "a-t-il", "peut-on", "n° 516", "516", "63", "N 63", "les", "de la",
          "dans le", "et", "ou", "ne pas", "PFAS", "asbl", "centre public d'action sociale",
          "Société nationale des chemins de fer belges", "SPW", "Service public de Wallonie", "24 h", "km/h", "juin 2022", "CE", "ce"]

STOPS = "le la les de du des un une et ou dans pour par sur avec que qui ne pas ce est à au aux il".split()

AUTHORS = ["PAVET Amandine", "Amandine Pavet", "D'HONDT Éric", "d’Hondt Éric", "VAN DER SMISSEN Jo", "LEGRAND Anne-Marie",
           "Anne-Marie LEGRAND", "LEGRAND Paul", "ÖZKAN Élif", "Ozkan Elif", "DUBOIS", "MARTIN Luc", "MARTIN Lucie"]
MINISTERS = [("MORREALE Christie", "Ministre de l'Action sociale"), ("COLLIGNON Christophe", "Ministre du Logement"),
             ("HENRY Philippe", "Ministre du Climat"), ("MORREALE Christie", "Ministre de l'Égalité"),
             ("BORSUS Willy", "Ministre-Président"), ("Willy Borsus", "Ministre-Président")]
TYPES = ["Question écrite", "question écrite", "Question orale", "Question d'actualité", "Interpellation", "Question"]
ASSEMBLIES = ["Parlement de Wallonie", "Chambre", "Sénat", "Parlement bruxellois"]
GROUPS = ["Écolo", "ecolo", "PS", "MR", "Les Engagés", "Les Républicains et indépendants"]
STATES = ["retirée", "caduque", "sans réponse"]
NATURES = ["Réponse", "Réponse provisoire", "Complément de réponse"]


def words(random, low, high):
    text = []
    for _ in range(random.randint(low, high)):
        kind = random.random()
        pool = WORDS if kind < .62 else STOPS if kind < .87 else PIECES
        piece = random.choice(pool)
        if random.random() < .08:
            piece = piece.capitalize() if random.random() < .8 else piece.upper()
        text.append(piece + random.choice([""] * 12 + [",", ".", " :", " ;", "\n\n", " »"]))
    return " ".join(text)


def date(random, year=None):
    day = datetime.date(year or random.randint(2019, 2024), 1, 1) + datetime.timedelta(days=random.randrange(365))
    kind = random.random()
    return day.isoformat() if kind < .8 else f"{day:%Y-%m}" if kind < .9 else f"{day.year}"


def answer_day(random, asked):
    """Mostly after the question; sometimes before, the same day, or incomplete."""
    if len(asked) < 10 or random.random() < .1:
        return date(random)
    day = datetime.date.fromisoformat(asked) + datetime.timedelta(days=random.choice([0, 1, 29, 30, 31, 60, 61, 120, 121, 400, 17]))
    return day.isoformat()


def exchange(random, number):
    """One exchange as JSON Lines takes it; every field may be missing."""
    asked = date(random)
    made = {"id": f"e-{number}", "titre": words(random, 1, 6), "question": words(random, 0, 40), "date_question": asked}

    def maybe(share, **fields):
        if random.random() < share:
            made.update(fields)

    if random.random() < .05:
        del made["date_question"]
    maybe(.85, auteur=random.choice(AUTHORS))
    if random.random() < .12:
        made["auteurs"] = [{"nom": name} for name in random.sample(["PAVET Amandine", "DUBOIS", "MARTIN Luc", "ÖZKAN Élif"], 2)]
        made.pop("auteur", None)
    name, office = random.choice(MINISTERS)
    maybe(.85, ministre=name, fonction=office)
    maybe(.9, type=random.choice(TYPES))
    maybe(.7, assemblee=random.choice(ASSEMBLIES))
    maybe(.6, groupe=random.choice(GROUPS))
    maybe(.8, session=random.choice(["2021-2022", "2022-2023", "2023-2024", "16"]))
    maybe(.7, numero=random.choice([str(number), f"{number} (2022-2023) 1"]))
    maybe(.1, annee=random.randint(2018, 2024))
    kind = random.random()
    if kind < .45:
        made.update(reponse=words(random, 3, 50), date_reponse=answer_day(random, asked), repondant=name)
    elif kind < .65:
        made["reponses"] = [{"nature": random.choice(NATURES), "texte": words(random, 2, 25), "date": answer_day(random, asked),
                             "repondant": random.choice(MINISTERS)[0]} for _ in range(random.randint(1, 3))]
    elif kind < .7:
        made["reponse"] = "Je renvoie l'honorable membre à ma réponse à la question n° 516."
    elif kind < .8:
        made["statut"] = random.choice(STATES)
    elif kind < .87:
        speakers = [("auteur", "PAVET Amandine"), ("ministre", name), ("autre", "Le président")]
        made["interventions"] = [{"orateur": who, "role": role, "texte": words(random, 2, 20)}
                                 for role, who in random.choices(speakers, k=random.randint(2, 5))]
    return made
