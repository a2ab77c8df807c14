"""The words of dates in English and French: to read both, and to write either.

Words to read are folded: lower case, without accents (`phrases.folded`).
"""

MONTH_NAMES = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}

WEEKDAY_NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}

# Part of a month (its days), of a year (its months) and of a decade (its years). These are our
# conventions, not EDTF's, which has no "early": thirds, that is what a reader can remember. They
# are kept with approximate ends (`~`) and told to the editor (`wording.describe_reading`).
PARTS: dict[str, dict[str, tuple[int, int]]] = {
    "month": {"early": (1, 10), "mid": (11, 20), "late": (21, 31)},
    "year": {"early": (1, 4), "mid": (5, 8), "late": (9, 12)},
    "decade": {"early": (0, 3), "mid": (4, 6), "late": (7, 9)},
}

# What a word stands for in a phrase: its kind (see `phrases`) → value → words or groups of words.
_WORDS: dict[str, dict[str, str]] = {
    "month": {
        "01": "january jan janvier janv",
        "02": "february feb fevrier fevr fev",
        "03": "march mar mars",
        "04": "april apr avril avr",
        "05": "may mai",
        "06": "june jun juin",
        "07": "july jul juillet juil",
        "08": "august aug aout",
        "09": "september sept sep septembre",
        "10": "october oct octobre",
        "11": "november nov novembre",
        "12": "december dec decembre",
    },
    "weekday": {
        "0": "monday mon lundi",
        "1": "tuesday tue tues mardi",
        "2": "wednesday wed mercredi",
        "3": "thursday thu thur thurs jeudi",
        "4": "friday fri vendredi",
        "5": "saturday sat samedi",
        "6": "sunday sun dimanche",
    },
    "season": {
        "21": "spring printemps",
        "22": "summer ete",
        "23": "autumn fall automne",
        "winter": "winter hiver",
    },
    "quarter": {
        **{str(32 + n): f"q{n} t{n}" for n in (1, 2, 3, 4)},
        **{str(39 + n): f"h{n} s{n}" for n in (1, 2)},
    },
    "unit": {"quarter": "quarter trimestre", "half": "half semestre"},
    "day": {
        "1": "first premier premiere",
        "2": "second seconde deuxieme",
        "3": "third troisieme",
        "4": "fourth quatrieme",
    },
    "part": {
        "early": "early beginning start debut",
        "mid": "mid middle mi milieu",
        "late": "late end fin",
        "first days": "first_days premiers_jours",
        "last days": "last_days final_days derniers_jours",
    },
    "mark": {
        "~": "about around circa ca c approximately approx roughly ~ vers environ autour aux_alentours aux_environs",
        "?": "perhaps possibly maybe probably ? peut-etre probablement possiblement",
        "%": "%",
    },
    "decade word": {"": "annees decade decennie"},
    "between": {"": "between entre from_between"},
    "since": {"": "since depuis a_partir"},
    "des": {"": "des"},
    "from": {"": "from"},
    "de": {"": "de du d'"},
    "until": {"": "until till up_to jusque jusqu'_en jusqu'_a jusqu'_au jusqu'_aux"},
    "to": {"": "to through thru /"},
    "dash": {"": "-"},
    "au": {"": "a au aux"},
    "and": {"": "and et"},
    "or": {"": "or ou"},
    "before": {"": "before prior_to earlier_than avant"},
    "after": {"": "after later_than apres"},
    "by": {"": "by no_later_than not_later_than au_plus_tard"},
    "throughout": {"": "throughout all_of all_through tout_au_long toute tout"},
    "comma": {"": ","},
    "filler": {
        "": "the of in on at during course year month day . le la les l' en mois annee an jour"
        " courant dans au_cours cours pendant onward onwards forward",
    },
}

WORDS: dict[str, tuple[str, str]] = {
    word.replace("_", " "): (kind, value)
    for kind, values in _WORDS.items()
    for value, words in values.items()
    for word in words.split()
}
"""Word or words → (kind, value)."""

UNKNOWN = frozenset(
    (
        *("unknown", "not known", "date unknown", "unknown date", "date not known", "undated"),
        *("n.d.", "inconnu", "inconnue", "date inconnue", "sans date", "s.d."),
    )
)

# What may stand in brackets after a date, as `wording` writes it → the precision of the date before
# it, and what EDTF adds.
MISSING = {
    "(day not known)": ("month", "-XX"),
    "(jour inconnu)": ("month", "-XX"),
    "(month not known)": ("year", "-XX"),
    "(mois inconnu)": ("year", "-XX"),
    "(month and day not known)": ("year", "-XX-XX"),
    "(mois et jour inconnus)": ("year", "-XX-XX"),
    "(end not known)": ("", "/"),
    "(fin inconnue)": ("", "/"),
}
