"""French."""

import re

from events.intake.vocabulary import Vocabulary, patterns, words
from events.intake.vocabulary.names import FIRST_NAMES

_SAID_THAT = (
    "dit disait disent dire déclare déclaré déclarait déclarent déclarer déclarant affirme affirmé affirmait affirment "
    "affirmer affirmant assure assuré assurait assurent assurant indique indiqué indiquait indiquent indiquant précise "
    "précisé précisait précisent précisant explique expliqué expliquait expliquent expliquant ajoute ajouté ajoutait "
    "ajoutent ajoutant estime estimé estimait estiment estimant reconnaît reconnu reconnaissait reconnaissent admet "
    "admis admettait concède concédé concédait confirme confirmé confirmait confirment confirmant dément démenti "
    "répond répondu répondait répondent souligne souligné soulignait soulignent soulignant rappelle rappelé rappelait "
    "rappellent rappelant raconte raconté racontait racontent écrit écrivait écrivent nie nié niait nient promet "
    "promis "
    "annonce annoncé annonçait annoncent annonçant juge jugé jugeait soutient soutenu soutenait soutiennent prétend "
    "prétendu prétendait prétendent prétendant insiste insisté insistait regrette regretté regrettait déplore déploré "
    "déplorait avoue avoué avouait témoigne témoigné témoignait révèle révélé révélait dénonce dénoncé dénonçait "
    "dénoncent considère considérait pense pensait croit croyait demande demandé demandait demandent exige exigé "
    "exigeait exigent avertit averti maintient rétorque rétorqué fait_valoir réclame réclamé réclament"
)
_NUMBERS = (
    *("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize"),
    *("quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_NAME = (
    r"\b(?:[A-ZÀÉÈÎÔÇ][\w’'&.-]{0,38}\w|[A-Z])"
    r"(?:(?: (?:de|du|des|of|et|the|&|de la|de l’|d’))? [A-ZÀÉÈÎÔÇ][\w’'&-]{0,38}){0,6}"
)
_ARTICLE = r"(?:[Ll]e |[Ll]a |[Ll]es |[Ll]['’]|[Dd]u |[Aa]u )?"
_PAPER = (
    r"(?:article|enquête|rapport|étude|reportage|document|entretien|interview|dépêche|révélations|informations|analyse)"
)
_NOT = r"(?:pas|point|jamais)(?: (?:encore|immédiatement|souhaité|voulu|désiré|été en mesure de|donné)){0,2}"
_ADVERB = r"(?:(?:encore|immédiatement|toujours|directement|finalement|publiquement) ){0,2}"

FRENCH = Vocabulary(
    code="fr",
    stop_words=words(
        "le la les un une des du de d l et ou mais si dans sur au aux à en par pour avec comme est sont était étaient "
        "être été a ont avait avaient il elle ils elles on nous vous je tu ce cet cette ces son sa ses leur leurs "
        "notre "
        "nos votre vos mon ma mes ne n pas non que qu qui quoi dont où quand comment pourquoi plus moins très aussi "
        "alors donc car ainsi après avant pendant depuis entre sans sous vers chez selon même tout tous toute toutes "
        "autre autres c s j se y lui eux cela ça deux trois aucun aucune chaque plusieurs certains certaines "
        "évidemment "
        "juste lorsque parmi malgré cependant toutefois enfin déjà encore ici là puis lors quelque quelques bien "
        "contacté contactée contactés contactées interrogé interrogée sollicité sollicitée"
    ),
    abbreviations=words("m mm mme mlle dr me prof st ste etc cf p n° art janv févr juil sept oct nov déc env ex"),
    speech=words(
        _SAID_THAT
        + " qualifie qualifié qualifiait qualifient qualifiant commente commenté commentait conclut concluait "
        "lance lancé lançait martèle martelé poursuit poursuivi poursuivait accuse accusé accusait accusent accusant "
        "critique critiqué fustige fustigé résume résumé ironise ironisé lit-on lit parlé parlait parle évoque "
        "évoqué évoquait "
        "s'indigne indigne interroge demande-t-il plaide plaidé confie confié confiait détaille détaillé note noté "
        "notait"
    ),
    reporting=words(_SAID_THAT),
    linking=words("que qu"),
    bare=words(""),
    bare_starts=words(""),
    claims=words("affirme affirment prétend prétendent assure assurent dit disent déclare reconnaît nie nient"),
    to="être",
    strangers=words(
        "procureur procureure juge maire ministre ministère député députée sénateur sénatrice police syndicat syndical "
        "syndicale avocat avocate professeur gouvernement préfet préfecture"
    ),
    joins=words("et ou mais"),
    participles=("ant",),
    told=words(""),
    gap_starts=words(
        "à au aux dans lors devant hier également aussi clairement ensuite par en lundi mardi mercredi jeudi vendredi "
        "samedi dimanche auprès sur toutefois cependant pourtant t"
    ),
    interrupts=words("s pour"),
    takes_over=words(
        "selon affirmant ajoutant précisant assurant indiquant expliquant soulignant rappelant estimant mais tandis "
        "alors"
    ),
    auxiliaries=words(
        "a ont avait avaient aurait auraient est sont était ne n pas en y lui leur nous vous se s pu également aussi "
        "ensuite toujours déjà encore par ailleurs clairement publiquement finalement de d avoir ayant t il elle"
    ),
    clitics=words("t"),
    ends=words(
        "dans à au aux sur lors en par pour auprès devant lundi mardi mercredi jeudi vendredi samedi dimanche qui que "
        "avant après selon ce hier et mais ou"
    ),
    passives=words("est sont était étaient été soit fut pas jamais"),
    asides=words("quant côté part lui elle cependant toutefois d'ailleurs revanche"),
    openings=words(
        "et mais ou car que qu qui si quand lorsque alors tandis puisque comme où dont donc puis dernier dernière "
        "lundi mardi mercredi jeudi vendredi samedi dimanche cependant toutefois"
    ),
    nobodies=words("je nous on vous ce cela ça il_est rien tout c j tu"),
    pronouns=words("il elle ils elles eux lui ceux celles"),
    determiners=words("le la les l un une des du deux ses son sa leur leurs plusieurs certains cet cette ces"),
    firm_nouns=words(
        "entreprise société groupe firme géant distributeur constructeur banque compagnie opérateur enseigne "
        "plateforme "
        "multinationale fabricant start-up direction marque employeur industriel"
    ),
    capacities=words(
        "porte-parole porte parole pdg dg président présidente directeur directrice directeurs dirigeant dirigeants "
        "dirigeante fondateur fondatrice cofondateur patron patronne responsable responsables représentant "
        "représentante avocat avocate ressources direction gérant"
    ),
    at_words=words("de du d des chez pour"),
    letters=words("communiqué courrier lettre courriel mail e-mail message déclaration réponse note tweet"),
    refusals=tuple(
        (outcome, re.compile(pattern))
        for outcome, pattern in (
            (
                "declined",
                rf"(?i)\b(?:n['’](?:a|ont|avait|avaient|aurait)|ne) {_ADVERB}?(?:pas|souhaite pas|souhaitent pas"
                rf"|veut pas|veulent pas) ?{_ADVERB}(?:souhaité |voulu |désiré |tenu à )?"
                r"(?:commenter|réagir|s['’]exprimer|faire de commentaires?|fait de commentaires?|répondre)\b"
                r"(?: (?:à|aux|sur|au)(?: [\w’'-]+){1,6})?",
            ),
            (
                "declined",
                r"(?i)\b(?:a|ont|avait|avaient|a toujours|ont toujours) (?:refusé|décliné)(?: de| d['’]| toute?s?| nos"
                r"| notre| une)? ?(?:commenter|répondre|s['’]exprimer|réagir|demandes?|interview|entretien"
                r"|commentaires?"
                r"|faire (?:de|tout) commentaires?|sollicitations?)\b(?: (?:à|aux|sur|d['’]|de)(?: ?[\w’'-]+){1,5})?",
            ),
            (
                "declined",
                r"(?i)\b(?:se refuse(?:nt)?|s['’]est refusée?|se sont refusée?s|s['’]était refusée?) à (?:tout "
                r"commentaire"
                r"|commenter|répondre|s['’]exprimer)|\bne commente(?:nt)? pas\b(?:(?: [\w’'-]+){1,5})?"
                r"|\b(?:n['’]a|n['’]ont|n['’]avait) (?:aucun|pas de) commentaires?(?: à faire)?|\bne fait (?:aucun"
                r"|pas de)"
                r" commentaires?",
            ),
            (
                "no_reply",
                rf"(?i)\b(?:n['’](?:a|ont|avait|avaient|aurait)|ne sont|n['’]est) {_NOT} ?{_ADVERB}(?:répondu|donné "
                rf"suite"
                r"|réagi|rappelé|retourné|donné de suite|suite)\b(?: (?:à|aux|au|nos|les)(?: [\w’'-]+){1,6})?",
            ),
            (
                "no_reply",
                r"(?i)\b(?:n['’](?:a|ont|avait|était|étaient) pas (?:pu être (?:jointe?s?|contactée?s?)|été en mesure"
                r"|joignables?)|(?:était|étaient|est|sont|restait|restaient|reste) injoignables?"
                r"|(?:est|sont|était|étaient) restée?s? (?:sans réponse|lettre morte|injoignables?|muette?s?)"
                r"|restée?s? sans réponse|injoignables?)\b(?: (?:à|dans|au)(?: [\w’'-]+){1,4})?",
            ),
            (
                "pending",
                r"(?i)\b(?:(?:a|ont|avons|avait) )?(?:contacté|sollicité|interrogé|joint)(?:e|s|es)?"
                r" (?:(?:[\w’'.&-]+ ){0,6}?)(?:pour (?:obtenir|avoir|recueillir) (?:des?|un|une|sa|ses|leurs?) "
                r"(?:commentaires?|réactions?|réponses?|précisions|éclaircissements?)|pour (?:un )?commentaires?)\b"
                r"|\b(?:contactée?s?|sollicitée?s?|interrogée?s?) par (?:nos soins|la rédaction|nous)\b"
                r"|\ba été (?:contactée?|sollicitée?)\b(?: (?:par|pour)(?: [\w’'-]+){1,4})?",
            ),
        )
    ),
    relays=patterns(
        rf"\b(?:[Ss]elon|[Dd]['’]après|[Aa]u dire d[e’']) ?(?P<source>{_ARTICLE}{_NAME}|(?!qu['’e])[\w’'-]+(?: "
        rf"[\w’'-]+){{0,7}})",
        rf"\b(?P<told>(?:déclar|affirm|confi|indiqu|assur|expliqu|précis|racont|répond|témoign|dit)\w*)(?: "
        rf"[\w-]+){{0,3}}?"
        rf" (?:à|au|auprès d[eu]|devant) (?P<source>{_ARTICLE}{_NAME})",
        rf"\b(?:dans les colonnes d[eu]|au micro d[eu]|sur le plateau d[eu]|[Cc]ité(?:e|s|es)? par|[Ii]nterrogé(?:e"
        rf"|s|es)?"
        rf" par|[Rr]elayé(?:e|s|es)? par|[Rr]évélé(?:e|s|es)? par|[Oo]btenu(?:e|s|es)? par|[Cc]onsulté(?:e|s|es)? par"
        rf"|[Éé]tudié(?:e|s|es)? par|[Pp]ublié(?:e|s|es)? par|[Mm]enée? par|[Rr]ecueilli(?:e|s|es)? par) "
        rf"(?P<source>{_ARTICLE}{_NAME})",
        rf"\b(?:rapporte|rapportait|révèle|révélait|relate|écrit|croit savoir|relaie) (?P<source>{_ARTICLE}{_NAME})",
        rf"\b(?P<told>comme l['’](?:a|avait|ont) (?:révélé|rapporté|annoncé|écrit|indiqué)) "
        rf"(?P<source>{_ARTICLE}{_NAME})",
        rf"(?P<source>{_ARTICLE}(?:(?:site|journal|magazine|quotidien|hebdomadaire) )?{_NAME}) (?:aurait|auraient|a"
        rf"|ont|avait)"
        r" (?:récupéré|révélé|obtenu|publié|rapporté|consulté|recueilli|dévoilé)\b",
        rf"(?P<source>{_ARTICLE}{_NAME}) (?:révèle|rapporte|précise|précisait|révélait|rapportait|affirme)"
        rf"(?: [\w’'-]+){{0,2}} dans (?:une?|son|sa) {_PAPER}",
        rf"\b(?:[Uu]ne?|[Ll]['’]|[Ll]e|[Dd]['’]une?) ?{_PAPER} (?:menée? par|publiée? (?:par|dans)|d[eu]|d['’]) ?"
        rf"(?P<source>{_ARTICLE}{_NAME})",
        r"\b(?P<source>(?:[Ll]a plainte|[Ll]['’]acte d['’]accusation|[Ll]e rapport|[Ll]['’]assignation"
        r"|[Ll]['’]enquête))"
        r" (?:affirme|indique|précise|accuse|soutient|allègue|révèle|conclut)\b",
    ),
    number_words={
        **{word: value for value, word in enumerate(_NUMBERS, 1) if word != "un"},
        **{"une": 1, "un": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
        **{"septante": 70, "huitante": 80, "nonante": 90, "soixante-dix": 70},
    },
    scales={
        **{"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6},
        **{"milliard": 10**9, "milliards": 10**9},
    },
    number_links=words("et"),
    vague=words(
        "centaines dizaines milliers millions_de milliards_de une_centaine une_dizaine une_vingtaine une_trentaine "
        "une_quarantaine une_cinquantaine une_soixantaine"
    ),
    approximations=words(
        "environ près_de plus_de moins_de au_moins au_plus jusqu'à quelque presque quasiment autour_de une_poignée_de "
        "à_peine"
    ),
    thousands=".",
    decimal=",",
    range_starts=("entre", "de"),
    range_joins=(" à ", " et ", " ou ", "-", "–", "—"),
    per_cent=("pour cent", "pourcent"),
    numbered=words(
        "article chapitre page section numéro n° loi titre version tome niveau étape phase figure tableau boeing "
        "airbus "
        "iphone janvier février mars avril mai juin juillet août septembre octobre novembre décembre rue avenue"
    ),
    of_words=words("de d des du la les l ses leurs nos ces"),
    counted_stops=words(
        "de d du des en dans sur au aux à par pour avec comme est sont était étaient être ont a avait qui que qu "
        "dont où "
        "et ou mais si le la les l un une ce cet cette ces son sa ses leur leurs ne pas plus moins très dans sous sans "
        "après avant depuis pendant selon chez vers puis nous vous ils elles"
    ),
    irregular_plurals=words(""),
    adjectives=words(
        "grands grandes petits petites nouveaux nouvelles jeunes autres premiers premières derniers dernières anciens "
        "anciennes vieux vieilles gros grosses bons bonnes longs longues principaux principales hauts hautes "
        "différents "
        "différentes nombreux nombreuses"
    ),
    noun_first=True,
    plural_endings=("s", "x", "z"),
    counted_verbs=words("étaient ont sont venaient provenaient avaient viennent proviennent"),
    organisation_heads=words(
        "banque groupe ministère agence fondation syndicat institut association université société compagnie "
        "fédération "
        "confédération conseil commission comité bureau direction autorité office centre hôpital caisse mutuelle "
        "coopérative union alliance collectif observatoire mairie préfecture tribunal cour parquet times post news "
        "radio "
        "télévision journal magazine press presse group bank holdings technologies industries energies énergies "
        "systems "
        "parisien monde figaro libération assurances transports chemins"
    ),
    organisation_cues=words(
        "entreprise société groupe firme géant distributeur constructeur banque compagnie opérateur enseigne "
        "plateforme "
        "plate-forme multinationale fabricant start-up startup site journal magazine quotidien hebdomadaire ong "
        "association syndicat filiale marque chaîne éditeur assureur sous-traitant fournisseur fondation agence "
        "laboratoire cabinet concurrent"
    ),
    list_cues=patterns(
        r"(?i:entreprises|sociétés|groupes|géants|firmes|marques|banques|plateformes|enseignes|multinationales|médias)"
        r"(?: [\w-]+){0,3}? ?,? (?:comme|tels? que|telles? que|dont|notamment) (?:la |le |les |l['’])?$",
    ),
    belonging=words(""),
    partners=patterns(
        r"\b(?:employés?|employées?|salariés?|salariées?|ouvriers|clients|actionnaires?|PDG|pdg|patron(?:ne)?|fondateur"
        r"|porte-parole|dirigeants?|directeurs?|directrice|filiale|actions|siège|usines?|cadres|avocats?|comptes?"
        r"|ex-employés|contrats?) (?:d['’]|de |du |des |de l['’]|de la |chez |avec |aussi )+$",
        r"\b(?:racheté|détenu|exploité|fondé|poursuivi)e?s? par (?:la |le |l['’])?$",
        r"\bchez $",
    ),
    described_after=re.compile(
        r"(?:,| [–—-]) (?:une?|le|la|l['’]) ?(?:[\w’'-]+ ){0,4}?(?:entreprise|société|groupe|firme|géant|banque"
        r"|association"
        r"|ong|ONG|syndicat|filiale|plateforme|fabricant|distributeur|constructeur|agence|quotidien|magazine|chaîne)\b"
        r"(?! [A-ZÉ])"
    ),
    person_cues=words(
        "m mme mlle monsieur madame maître me docteur dr président présidente ministre juge avocat avocate directeur "
        "directrice pdg porte-parole professeur actrice acteur chanteur auteur journaliste procureur procureure maire "
        "sénateur sénatrice député députée reine roi prince princesse capitaine commissaire fondateur patron"
    ),
    person_after=re.compile(
        r", (?:\d\d ans|qui |(?:le |la |l['’])?(?:directeur|directrice|professeur|avocate?|porte-parole|présidente?"
        r"|patronn?e?"
        r"|responsable|fondateur|fondatrice|journaliste)\b)"
    ),
    first_names=FIRST_NAMES,
    name_particles=words("de du d la le van von"),
    name_links=words("de du des d la et of"),
    splits=words("et s"),
    bodies=(["ville", "de"], ["ville", "d"], ["région", "de"]),
    name_starts=words("la le les l"),
    no_names=words(
        "france français française europe européen européenne européennes amérique américain américaine états unis "
        "états-unis "
        "afrique asie allemagne allemand angleterre anglais royaume-uni royaume uni belgique belge suisse espagne "
        "italie "
        "chine chinois japon russie inde canada québec brésil mexique coréen corée paris lyon marseille lille "
        "toulouse bordeaux nantes bruxelles genève londres berlin seattle washington york californie internet web pdg "
        "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août "
        "septembre "
        "octobre novembre décembre noël pâques état l'état tva rh usa ue onu voir lire photo "
        "nord sud est ouest hôtel ville"
    ),
    months=words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    to_come=words(
        "prévu prévue prévus prévues doit doivent devrait devraient prochain prochaine attendu attendue sera"
    ),
    needs_day="Il faut le jour de parution pour dire quel jour c'est.",
)
