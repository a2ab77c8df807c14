"""Why a date was refused, in one sentence that says what to mend, in English and French."""

MAX_LENGTH = 200
"""The longest text that is read, and the longest EDTF text that is kept."""

_QUOTED = 60
"""How much of what was typed a sentence repeats."""

Words = str | tuple[str, str]
"""A word that is the same in both languages, or (English, French)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "Type a date, for example “27 December 2017”, “January 2016” or “between 2014 and 2016”.",
        "Indiquez une date, par exemple « 27 décembre 2017 », « janvier 2016 » ou « entre 2014 et 2016 ».",
    ),
    "too_long": (
        "Shorten the date: at most {most} characters are read.",
        "Raccourcissez la date : {most} caractères au plus sont lus.",
    ),
    "invisible": (
        "The date holds a character that cannot be seen: type it again by hand.",
        "La date contient un caractère invisible : saisissez-la à la main.",
    ),
    "digits": (
        "Write the numbers of the date with the digits 0 to 9.",
        "Écrivez les nombres de la date avec les chiffres de 0 à 9.",
    ),
    "not_understood": (
        "We cannot read “{text}” as a date: write it like “27 December 2017”, “early January 2016”,"
        " “between 2014 and 2016”, “since 2015” or as EDTF.",
        "Nous ne lisons pas de date dans « {text} » : écrivez par exemple « 27 décembre 2017 »,"
        " « début janvier 2016 », « entre 2014 et 2016 », « depuis 2015 » ou de l'EDTF.",
    ),
    "not_edtf": (
        "“{text}” is not EDTF (ISO 8601-2:2019): write it like “2016-01”, “2014/2016” or “[2014..2016]”.",
        "« {text} » n'est pas de l'EDTF (ISO 8601-2:2019) : écrivez par exemple « 2016-01 »,"
        " « 2014/2016 » ou « [2014..2016] ».",
    ),
    "no_month": (
        "There is no month {month}: months run from 01 to 12.",
        "Le mois {month} n'existe pas : les mois vont de 01 à 12.",
    ),
    "no_day": (
        "There is no day {day} in {month}: correct the day or the month.",
        "Il n'y a pas de jour {day} en {month} : corrigez le jour ou le mois.",
    ),
    "no_year": (
        "There is no year {year}: correct the year.",
        "L'année {year} n'existe pas : corrigez l'année.",
    ),
    "no_time": (
        "The time in “{text}” does not exist: correct it or leave it out.",
        "L'heure dans « {text} » n'existe pas : corrigez-la ou retirez-la.",
    ),
    "backwards": (
        "This runs backwards, from {start} to {end}: put the earlier date first, and give the year of both.",
        "Ceci va à rebours, de {start} à {end} : mettez la date la plus ancienne en premier et"
        " donnez l'année des deux.",
    ),
    "both_open": (
        "Neither side has a date: give at least one.",
        "Aucun des deux côtés n'a de date : donnez-en au moins une.",
    ),
    "open_inside": (
        "Only the first date of a set can be open at its start, and only the last at its end.",
        "Dans un ensemble, seule la première date peut être ouverte au début, et seule la dernière à la fin.",
    ),
    "precision": (
        "Both ends of “{text}” must be equally precise: two years, two months or two days.",
        "Les deux bouts de « {text} » doivent avoir la même précision : deux années, deux mois ou deux jours.",
    ),
    "ambiguous": (
        "“{text}” may be {first} or {second}: write the month's name, or year-month-day ({first_iso}).",
        "« {text} » peut être le {first} ou le {second} : écrivez le nom du mois, ou année-mois-jour ({first_iso}).",
    ),
    "year_missing": (
        "Add the year: “{text}” names none.",
        "Ajoutez l'année : « {text} » n'en donne pas.",
    ),
    "year_digits": (
        "Write the year of “{text}” with four digits.",
        "Écrivez l'année de « {text} » avec quatre chiffres.",
    ),
    "weekday": (
        "{day} was a {right}, not a {wrong}: correct the date or leave out the day of the week.",
        "Le {day} était un {right}, pas un {wrong} : corrigez la date ou retirez le jour de la semaine.",
    ),
    "winter": (
        "A winter lies in two years: write “winter {before}–{year}” or “winter {year}–{after}”.",
        "Un hiver est à cheval sur deux années : écrivez « hiver {before}-{year} » ou « hiver {year}-{after} ».",
    ),
    "century": (
        "“{year}s” may be ten years or a hundred: write “between {year} and {decade}” or"
        " “between {year} and {century}”.",
        "« {year}s » peut être une décennie ou un siècle : écrivez « entre {year} et {decade} » ou"
        " « entre {year} et {century} ».",
    ),
    "part": (
        "“Early”, “mid” and “late” are read before a month, a year or a decade: rewrite “{text}” with one of these.",
        "« Début », « mi » et « fin » se lisent devant un mois, une année ou une décennie : récrivez « {text} » ainsi.",
    ),
    "outside": (
        "The record keeps days from 1 January 1600 to 31 December 2200: “{text}” goes beyond.",
        "Le registre garde les jours du 1er janvier 1600 au 31 décembre 2200 : « {text} » en sort.",
    ),
    "too_many": (
        "“{text}” names more than {most} separate stretches of time: give fewer possibilities.",
        "« {text} » désigne plus de {most} périodes distinctes : donnez moins de possibilités.",
    ),
}


class DateRefused(ValueError):
    """A text that is no date, or more than one: `sentence()` says what to mend, `code` why."""

    def __init__(self, code: str, english: str, french: str) -> None:
        super().__init__(code, english, french)  # all three, so that it survives pickling
        self.code = code
        self._sentences = (english, french)

    def __str__(self) -> str:
        return self._sentences[0]

    def sentence(self, language: str) -> str:
        """The sentence in "en" or "fr" (also "fr-ca"); English for any other language."""
        return self._sentences[language.startswith("fr")]


def refusal(code: str, **values: Words | int) -> DateRefused:
    """The refusal of that code, to be raised; `values` fill the blanks of its sentence."""
    english, french = SENTENCES[code]
    return DateRefused(code, english.format(**_in(0, values)), french.format(**_in(1, values)))


def _in(language: int, values: dict[str, Words | int]) -> dict[str, str]:
    return {name: _clipped(value, language) for name, value in values.items()}


def _clipped(value: Words | int, language: int) -> str:
    words = value[language] if isinstance(value, tuple) else str(value)
    shown = "".join(sign for sign in words[: _QUOTED + 1] if sign.isprintable())
    return shown if len(shown) <= _QUOTED else shown[:_QUOTED] + "…"
