"""English."""

import re

from events.intake.vocabulary import Vocabulary, patterns, words
from events.intake.vocabulary.names import FIRST_NAMES

_TOLD_THAT = (
    "say says said saying state states stated stating tell tells told telling claim claims claimed claiming "
    "announce announces announced announcing explain explains explained explaining argue argues argued arguing "
    "insist insists insisted insisting warn warns warned warning acknowledge acknowledges acknowledged acknowledging "
    "admit admits admitted admitting concede concedes conceded confirm confirms confirmed confirming deny denies "
    "denied "
    "denying reply replies replied respond responds responded answer answers answered assert asserts asserted "
    "maintain maintains maintained maintaining allege alleges alleged alleging testify testifies testified "
    "add adds added adding note notes noted noting declare declares declared declaring write writes wrote writing "
    "feel feels felt believe believes believed think thinks thought demand demands demanded demanding "
    "promise promises promised pledge pledges pledged vow vowed suggest suggests suggested stress stresses stressed "
    "emphasize emphasized emphasise emphasised inform informs informed recall recalled complain complained "
    "reiterate reiterated contend contends contended tweeted posted"
)
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NAME = r"\b(?:[A-Z][\w’'&.-]{0,38}\w|[A-Z])(?:(?: (?:of|the|and|for|&))? [A-Z][\w’'&-]{0,38}){0,6}"
_ASKED = r"(?:(?:[\w’'.&-]+ ){0,6}?)"
_ADVERB = r"(?:(?:immediately|yet|promptly|directly|publicly|specifically|further|also) ){0,2}"
_PAPER = r"(?:report|article|story|investigation|analysis|survey|study|inquiry|interview|review|account)"
_FILING = r"(?:lawsuit|complaint|indictment|suit|filing|petition|court documents?|court filings?|court papers|report)"

ENGLISH = Vocabulary(
    code="en",
    stop_words=words(
        "a an the and or but if of in on at to for from by with as is are was were be been has have had it its this "
        "that these those he she they we you i his her their our your my not no so do does did who whom which what "
        "when "
        "where why how there here than then also just about after before into over under out up all any some each both "
        "more most other such only own same too very can will would could should may might must while during because "
        "among according despite although however meanwhile since until between through against without within per "
        "many much few several one two three yes like now still even yet never ever once again further nor him them us "
        "me please let get thanks"
    ),
    abbreviations=words(
        "mr mrs ms dr prof inc corp co ltd st vs no gen sen rep gov jr sr dept est approx jan feb mar apr jun jul aug "
        "sept oct nov dec fig e.g i.e etc u.s u.k"
    ),
    speech=words(
        _TOLD_THAT + " call calls called calling describe describes described describing continue continues continued "
        "proclaim proclaims proclaimed comment comments commented accuse accuses accused accusing criticise criticised "
        "criticize criticized quip quipped joke joked read reads ask asks asked asking urge urges urged conclude "
        "concludes concluded recount recounts recounted remark remarked quoted dubbed"
    ),
    reporting=words(_TOLD_THAT + " read reads"),
    linking=words("that"),
    bare=words("say says said saying alleges alleged believes believe think thinks claims claimed"),
    bare_starts=words("it he she they the its his her their there this no we"),
    claims=words("claim claims claimed promise promises promised pledge pledges pledged vow vowed"),
    to="to",
    strangers=words(
        "prosecutor attorney lawyer judge mayor minister senator governor sheriff police union plaintiff plaintiffs "
        "professor activist campaigner government federal state county department ministry"
    ),
    joins=words("and or but"),
    participles=("ing",),
    told=words("told tell tells telling inform informs informed"),
    gap_starts=words(""),
    interrupts=words("to"),
    takes_over=words("according adding saying noting claiming stating arguing insisting but although while"),
    auxiliaries=words(
        "has have had did does do will would also later then again further never not repeatedly previously publicly "
        "reportedly allegedly simply now still even once recently initially eventually often only already both"
    ),
    clitics=words(""),
    ends=words(
        "in on at to during after before when while as by for from that who which with about and but yesterday today "
        "last this monday tuesday wednesday thursday friday saturday sunday adding"
    ),
    passives=words("is are was were be been being to not never t"),
    asides=words("meanwhile however too though instead moreover furthermore part turn addition"),
    openings=words(
        "and but while when as because that if although since which who whether where after before so then yet "
        "meanwhile however or addition also than until"
    ),
    nobodies=words("i we you it there this that these those nobody what data which let one graph"),
    pronouns=words("he she they him them her us me everyone anyone staff reporters journalists"),
    determiners=words("the a an one two some his her their its many several our another"),
    firm_nouns=words(
        "company firm retailer giant corporation group maker manufacturer bank airline carrier operator chain startup "
        "platform business insurer developer producer supplier conglomerate organisation organization agency employer "
        "contractor publisher broadcaster online tech technology social network"
    ),
    capacities=words(
        "spokesperson spokesman spokeswoman spokespeople spokespersons ceo cfo coo cto chief president chairman "
        "chairwoman chair director executive executives founder cofounder co-founder manager head representative "
        "representatives counsel official officials officer officers partner"
    ),
    at_words=words("at of for with from"),
    letters=words("statement statements letter email e-mail memo release post tweet reply response message note blog"),
    refusals=tuple(
        (outcome, re.compile(pattern))
        for outcome, pattern in (
            (
                "declined",
                r"(?i)\b(?:declin(?:ed|es|ing)|refus(?:ed|es|ing)|would not|wouldn['’]t|chose not|did not (?:want|wish)"
                rf"|was (?:not willing|unwilling)|were (?:not willing|unwilling)|will not|won['’]t) {_ADVERB}(?:to )?"
                rf"{_ADVERB}(?:comment|respond|answer|discuss|elaborate|be (?:interviewed|quoted)|say anything"
                r"|(?:give|provide|offer|make) (?:a|any|an) (?:comment|statement|response|interview))\b"
                r"(?: (?:on|to|about|for|further)(?: [\w’'-]+){1,6})?",
            ),
            (
                "declined",
                r"(?i)\b(?:(?:had|has|have|gave|offered|with) no (?:further |immediate )?comment"
                r"|(?:is|are|was|were) not (?:responding to|commenting on|commenting)"
                r"|do(?:es)?(?: not|n['’]t) comment on|declined (?:all |our |an? |repeated )?(?:interview )?requests?"
                r"|declined an? interview|declined through)\b(?:(?: [\w’'-]+){1,5})?",
            ),
            (
                "no_reply",
                r"(?i)\b(?:did not|didn['’]t|has not|hasn['’]t|have not|haven['’]t|had not|hadn['’]t|do not|does not"
                rf"|failed to|never) {_ADVERB}(?:respond(?:ed)?|repl(?:y|ied)|return(?:ed)?|answer(?:ed)?) {_ADVERB}"
                r"(?:to|our|an?|any|calls?|messages?|e-?mails?|repeated|multiple|questions?|requests?|by|before|in "
                r"time)\b"
                r"(?:(?: [\w’'-]+){1,6})?",
            ),
            (
                "no_reply",
                r"(?i)\b(?:(?:could|can) ?not (?:immediately |be |also ){1,2}reached|couldn['’]t (?:immediately )?be "
                r"reached"
                r"|(?:was|were|is) (?:not (?:immediately )?(?:available|reachable)|unavailable|unreachable)(?= "
                r"(?:for|to))"
                r"|went unanswered|(?:was|were) not returned|(?:did|has|have) not immediately respond(?:ed)?"
                r"|without (?:a |any )?(?:reply|response)|ha(?:s|ve|d) yet to (?:respond|reply|comment|answer))"
                r"(?: (?:for|to|by)(?: [\w’'-]+){1,4})?",
            ),
            (
                "pending",
                rf"(?i)\b(?:(?:has|have|had) )?(?:reached out to|contacted|asked|approached) {_ASKED}for (?:a "
                rf"|further )?"
                r"(?:comments?|statement|response)\b|\b(?:has|have|had) reached out to (?:[\w’'.-]+ ?){1,4}"
                r"|\b(?:was|were|(?:has|have|had) been) (?:asked|contacted|approached) for (?:a )?(?:comment"
                r"|response)\b",
            ),
        )
    ),
    relays=patterns(
        rf"\b[Aa]ccording to (?:(?:a|an|the|its|new|recent)(?: [\w-]+){{0,3}}? {_PAPER}s? (?:from|by|in|of|published "
        rf"by|at)"
        rf" )?(?P<source>(?:the )?(?:{_NAME}|[\w’'-]+(?: [\w’'-]+){{0,4}}))",
        rf"\b(?:as )?(?:was )?(?:first |originally |previously )?reported (?:by|in) (?P<source>(?:the |The )?{_NAME})",
        rf"(?P<source>(?:[Tt]he )?{_NAME})(?: (?:first|also|has|had|previously|originally)){{0,2}} (?:reported"
        rf"|reports|revealed)"
        r"(?= (?:that|on|in|how|the|earlier|last|this)\b|[,.]|$)",
        rf"\b(?P<told>told|tells|informed|informs|telling|assured) (?P<source>(?:the |The )?{_NAME})",
        rf"\b(?P<told>[Ss]peaking (?:to|with)|spoke (?:to|with)|said in an interview with|[Ii]n an interview with"
        rf"|in a statement (?:to|sent to|provided to)|(?:statement|email|e-mail) to) (?P<source>(?:the |The )?{_NAME})",
        rf"\b(?P<told>obtained|seen|reviewed|viewed|published|cited|interviewed|quoted) by (?P<source>(?:the |The "
        rf")?{_NAME})",
        rf"\b(?:[Aa]|[Tt]he|[Aa]n|[Ii]ts|[Tt]heir)(?: [\w-]+){{0,2}} {_PAPER} (?:from|by|in|of) "
        rf"(?P<source>(?:the |The )?{_NAME})(?= (?:read|reads|said|says|found|finds|claimed|claims|revealed|states"
        rf"|stated"
        r"|showed|shows|alleges|alleged|suggested|suggests)\b)",
        rf"(?P<source>(?:[Tt]he )?{_NAME}) (?:got|obtained|acquired|received|reviewed|saw|uncovered) (?:copies of "
        rf")?the "
        r"(?:e-?mails?|documents?|files?|letters?|records?|memos?|messages?)",
        rf"\b(?P<told>[Cc]iting|via|[Hh]/[Tt]) (?P<source>(?:the |The )?{_NAME})",
        rf"\b(?P<source>[Tt]he {_FILING}) (?:said|says|alleges|alleged|states|stated|claims|claimed|accuses|accused"
        rf"|read"
        r"|reads|argues|argued)\b",
        rf"\b[Ii]n (?P<source>(?:the|a|its|their) {_FILING}),? (?:we read|it says|it is (?:said|stated|alleged))",
        rf"\b[Aa]s per (?P<source>(?:the|a) (?:{_PAPER}|{_FILING})|{_NAME})",
        rf"\b[Bb]ased on (?:(?:data|figures|numbers|information|documents|records) (?:from|of|by) )?"
        rf"(?P<source>(?:the )?{_NAME}(?: ?/ ?{_NAME})?)",
    ),
    number_words={
        **{word: value for value, word in enumerate(_NUMBERS, 1)},
        **{word: 10 * value for value, word in enumerate(_TENS, 2)},
    },
    scales={
        **{"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12},
        **{"m": 10**6, "bn": 10**9, "k": 1000, "mn": 10**6},
    },
    number_links=words("and"),
    vague=words("hundreds dozens thousands millions billions scores tens_of_thousands hundreds_of_thousands"),
    approximations=words(
        "about around approximately roughly nearly almost over more_than at_least up_to fewer_than less_than under "
        "some "
        "an_estimated estimated as_many_as close_to"
    ),
    thousands=",",
    decimal=".",
    range_starts=("between", "from"),
    range_joins=(" to ", " and ", " or ", "-", "–", "—"),
    per_cent=("percent", "per cent"),
    numbered=words(
        "section article chapter page war no number title rule room level version windows flight route act part phase "
        "volume grade area group figure table item day step top model boeing airbus iphone january february march "
        "april "
        "may june july august september october november december"
    ),
    of_words=words("of the all these those its their our his her"),
    counted_stops=words(
        "of in on at to for from by with as is are was were be been has have had it its this that these those who whom "
        "which and or but not a an the he she they we you his her their than while when after before during because if "
        "them into over under since until through across against between per so then there says does goes us signed "
        "said"
    ),
    irregular_plurals=words("people men women children staff police youth feet teeth personnel crew media data"),
    adjectives=words(""),
    noun_first=False,
    plural_endings=("s",),
    counted_verbs=words("were was came are had have went did said died of"),
    organisation_heads=words(
        "bank group holdings university college association institute foundation department ministry agency office "
        "authority commission council union times post news radio tv television insider journal herald tribune gazette "
        "guardian telegraph mail magazine press broadcasting airlines airways motors technologies technology systems "
        "labs laboratories capital partners ventures pharmaceuticals energy hospital hospitals society federation "
        "committee bureau service services enforcement administration board company corporation industries "
        "international solutions software networks network media entertainment studios pictures insurance financial "
        "securities exchange airport railways railway stores supermarkets foods organisation organization products "
        "manufacturing project "
        "alliance coalition coop cooperative trust fund center centre dept court "
        "brothers consulting logistics steel oil mining petroleum"
    ),
    organisation_cues=words(
        "company firm retailer giant corporation group maker manufacturer startup start-up platform website site app "
        "outlet newspaper magazine broadcaster organisation organization nonprofit charity agency regulator union "
        "association contractor supplier subsidiary insurer bank airline carrier operator chain brand conglomerate ngo "
        "watchdog lender employer vendor automaker carmaker drugmaker chipmaker publisher competitor rival parent "
        "joining"
    ),
    list_cues=patterns(
        r"(?i:companies|firms|names|giants|corporations|organi[sz]ations|retailers|brands|employers|platforms|banks"
        r"|businesses|groups|outlets|startups)(?: [\w-]+){0,3}? ?,? (?:like|such as|including|namely|are|were) "
        r"(?:the )?$",
    ),
    belonging=words(
        "employee employees worker workers staff staffer staffers spokesperson spokesman spokeswoman ceo cfo coo cto "
        "executive executives shareholder shareholders investors shares stock customers headquarters subsidiary board "
        "chairman chairwoman founder products revenue profits factory factories warehouse warehouses engineers "
        "managers "
        "systems servers website platform app lawyers contractors store stores drivers blog users radio"
    ),
    partners=patterns(
        r"\b(?:employees?|workers?|staff|customers?|shareholders?|ceo|CEO|founder|chairman|director|spokes\w+"
        r"|executives?"
        r"|subsidiary|contracts?|deal|partnership|shares|lawyers?|page|officials|interview) (?:of|at|for|with|on) "
        r"(?:the )?$",
        r"\b(?:acquired|owned|operated|sued|suing|founded|hired|employed|published|supplied) (?:by "
        r")?(?:the )?$",
        r"\b(?:[Ff]ollow (?:him|her|us|them|me)|posted|account) on $",
        r"\b(?:reporter|journalist|editor|correspondent|columnist) (?:for|at|of|with) (?:the )?$",
    ),
    described_after=re.compile(
        r"(?:,| [–—-])? ?(?:\(|, | [–—-] |[–—-] ?)?(?:an?|the)(?: [\w-]+){0,5}? (?:company|firm|retailer|giant|startup"
        r"|corporation|manufacturer|maker|organi[sz]ation|nonprofit|charity|website|bank|airline|union|association"
        r"|agency"
        r"|newspaper|broadcaster|insurer|operator|supplier|contractor|regulator|watchdog)\b(?! [A-Z])"
    ),
    person_cues=words(
        "mr mrs ms miss dr prof professor sir lord lady judge justice senator sen rep representative president "
        "chairman "
        "chairwoman ceo cfo director actress actor singer author lawyer attorney prosecutor officer detective sheriff "
        "mayor governor minister king queen prince princess reporter journalist editor correspondent analyst economist "
        "professor billionaire millionaire founder spokesman spokeswoman spokesperson chief engineer manager activist "
        "captain sergeant pope saint victim plaintiff defendant"
    ),
    person_after=re.compile(
        r", (?:\d\d,|who |(?:an?|the|its|their)? ?(?:[\w-]+ ){0,3}?(?:director|professor|lawyer|attorney"
        r"|spokes\w+|president|chief|officer|analyst|manager|reporter|head|founder|chair\w*|engineer)\b)| is an? "
        r"(?:\w+ )?"
        r"(?:reporter|journalist|writer|editor|correspondent|lawyer|professor)"
    ),
    first_names=FIRST_NAMES,
    name_particles=words("de van von der la le bin al"),
    name_links=words("of and for the"),
    splits=words("and s"),
    bodies=(["city", "of"], ["state", "of"], ["county", "of"], ["port", "of"]),
    name_starts=words("the"),
    no_names=words(
        "america american americans africa african asia asian asians australia australian austria austrian belgium "
        "belgian brazil brazilian britain british canada canadian china chinese denmark danish europe european egypt "
        "england english finland france french germany german greece greek india indian indonesia iran iraq ireland "
        "irish israel israeli italy italian japan japanese korea korean mexico mexican netherlands dutch norway poland "
        "polish portugal russia russian scotland spain spanish sweden swedish switzerland swiss taiwan thailand thai "
        "turkey turkish ukraine vietnam wales uk us u.s usa eu un united states kingdom alabama alaska arizona "
        "arkansas "
        "california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky "
        "louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio "
        "oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming york london "
        "paris berlin seattle boston chicago houston dallas atlanta miami philadelphia phoenix angeles francisco "
        "beijing shanghai tokyo brussels amsterdam geneva dublin delhi mumbai silicon valley street avenue road monday "
        "tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
        "october november december christmas easter internet web ceo cfo coo cto pdf tv url faq gdp hiv aids covid dna "
        "it ai hr pr ok update updated comments comment share read more learn listen join photo image news christian "
        "christians muslim muslims jewish jews black white north south east west northern southern eastern western "
        "technology state county god world universe war party day co-founder"
    ),
    months=words(
        "january february march april june july august september october november december monday tuesday wednesday "
        "thursday friday saturday sunday"
    ),
    to_come=words("will shall expected scheduled upcoming next plans planned due set hosting join would"),
    needs_day="The day of publication is needed to tell which day this is.",
)
