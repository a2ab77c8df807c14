"""Which sentences assert guilt: each marked at its words, and none that attributes, hedges, denies, asks or quotes."""

import pytest

from events.review import guilt

# sentence | the words that are marked
ENGLISH_MARKED = """
The company committed fraud. | committed fraud
Volkswagen committed a massive accounting fraud between 2009 and 2015. | committed a massive accounting fraud
Acme is guilty. | is guilty
The bank was plainly guilty of misleading its clients. | was plainly guilty
It illegally dumped toxic waste into the river. | illegally
The plant unlawfully dismissed forty workers. | unlawfully
Waste was dumped illegally for years. | illegally
The seller knowingly delivered unsafe brakes. | knowingly
Managers bribed officials in three countries. | bribed
The bank laundered money for cartels. | laundered money
It defrauded thousands of pensioners. | defrauded
The firm lied to regulators. | lied
Executives misled investors about the engine. | misled
The carmaker cheated on emission tests. | cheated
The platform stole tips from its drivers. | stole
The company falsified safety records. | falsified
Its lawyers destroyed evidence. | destroyed evidence
The company hid the test results from doctors. | hid the test results
The retailer broke labour law. | broke labour law
The company violated the rights of its workers. | violated
The landlord breached its duty of care. | breached its duty
The group evaded taxes through Panama. | evaded taxes
The mine poisoned the village's wells. | poisoned
The airline discriminated against older staff. | discriminated against
The company retaliated against whistleblowers. | retaliated against
The factory exploited migrant workers. | exploited migrant workers
The two makers colluded for a decade. | colluded
Traders rigged the benchmark rate. | rigged
The firm engaged in union-busting. | engaged in union-busting
The company's crimes went unpunished. | company’s crimes
Its wage theft cost the staff millions. | its wage theft
The director is a fraudster. | is a fraudster
The company is to blame for the flood. | is to blame for
The company is responsible for the deaths of nine miners. | is responsible for the deaths
The supplier was complicit in the abuse. | was complicit in
The company was convicted in 2014. | was convicted
The chief executive pleaded guilty. | pleaded guilty
The company was found guilty by a jury. | was found guilty
The group admitted fraud. | admitted fraud
The report revealed that the company bribed inspectors. | bribed
An audit proved that the company falsified invoices. | falsified
Although the company denies it, the smelter poisoned the lake. | poisoned
The company, which lied to its customers, said it was sorry. | lied
The company denied everything; it stole the designs. | stole
The union calls it a dispute, but the company violated the agreement. | violated
Managers covered up the spill. | covered up
The company spied on its own staff. | spied on
Google illegally fired four organisers | illegally
""".strip().splitlines()

ENGLISH_UNMARKED = """
The company allegedly committed fraud.
The company is accused of fraud.
Prosecutors accuse the company of having bribed officials.
According to the suit, the company illegally dumped waste.
The company illegally dumped waste, according to the suit.
The suit says that the firm defrauded its customers.
The firm defrauded its customers, prosecutors say.
Managers bribed officials, the indictment alleges.
The company denies that it committed fraud.
The company denied having misled investors.
The company did not break the law.
The company is not guilty.
The firm was acquitted of fraud.
A court cleared the company of bribery.
The company was never convicted.
Did the company lie to regulators? Nobody knows.
Regulators investigate whether the company violated the law.
If the company violated the law, it will be fined.
The company may have misled its customers.
The platform could have broken the rules.
Workers claim the factory exploited migrant workers.
Fifty women say they were harassed at work.
The company reportedly stole trade secrets.
Newsweek reported that staff were harassed.
The regulator suspects that the bank laundered money.
The firm is suspected of having colluded with a rival.
The company was charged with fraud.
The director was indicted for wire fraud.
The union sued the company for wage theft.
Its fraud department answers calls until six.
The company's harassment policy changed in May.
The company published its corruption investigation.
The bribery allegations date from 2012.
“The company committed fraud,” the senator said.
The letter calls it “guilty of murder”.
An alleged fraud led to the inquiry.
The company disputes that it discriminated against anyone.
Critics believe the airline lied.
The complaint contends that the retailer broke labour law.
The NGO found that suppliers exploited children.
The company promised to prevent fraud.
The code of conduct prohibits bribery.
The company apologised to its customers.
The company fired four employees on Friday.
The company announced a programme against corruption.
The collapse of the factory killed 1,134 people.
The regulator opened an inquiry into price-fixing.
The police said that the hackers breached the company's rules.
No evidence shows that the bank laundered money.
The company must not violate the agreement.
The driver testified that the platform cheated him.
The appeal court overturned a verdict that the firm was guilty.
The parent company exploited the mine until 1998.
The company forged an alliance with its rival.
The firm concealed nothing from its auditors.
Shell violated environmental law, the plaintiffs argue.
Employees demand that the company stop practices that violate their rights.
The company was ordered to pay a fine of 3 million euros.
Truckers have been engaged in preventing trafficking.
""".strip().splitlines()

FRENCH_MARKED = """
L’entreprise a fraudé. | a fraudé
L'entreprise a massivement fraudé le fisc. | a massivement fraudé
La banque a commis une fraude. | a commis une fraude
Le groupe a commis de graves infractions. | a commis de graves infractions
La société est coupable. | est coupable
La société est coupable de corruption. | est coupable
Elle s’est rendue coupable de fraude fiscale. | s’est rendue coupable
L’usine a illégalement déversé des déchets. | illégalement
Des déchets ont été déversés illégalement. | illégalement
Le groupe a sciemment vendu des prothèses dangereuses. | sciemment
Les dirigeants ont corrompu des élus. | ont corrompu
La banque a blanchi de l’argent. | a blanchi de l’argent
Le constructeur a triché aux tests. | a triché
La direction a menti aux salariés. | a menti
Le laboratoire a dissimulé des résultats. | a dissimulé
L’entreprise a violé le droit du travail. | a violé
La plateforme a enfreint la loi. | a enfreint
L’entreprise viole la loi. | viole la
Le sous-traitant a exploité des travailleurs migrants. | a exploité des travailleurs
La marque exploite des enfants. | exploite des enfants
L’usine a empoisonné la rivière. | a empoisonné
Le groupe a détourné des fonds publics. | a détourné
Le cadre a harcelé trois employées. | a harcelé
L’entreprise a versé des pots-de-vin. | a versé des pots-de-vin
Elle a trompé ses clients. | a trompé
L’entreprise a volé des brevets. | a volé
Ses mensonges ont coûté des millions. | ses mensonges ont
Les fraudes commises par le groupe ont duré dix ans. | fraudes commises par
Le patron est un escroc. | est un escroc
La société est complice de ces abus. | est complice de
Le groupe est responsable de la pollution du lac. | est responsable de la pollution
Le groupe a été condamné en 2014. | a été condamné
L’entreprise a été reconnue coupable. | a été reconnue coupable
La banque a plaidé coupable. | a plaidé coupable
Le groupe a reconnu avoir fraudé. | reconnu avoir fraudé
L’enseigne est critiquée pour avoir menti. | pour avoir menti
Le rapport révèle que le groupe a corrompu des élus. | a corrompu
Bien que l’entreprise nie, elle a fraudé. | a fraudé
La société, qui a menti à ses clients, dément. | a menti
L’entreprise dément ; elle a volé les plans. | a volé
La direction parle d’une erreur, mais elle a falsifié les comptes. | a falsifié
Les dirigeants ont falsifié les comptes. | ont falsifié
La filiale a espionné des syndicalistes. | a espionné
Le groupe ment à ses actionnaires. | ment à
""".strip().splitlines()

FRENCH_UNMARKED = """
L’entreprise aurait fraudé.
L’entreprise aurait commis une fraude.
L’entreprise serait coupable.
Selon le parquet, l’entreprise a fraudé.
L’entreprise a fraudé, selon le parquet.
D’après la plainte, la banque a blanchi de l’argent.
L’entreprise est accusée d’avoir fraudé.
Le parquet accuse le groupe d’avoir corrompu des élus.
La société est soupçonnée de fraude.
Le groupe est soupçonné d’avoir menti.
L’entreprise nie avoir fraudé.
La société dément avoir violé la loi.
Le groupe conteste avoir commis une infraction.
L’entreprise n’a pas fraudé.
Elle n’a jamais menti.
La société n’est pas coupable.
Le groupe a été relaxé.
La banque a été acquittée.
La cour a blanchi le groupe de ces accusations.
L’entreprise a-t-elle menti ? Personne ne le sait.
L’enquête doit dire si le groupe a enfreint la loi.
Si l’entreprise a violé la loi, elle paiera.
Les salariés affirment que la direction a menti.
La direction a menti, affirment les salariés.
Le syndicat dénonce une entreprise qui viole la loi.
Le syndicat reproche au groupe d’avoir licencié illégalement.
La fraude présumée date de 2012.
La société est poursuivie pour fraude fiscale.
Le groupe est mis en examen pour corruption.
Le directeur a été inculpé pour escroquerie.
Une plainte pour fraude a été déposée.
L’ONG assure que le sous-traitant a exploité des enfants.
« L’entreprise a fraudé », dit le sénateur.
La lettre la dit “coupable de meurtre”.
Des allégations de fraude circulent.
L’entreprise exploite une mine au Pérou.
La société a exploité la mine jusqu’en 1998.
Le groupe s’est trompé de date.
L’entreprise s’est excusée auprès de ses clients.
Le groupe lutte contre la corruption.
Le code interdit de corrompre des élus.
Elle pourrait avoir menti.
La banque aurait blanchi de l’argent.
Le parquet enquête sur un détournement de fonds.
L’entreprise a licencié quatre salariés.
L’avion a volé pendant six heures, dit le pilote.
Le service des fraudes répond jusqu’à dix-huit heures.
L’entreprise a annoncé un plan contre le harcèlement.
Les plaignantes disent que le cadre a harcelé trois employées.
Newsweek rapporte que des employés ont versé des pots-de-vin.
L’effondrement a tué 1 134 personnes.
Rien ne prouve que la banque a blanchi de l’argent.
Le tribunal a annulé le jugement selon lequel le groupe était coupable.
Le groupe prétend n’avoir rien caché.
Les employés demandent la fin de pratiques qui violent leurs droits.
Une pratique illicite présumée est au cœur du dossier.
Les victimes présumées de harcèlement témoignent.
Le groupe a payé une amende de trois millions d’euros.
""".strip().splitlines()


def words_in(text: str) -> list[str]:
    return [mark.words.replace("'", "’").lower() for mark in guilt.marks(text)]


@pytest.mark.parametrize("line", [*ENGLISH_MARKED, *FRENCH_MARKED])
def test_guilt_that_is_asserted_is_marked_at_its_words(line):
    sentence, words = (part.strip() for part in line.split("|"))
    assert words_in(sentence)[:1] == [words.lower()]


@pytest.mark.parametrize("sentence", [*ENGLISH_UNMARKED, *FRENCH_UNMARKED])
def test_what_is_attributed_hedged_denied_or_quoted_is_not_marked(sentence):
    assert words_in(sentence) == []


def test_there_are_enough_sentences_of_each_kind():
    for marked, unmarked in ((ENGLISH_MARKED, ENGLISH_UNMARKED), (FRENCH_MARKED, FRENCH_UNMARKED)):
        assert len(marked) >= 30
        assert len(unmarked) >= 30
        assert len(marked) + len(unmarked) >= 60
