"""Words that assert guilt, in English and French: patterns as data, and the sentence that is marked by them.

A sentence is marked where it says as a fact that somebody did wrong. It is not where the wrong is attributed ("the
suit says that"), hedged ("allegedly", "aurait"), denied, negated, asked or supposed, nor inside quotation marks.
Patterns see words, not meaning: what they mark a person may overrule, and what they miss a reviewer still reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Reason(StrEnum):
    GUILT = "guilt"
    CONVICTION = "conviction"


@dataclass(frozen=True, slots=True)
class Mark:
    """`words` at `start` of the text say it, in `sentence`."""

    start: int
    words: str
    sentence: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Language:
    """What asserts, what takes the edge off when it stands before or after it, and where the reach of that ends."""

    guilt: tuple[str, ...]
    conviction: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    breaks: tuple[str, ...]


WRONGS = (
    r"(?:tax |securities |wire |mail |accounting |election |insurance )?fraud|briber(?:y|ies)|corruption|"
    r"perjury|thefts?|"
    r"(?:wage|time) theft|embezzlement|extortion|blackmail|forgery|tax evasion|money[- ]laundering|insider trading|"
    r"price[- ]fixing|manslaughter|murders?|rapes?|assaults?|(?:sexual )?harassment|discrimination|retaliation|"
    r"(?:human |sex )?trafficking|slavery|torture|war crimes|genocide|crimes?(?: against humanity)?|offen[cs]es?|"
    r"felon(?:y|ies)|(?:gross )?(?:misconduct|negligence)|wrongdoing|(?:human[- ]rights )?(?:abuses?|violations?)|"
    r"espionage|obstruction of justice|union[- ]busting|unfair labou?r practices?|malpractice"
)
NOT_THE_DEED = (
    r"(?!['’]?s?[- ](?:allegations?|accusations?|claims?|charges?|cases?|investigations?|inquir(?:y|ies)|"
    r"probes?|trials?|"
    r"lawsuits?|suits?|complaints?|departments?|polic(?:y|ies)|prevention|detection|units?|teams?|squads?|offices?|"
    r"hotlines?|training|laws?|acts?|risks?|controls?|compliance|suspicions?|reports?|victims?|settlements?))"
)
FAULTS = (
    r"fraudes?(?: fiscales?)?|corruption|vols?|escroqueries?|détournements?(?: de fonds)?|blanchiment|"
    r"abus(?: de confiance| de position dominante| sexuels?)?|crimes?|délits?|infractions?|viols?|agressions?|"
    r"harcèlement(?: sexuel| moral)?|discriminations?|évasion fiscale|espionnage|tortures?|meurtres?|esclavage|"
    r"trafics?|"
    r"violations?|négligences?|fautes?(?: graves?)?|manquements?|malversations?|entrave|parjure|chantage|extorsion|"
    r"faux|falsifications?"
)
FR_ADVERBS = (
    r"(?:(?:bien|aussi|également|ainsi|donc|longtemps|toujours|déjà|massivement|systématiquement|largement|gravement|"
    r"sciemment|délibérément|volontairement|illégalement|manifestement|ouvertement|régulièrement|elle-même|"
    r"lui-même)\s+)*"
)
FR_DONE = (
    r"(?:fraudé|escroqué|volé|menti|trompé|dupé|corrompu|soudoyé|détourné(?! l['’]attention)|blanchi de l['’]argent|"
    r"falsifié|truqué|triché|enfreint|violé|bafoué|transgressé|dissimulé|caché|camouflé|pillé|extorqué|harcelé|"
    r"agressé|"
    r"torturé|empoisonné|discriminé|espionné|saboté|maltraité|assassiné|licencié illégalement|"
    r"exploité (?:des|ses|les|leurs) (?:enfants|travailleurs|ouvriers|ouvrières|salariés|migrants|employés)|"
    r"(?:versé|payé|touché|reçu) des pots-de-vin|(?:commis|perpétré)(?:e|es|"
    r"s)? (?:[\w’'-]+ ){0,4}(?:" + FAULTS + r"))"
    r"(?:e|s|es)?"
)

ENGLISH = Language(
    guilt=(
        rf"(?:commits?|committed|committing|perpetrat(?:es?|ed|ing)|engag(?:es?|ed|ing) in|carried out|practi[cs]ed) "
        r"(?!(?:prevent|fight|combat|stopp|end|oppos)\w*ing )"
        rf"(?:[\w’'-]+ ){{0,4}}?(?:{WRONGS}){NOT_THE_DEED}",
        r"(?:is|are|was|were|am|be|been|being)(?: (?!not|never)\w+)? guilty",
        r"illegally|unlawfully|fraudulently|criminally|corruptly|illicitly|knowingly",
        r"defrauds?|defrauded|defrauding|swindled|embezzle[sd]|bribed|bribes (?:officials|politicians|judges|"
        r"inspectors)|"
        r"laundered (?:[\w’'-]+ ){0,3}(?:money|proceeds|funds|profits)|falsifie[sd]|doctored|"
        r"lied|lies to|deceive[sd]|misled|misleads|cheated|cheats|stole|stolen from|looted|plundered|extorted|"
        r"blackmailed|colluded|conspired|trafficked|enslaved|tortured|raped|murdered|sexually assaulted|poisoned|"
        r"harasse[sd]|cover(?:ed|ing|s) up|flout(?:s|ed)|infringe[sd]|rigged|duped|scammed|spied on|sabotaged|"
        r"bilked|fleeced|"
        r"violate[sd]|discriminate[sd] against|retaliate[sd] against",
        r"(?:fake[sd]|forge[sd]|conceal(?:s|ed)|hid|destroyed|shredded|buried) (?:[\w’'-]+ ){0,3}"
        r"(?:documents?|signatures?|evidence|records?|results?|data|tests?|reports?|risks?|deaths?|injuries|"
        r"emissions|losses)",
        r"(?:breach(?:es|ed)|broke|breaks|broken|violating|breaking|breaching) (?:[\w’'-]+ ){0,4}"
        r"(?:laws?|rules?|duty|duties|contracts?|regulations?|act|code|obligations?|rights|agreements?|terms|"
        r"sanctions|"
        r"privacy|statutes?)",
        r"(?:abused|abuses|exploited|exploits|mistreated) (?:[\w’'-]+ ){0,3}(?:workers?|children|staff|"
        r"migrants?|women|"
        r"labou?rers?|employees|people|customers|suppliers|position|dominance|power|trust)",
        r"(?:evade[sd]|dodged) (?:[\w’'-]+ ){0,3}(?:tax|taxes|duties)",
        rf"(?:its|their|his|her|\w+[’']s|\w+s[’']) (?:[\w-]+ )?(?:{WRONGS}|lies|cover-up){NOT_THE_DEED}",
        r"(?:is|are|was|were) (?:an? |the )?(?:\w+ )?(?:criminals?|fraudsters?|crooks?|thief|thieves|liars?|"
        r"culprits?|"
        r"perpetrators?|wrongdoers?|fraud)",
        r"(?:is|are|was|were) (?:\w+ly )?(?:to blame for|complicit in|culpable|an accomplice)",
        r"(?:is|are|was|were) (?:\w+ly )?responsible for (?:[\w’'-]+ ){0,4}(?:deaths?|fraud|pollution|spills?|"
        r"disasters?|"
        r"abuses?|violations?|harm|poisoning|collapse|fire|injuries|crimes?)",
    ),
    conviction=(
        r"(?:was|were|is|are|been|be|stands?)(?: (?!not|never)\w+)? (?:convicted|found guilty|sentenced)",
        r"convicts? (?:[\w’'-]+ ){0,3}of|found (?:[\w’'-]+ ){1,3}guilty|ple(?:a)?d(?:ed|s)? guilty",
        rf"(?:admitted|admits|confessed|confesses)(?: to)? (?:[\w’'-]+ ){{0,2}}?(?:{WRONGS}|guilt|liability|having)",
        r"(?:\w+[’']s|its|their) conviction (?:for|of)",
    ),
    before=(
        r"alleg\w*|accus\w*|claim(?:s|ed|ing|ants?)?|says?|said|saying|according to|reportedly|reports that|"
        r"reported|reporting|"
        r"tells?|told|argue[sd]?|arguing|assert(?:s|ed|ing)?|contend(?:s|ed|ing)?|maintain(?:s|ed)?|suspect(?:s|ed)?|"
        r"suspicions?|charge[sd]?|charging|indict\w*|sue[sd]?|suing|lawsuits?|suit|complaints?|complain(?:s|"
        r"ed)?|petitions?|"
        r"prosecut\w*|investigat\w*|inquir\w*|probes?|probed|whether|if|may|might|could|would|should|must|"
        r"den(?:y|ies|ied|ying|ials?)|"
        r"disput(?:e|es|ed|ing)|reject(?:s|ed|ing)?|refut(?:e|es|ed|ing)|purported(?:ly)?|supposed(?:ly)?|"
        r"believe[sd]?|"
        r"demand(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|warn(?:s|ed|ing)?|acquitted|cleared|exonerated|not|"
        r"n[’']t|never|"
        r"no|nor|without|innocent|hypothe\w*|prevent\w*|avoid\w*|stop|prohibit\w*|ban(?:s|ned)?|against|risks?|"
        r"polic(?:y|ies)|in case|unless|question(?:s|ed|ing)?|ask(?:s|ed|ing)?|critics|conclude[sd]?|"
        r"consider(?:s|ed)?|"
        r"(?<!court )(?<!jury )(?<!judge )(?<!tribunal )found that|potential(?:ly)?|possibl[ey]|apparent(?:ly)?|"
        r"theory|"
        r"insist(?:s|ed)?|testif(?:y|ies|ied)|wrote|writes|describe[sd]?|presumed|protect\w*|victims? of|"
        r"dismiss(?:es|ed)|"
        r"overturn(?:s|ed)?|quash(?:es|ed)?|appeal(?:s|ed)?",
    ),
    after=(
        r"allegedly|reportedly|according to|purportedly|supposedly|\?",
        r",\s*(?:[\w’'.-]+\s+){0,6}?(?:says?|said|alleges?|alleged|claims?|claimed|reports?|reported|argue[sd]?|"
        r"contend(?:s|ed)?|assert(?:s|ed)?|write[s]?|wrote|told)(?!\s+(?:it|that|they|he|she|sorry)\b)",
        r"(?:is|are|was|were) (?:not |only )?(?:alleged|disputed|denied|unproven|contested)|(?:allegations?|"
        r"claims?|charges?)",
    ),
    breaks=(
        r";",
        r",? but ",
        r",? (?:although|though|even though|whereas|despite) ",
        r"^(?:although|though|even though|while|whereas|despite|whatever)\b[^,]*,",
    ),
)

FRENCH = Language(
    guilt=(
        rf"(?:a|ont|avait|avaient|as|eut|eurent) {FR_ADVERBS}{FR_DONE}",
        rf"(?:pour|après|d[’']|reconnaît|reconnu|avoue|avoué) ?avoir {FR_ADVERBS}{FR_DONE}|(?:reconnaît|reconnu|"
        rf"avoue|avoué) (?:la|les|sa|ses|une|des) (?:{FAULTS})",
        r"(?:est|sont|était|étaient|fut|furent)(?: (?!pas|jamais)\w+)? coupables?",
        r"s[’']est (?:\w+ )?rendue? (?:coupable|complice)|se sont (?:\w+ )?rendue?s (?:coupables?|complices?)",
        r"illégalement|illicitement|frauduleusement|criminellement|sciemment",
        r"(?:viole|violent|enfreint|enfreignent|bafoue|bafouent|transgresse|transgressent) (?:la|les|le|ses|"
        r"leurs|l[’'])",
        r"(?:ment|mentent) (?:à|aux|au|sur|depuis)|(?:trompe|trompent|escroque|escroquent|harcèle|"
        r"harcèlent) (?:ses|les|leurs|des)",
        r"(?:exploite|exploitent) (?:des|ses|les|leurs) (?:enfants|travailleurs|ouvriers|ouvrières|salariés|"
        r"migrants|employés)",
        rf"(?:{FAULTS}) (?:[\w’'-]+ ){{0,3}}?(?:commis|commise|commises|perpétrée?s?) par",
        r"(?:ses|leurs|les) (?:crimes|fraudes|mensonges|escroqueries|délits|malversations|abus|infractions|vols) "
        r"(?:de|du|des|d[’']|ont|sont|lui|étaient|avaient)",
        r"(?:est|sont|était|étaient) (?:une?|des|les?|la) (?:\w+ )?(?:criminel(?:le)?s?|escrocs?|voleu(?:rs?|"
        r"ses?)|menteu(?:rs?|ses?)|"
        r"fraudeu(?:rs?|ses?)|coupables?)",
        r"(?:est|sont|était|étaient) (?:\w+ment )?complices? (?:de|du|des|d[’'])",
        r"(?:est|sont|était|étaient) (?:\w+ment )?responsables? (?:de la|de l[’']|des|du|de) ?(?:[\w’'-]+ ){0,2}?"
        r"(?:morts?|décès|fraudes?|pollutions?|marée|catastrophes?|abus|violations?|effondrement|incendie|"
        r"crimes?|blessures?)",
    ),
    conviction=(
        r"(?:a|ont|avait|avaient) été (?:\w+ )?(?:condamnée?s?|reconnue?s? (?:coupables?|responsables?))",
        r"(?:est|sont|était|étaient|fut|furent)(?: (?!pas|jamais)\w+)? (?:condamnée?s?|reconnue?s? coupables?)|"
        r"reconnue?s? coupables?",
        r"(?:a|ont) plaidé coupable|plaident? coupable|(?:a|ont) (?:reconnu|avoué|admis) (?:sa|leur|les|ses|la) "
        r"(?:culpabilité|responsabilité|faits|fautes?)",
        r"condamne (?:[\w’'-]+ ){1,3}pour",
    ),
    before=(
        r"selon|d[’']après|accus\w*|soupçon\w*|présum\w*|prétend\w*|allègu\w*|allégu\w*|allégation\w*|affirm\w*|"
        r"assur\w*|"
        r"déclar\w*|dénon[cç]\w*|reproch\w*|nie|nient|nié|niant|nier|niait|démen\w*|contest\w*|réfut\w*|"
        r"rejet\w*|poursui\w*|"
        r"plainte\w*|plaign\w*|mise?s? en (?:cause|examen)|enqu[êe]t\w*|si|s[’']ils?|aurai\w*|serai\w*|"
        r"pourrai\w*|peut|"
        r"peuvent|devrai\w*|pas|jamais|ni|non|sans|aucune?|rien|relax\w*|acquitt\w*|innocent\w*|dit|disent|"
        r"disait|indiqu\w*|"
        r"expliqu\w*|rapport(?:e|ent|é|ait|aient)|racont\w*|soutien\w*|soutenu|demand\w*|risqu\w*|exig\w*|"
        r"lutt\w*|préven\w*|évit\w*|empêch\w*|"
        r"crai\w*|inculp\w*|visée?s?|poursuites|question\w*|hypothèse|éventuel\w*|suppos\w*|potentiel\w*|possible\w*|"
        r"estim\w*|pens\w*|croi\w*|évoqu\w*|jug(?:e|ent) que|écri\w*|révoqu\w*|annul\w*|victimes?|contre|"
        r"interdi\w*|blanchie?s?",
    ),
    after=(
        r"selon|d[’']après|présum\w*|prétendu\w*|supposée?s?|\?",
        r",\s*(?:[\w’'-]+\s+){0,6}?(?:affirm\w*|accus\w*|dénonc\w*|assur\w*|dit|disent|rapport\w*|soutien\w*|"
        r"estim\w*|"
        r"écri\w*|déclar\w*|expliqu\w*|racont\w*|reproch\w*|indiqu\w*|allègu\w*)(?!\s+(?:que|qu[’']|être|avoir|"
        r"regretter)\b)",
        r"(?:est|sont) (?:contestée?s?|démentie?s?|niée?s?|alléguée?s?)",
    ),
    breaks=(
        r";",
        r",? mais ",
        r",? (?:bien que|quoique|même si|alors que|tandis que|malgré) ",
        r"^(?:bien que|bien qu[’']|quoique|même si|malgré|alors que|tandis que)[^,]*,",
    ),
)
LANGUAGES = (ENGLISH, FRENCH)
EVERY_ASSERTION = tuple(pattern for language in LANGUAGES for pattern in (*language.guilt, *language.conviction))

QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|„[^“”]*[“”]|‘[^’]{3,}?’(?!\w)")
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Inc|Ltd|Co|Corp|vs?|No|St|Jr|Sr|M|MM|Mme|U\.S|U\.K|e\.g|i\.e|art|cf)\.$")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\u00a0]+(?=[\w«“\"(‘])|\n+")
RELATIVE = re.compile(r",\s*(?:which|who|qui|dont|laquelle|lequel)\b[^,;]*(?:,|$)")

# The patterns are in small letters, and so is what they look at: ignoring case would have them try every alternative
# at every letter.


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern:
    """Whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


@cache
def _loose(patterns: tuple[str, ...]) -> re.Pattern:
    return re.compile("|".join(patterns))


@cache
def _hedges(patterns: tuple[str, ...]) -> re.Pattern:
    """As `_compiled`; what begins or ends with a sign stands for itself."""
    return re.compile(
        "|".join(rf"(?<!\w)(?:{p})(?!\w)" if p[0] not in ",?" else rf"(?:{p})(?!\w)" for p in patterns)
        + r"|\?\s*$|n[’']t\b"
    )


def marks(text: str) -> list[Mark]:
    """Every assertion of guilt in `text`, each with its sentence; both languages are looked for, whichever it is in."""
    found = [mark for start, sentence in _sentences(text) for mark in _in_sentence(start, sentence)]
    return sorted(found, key=lambda mark: mark.start)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in SENTENCE_END.finditer(text):
        if "\n" in end.group() or not ABBREVIATION.search(text, start, end.start()):
            yield start, text[start : end.start()]
            start = end.end()
    yield start, text[start:]


def _in_sentence(start: int, sentence: str) -> Iterator[Mark]:
    own = _small(QUOTED.sub(lambda quoted: " " * len(quoted.group()), sentence.replace("'", "’")))
    if not _compiled(EVERY_ASSERTION).search(own):
        return
    taken: list[tuple[int, int]] = []
    for language in LANGUAGES:
        for reason, patterns in ((Reason.CONVICTION, language.conviction), (Reason.GUILT, language.guilt)):
            for said in _compiled(patterns).finditer(own):
                if _is_asserted(own, said, language) and not any(a < said.end() and said.start() < b for a, b in taken):
                    taken.append(said.span())
                    words = sentence[said.start() : said.end()].strip()
                    yield Mark(start + said.start(), words, sentence.strip(), reason)


def _small(text: str) -> str:
    """In small letters, each at its place. Of three the small form is two letters, or not the one that is meant."""
    return text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()


def _is_asserted(sentence: str, said: re.Match, language: Language) -> bool:
    """Whether nothing in reach attributes, hedges, denies, asks or supposes it."""
    first, last = _reach(sentence, said, language)
    before, after = sentence[first : said.start()], sentence[said.end() : last]
    return not (_hedges(language.before).search(before) or _hedges(language.after).search(after))


def _reach(sentence: str, said: re.Match, language: Language) -> tuple[int, int]:
    """The stretch around it in which a hedge counts: its relative clause, or what lies between two breaks."""
    for clause in RELATIVE.finditer(sentence):
        if clause.start() < said.start() and said.end() <= clause.end():
            return clause.start(), clause.end()
    first, last = 0, len(sentence)
    for cut in _loose(language.breaks).finditer(sentence):
        if cut.end() <= said.start():
            first = cut.end()
        elif cut.start() >= said.end():
            last = min(last, cut.start())
    return first, last
