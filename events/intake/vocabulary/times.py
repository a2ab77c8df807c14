"""Wordings of dates in running text: patterns of what `events.dates.read` is asked, and of what needs today's date."""

import re
from functools import cache

NAMED_DAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?(?= \d))",
    "fr": "(?:[Jj]anvier|[Ff]évrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]oût|[Ss]eptembre|[Oo]ctobre"
    r"|[Nn]ovembre|[Dd]écembre|(?:janv|févr|juil|sept|oct|nov|déc)\.(?= \d))",
}
_YEAR = r"(?:1[6-9]|20)\d\d"
_NO_MORE = r"(?![\w%€£$]|[.,:/]\d|-\d)"

_EN_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_EN_ATOM = "|".join(
    (
        rf"{_EN_DAY}{_MONTHS['en']} \d{{1,2}}(?:st|nd|rd|th)?(?:[–-]\d{{1,2}})?(?:,? {_YEAR})?",
        rf"{_EN_DAY}(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS['en']}(?:,? {_YEAR})?",
        rf"(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -](?:in )?|the (?:beginning|middle|end) of )?{_MONTHS['en']}(?:,? (?:of "
        rf")?{_YEAR})",
        rf"(?:[Ee]arly|[Mm]id|[Ll]ate)[ -]{_MONTHS['en']}",
        rf"(?:the )?(?:spring|summer|autumn|fall)(?: of)? {_YEAR}",
        rf"(?:the )?winter(?: of)? {_YEAR}[–/-](?:\d{{4}}|\d\d)",
        rf"(?:the )?(?:first|second|third|fourth) (?:quarter|half)(?: of)? {_YEAR}|[QH][1-4] {_YEAR}",
        rf"(?:the )?(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -])?{_YEAR[:-4]}\d0s",
        rf"(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -]|(?:the )?(?:beginning|middle|end) of )?{_YEAR}",
        r"(?:1[6-9]|20)\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:1[6-9]|20)\d\d",
    )
)
_EN_LEAD = (
    r"(?:[Ss]ince|[Ii]n the course of|[Tt]hroughout|[Uu]ntil|[Bb]efore|[Aa]fter"
    r"|[Ff]rom between|[Bb]etween|[Ff]rom) (?=\S{0,40}\d|\w{3,9} )"
)
_FR_DAY = r"(?:(?:[Ll]un|[Mm]ar|[Mm]ercre|[Jj]eu|[Vv]endre|[Ss]ame)di |[Dd]imanche )?"
_FR_ATOM = "|".join(
    (
        rf"{_FR_DAY}\d{{1,2}}(?:er)? {_MONTHS['fr']}(?: {_YEAR})?",
        rf"(?:(?:[Dd]ébut|[Mm]i|[Ff]in)[ -]|(?:au|le|la) (?:début|milieu|fin) (?:de |d['’]))?{_MONTHS['fr']} {_YEAR}",
        rf"(?:[Dd]ébut|[Mm]i|[Ff]in)[ -]{_MONTHS['fr']}",
        rf"(?:l['’])?(?:été|automne) (?:de )?{_YEAR}|(?:le |au )?printemps (?:de )?{_YEAR}",
        rf"(?:l['’])?hiver {_YEAR}[–/-](?:\d{{4}}|\d\d)",
        rf"(?:le |au )?(?:premier|deuxième|troisième|quatrième|second|1er|[234]e) (?:trimestre|semestre) (?:de "
        rf")?{_YEAR}"
        rf"|T[1-4] {_YEAR}",
        rf"(?:(?:les|des|aux) )?années {_YEAR[:-4]}\d0",
        rf"(?:(?:[Dd]ébut|[Mm]i|[Ff]in)[ -]|[Ll]['’]année |[Cc]ourant )?{_YEAR}",
        r"(?:1[6-9]|20)\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:1[6-9]|20)\d\d",
    )
)
_FR_LEAD = (
    r"(?:[Dd]epuis|[Dd]ès|[Ee]n|[Aa]vant|[Aa]près|[Ee]ntre|[Jj]usqu['’](?:en|au)|[Àà] partir de|[Dd]e) "
    r"(?:le |l['’])?(?=\S{0,40}\d|\w{3,9} )"
)
_SPANS = {"en": "(?:[Bb]etween|[Ff]rom)", "fr": "(?:[Ee]ntre|[Dd]e|[Dd]')"}
_ATOMS = {"en": _EN_ATOM, "fr": _FR_ATOM}
_LEADS = {"en": _EN_LEAD, "fr": _FR_LEAD}
_JOINS = {
    "en": r"(?: and | to | until | or |[–-])",
    "fr": r"(?: et (?:le )?| à | au | ou |[–-])",
}
# A month alone is one only after a word of time: “may” and “march” are verbs, « mars » is a planet.
_ALONE = {
    "en": rf"(?<=\b[Ii]n ){_MONTHS['en']}|(?<=\b[Ss]ince ){_MONTHS['en']}|(?<=\b[Uu]ntil ){_MONTHS['en']}"
    rf"|(?<=\b[Bb]y ){_MONTHS['en']}",
    "fr": rf"(?<=\b[Ee]n ){_MONTHS['fr']}|(?<=\b[Dd]epuis ){_MONTHS['fr']}|(?<=\bmois de ){_MONTHS['fr']}",
}

_SEASONS = {"en": "spring|summer|autumn|fall|winter", "fr": "printemps|été|automne|hiver"}
_LOWER_MONTHS = {
    "en": "january|february|march|april|may|june|july|august|september|october|november|december",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
}


def _named(code: str) -> str:
    seasons = _SEASONS[code].replace("|winter", "").replace("|hiver", "")  # a winter lies in two years
    return f"(?P<named>{_LOWER_MONTHS[code]}|{seasons})"


RELATIVE: dict[str, tuple[tuple[str, tuple[str, int]], ...]] = {
    "en": (
        (r"today|this (?:morning|afternoon|evening)", ("day", 0)),
        (r"yesterday|last night", ("day", -1)),
        (r"tomorrow", ("day", 1)),
        (r"(?:(?:earlier|later) )?this week", ("week", 0)),
        (r"last week|the previous week", ("week", -1)),
        (r"next week", ("week", 1)),
        (r"(?:(?:earlier|later) )?this month", ("month", 0)),
        (r"last month", ("month", -1)),
        (r"next month", ("month", 1)),
        (r"(?:(?:earlier|later) )?this year", ("year", 0)),
        (r"last year", ("year", -1)),
        (r"next year", ("year", 1)),
        (rf"last (?P<weekday>{'|'.join(NAMED_DAYS['en'])})", ("weekday", -1)),
        (rf"next (?P<weekday>{'|'.join(NAMED_DAYS['en'])})", ("weekday", 1)),
        (rf"(?:this |on )?(?P<weekday>{'|'.join(NAMED_DAYS['en'])})", ("weekday", 0)),
        (rf"last {_named('en')}", ("named", -1)),
        (rf"this (?:past )?{_named('en')}", ("named", 0)),
        (rf"next {_named('en')}", ("named", 1)),
        (r"(?:last|this|next) winter", ("", 0)),
    ),
    "fr": (
        (r"aujourd'hui|ce (?:matin|soir)|cet après-midi", ("day", 0)),
        (r"hier(?: soir| matin)?", ("day", -1)),
        (r"avant-hier", ("day", -2)),
        (r"demain", ("day", 1)),
        (r"cette semaine", ("week", 0)),
        (r"la semaine (?:dernière|passée)", ("week", -1)),
        (r"la semaine prochaine", ("week", 1)),
        (r"ce mois(?:-ci)?", ("month", 0)),
        (r"le mois (?:dernier|passé)", ("month", -1)),
        (r"le mois prochain", ("month", 1)),
        (r"cette année", ("year", 0)),
        (r"l'an(?:née)? (?:derni(?:er|ère)|passée?)", ("year", -1)),
        (r"l'an(?:née)? prochaine?", ("year", 1)),
        (rf"(?P<weekday>{'|'.join(NAMED_DAYS['fr'])}) (?:dernier|passé)", ("weekday", -1)),
        (rf"(?P<weekday>{'|'.join(NAMED_DAYS['fr'])}) prochain", ("weekday", 1)),
        (rf"(?:ce )?(?P<weekday>{'|'.join(NAMED_DAYS['fr'])})", ("weekday", 0)),
        (rf"(?:l'|le )?{_named('fr')} (?:dernier|passé)", ("named", -1)),
        (rf"(?:le )?(?P<named>\d{{1,2}}(?:er)? (?:{_LOWER_MONTHS['fr']})) (?:dernier|passé)", ("named", -1)),
        (rf"cet? {_named('fr')}", ("named", 0)),
        (rf"(?:l'|le )?{_named('fr')} prochain", ("named", 1)),
        (r"cet hiver|l'hiver (?:dernier|prochain)", ("", 0)),
    ),
}
"""Pattern of the words in lower case → unit and steps from the day of publication."""

AGO = {
    "en": re.compile(r"(?P<number>\d{1,3}|[a-z]{3,12}) (?P<unit>day|week|month|year)s? (?:ago|earlier)"),
    "fr": re.compile(r"il y a (?P<number>\d{1,3}|[a-zé]{2,12}) (?P<unit>jour|semaine|mois|an|année)s?"),
}


@cache
def absolute_pattern(code: str) -> re.Pattern:
    """Dates that say all, or all but the year."""
    atom = _ATOMS[code]
    month = _MONTHS[code]
    months = rf"{_SPANS[code]} {month}{_JOINS[code]}{month}(?: {_YEAR})?"  # “between March and May 2019”
    one = rf"(?:{_LEADS[code]})?(?:{atom})(?:{_JOINS[code]}(?:{atom}))?"
    return re.compile(rf"(?<![\w$€£#./,-])(?:{months}|{one}|{_ALONE[code]}){_NO_MORE}")


@cache
def relative_pattern(code: str) -> re.Pattern:
    """Dates that mean something beside the day of publication only."""
    wordings = [re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern, _ in RELATIVE[code]]
    ago = re.sub(r"\(\?P<\w+>", "(?:", AGO[code].pattern)
    return re.compile(rf"\b(?:{'|'.join([ago, *wordings])})\b".replace("'", "['’]"), re.IGNORECASE)
