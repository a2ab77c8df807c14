"""What a visitor finds in the demonstration: each hard case of the five articles, as the public bodies show it."""

import pytest

pytestmark = pytest.mark.django_db
FRENCH = "A French online magazine (not named in our copy)"


def fact(event: dict, label: str) -> dict:
    return next(fact for fact in event["facts"] if fact["label"].startswith(label))


def reported(fact: dict) -> dict[str, str]:
    return {value["source"]["publisher"]: value["text"] for value in fact["values"]}


def reply_of(event: dict, company: str) -> dict:
    return next(reply for reply in event["allegation"]["replies"] if reply["company"]["name"] == company)


def stances(reply: dict) -> list[str]:
    return [answer["stance"] for answer in reply["answers"]]


def part_of(event: dict, *, role: str, group: str) -> dict:
    return next(part for part in event["participants"] if part["role"] == role and group in part["group"])


def test_both_periods_of_the_emails_stand_side_by_side(shown):
    period = fact(shown.event("company-accounts", "report"), "When the e-mails")
    assert period["differ"]
    assert {v["source"]["publisher"]: v["date"]["edtf"] for v in period["values"]} == {
        "ValueWalk": "[2014..2016]",
        FRENCH: "2015/..",
    }


def test_both_counts_and_dates_of_the_arrests_are_kept_with_the_doubt_that_they_are_the_same(shown):
    shutdown = shown.event("review-board", "shutdown")
    arrested, when = fact(shutdown, "People arrested"), fact(shutdown, "When the operation")
    assert reported(arrested) == {"WTIA": "fourteen suspects", "ValueWalk": "18 individuals"}
    assert [value["number"]["least"] for value in arrested["values"]] == ["14", "18"]
    assert [value["date"]["text"]["en"] for value in when["values"]] == ["early January 2016", "2015"]
    assert "not certain" in arrested["label"]
    assert "not certain" in when["label"]
    assert "not certain" in shutdown["text"]


def test_both_numbers_of_microsoft_employees_are_kept(shown):
    employees = fact(shown.event("company-accounts", "microsoft-answer"), "Employees of Microsoft")
    assert [value["number"]["least"] for value in employees["values"]] == ["125000", "120000"]
    assert employees["differ"]


def test_two_articles_on_the_emails_have_one_origin(shown):
    report = shown.event("company-accounts", "report")
    assert {citation["source"]["publisher"] for citation in report["citations"]} == {"ValueWalk", FRENCH}
    assert report["origins"]["count"] == 1
    assert report["origins"]["secondary_only"]
    assert [origin["publisher"] for origin in report["origins"]["sources"]] == ["Newsweek"]


def test_each_claim_of_an_article_that_relays_several_names_its_own_origin(shown):
    inquiry = shown.event("company-accounts", "inquiry")
    assert [citation["relays"]["publisher"] for citation in inquiry["citations"]] == ["The Seattle Times"]
    assert [step["source"]["publisher"] for step in shown.source("french-magazine")["lineage"]] == [
        "Newsweek",
        "The Seattle Times",
    ]
    for event in (face for face in shown.faces.values() if face["type"] == "event" and face["state"] == "live"):
        assert event["origins"]["count"] == len({origin["id"] for origin in event["origins"]["sources"]}) <= 2


def test_the_prosecutors_office_is_where_newsweek_had_the_emails(shown):
    records = shown.event("company-accounts", "records")
    roles = {part["role"]: part["company"]["name"] for part in records["participants"]}
    assert roles == {"speaker": "Newsweek", "authority": "King County Prosecutor’s Office"}


def test_microsoft_and_amazon_answer_and_the_lag_is_no_surer_than_the_dates(shown):
    report = shown.event("company-accounts", "report")
    microsoft, amazon = reply_of(report, "Microsoft"), reply_of(report, "Amazon")
    assert (microsoft["reply"], stances(microsoft)) == ("answered", ["defends"])
    assert (amazon["reply"], stances(amazon)) == ("answered", ["defends", "announces_action"])
    assert microsoft["answers"][0]["lag"]["least"] < 0 < microsoft["answers"][0]["lag"]["most"]
    assert amazon["answers"][0]["date"]["edtf"] == "[2017-12-18,2017-12-25]"
    assert all(answer["note"] for answer in microsoft["answers"] + amazon["answers"])


def test_newsweek_asked_microsoft_and_nothing_is_said_of_amazon_being_asked(shown):
    report = shown.event("company-accounts", "report")
    asked = reply_of(report, "Microsoft")["requests"]
    assert [(request["asked_by"], request["outcome"]) for request in asked] == [("Newsweek", "answered")]
    assert reply_of(report, "Amazon")["requests"] == []


def test_the_message_to_employees_is_in_french_words_that_are_the_outlets_translation(shown):
    for name in ("internal-message", "coincidence"):
        words = shown.event("company-accounts", name)["statement"]["words"]
        assert (words["language"], words["translated"]) == ("fr", "outlet")
        assert (words["translation_language"], words["translation_kind"]) == ("en", "human")
    assert shown.event("company-accounts", "internal-message")["statement"]["channel"] == "internal"


def test_what_amazon_promised_has_no_due_date(shown):
    commitments = shown.event("company-accounts", "amazon-answer")["statement"]["commitments"]
    assert [(commitment["due"], commitment["updates"]) for commitment in commitments] == [(None, [])]


def test_salesforce_declines_to_comment_and_comments_all_the_same(shown):
    claim = shown.event("salesforce", "claim")
    reply = reply_of(claim, "Salesforce")
    assert (reply["reply"], stances(reply)) == ("answered", ["declines_to_comment", "defends"])
    answer = shown.event("salesforce", "answer")
    assert answer["statement"]["words"]["translated"] == "machine"
    assert "does not respond" in answer["statement"]["words"]["indirect"]
    assert answer["origins"]["sources"][0]["publisher"] == "CNBC"
    assert "Translated from Dutch by machine" in answer["citations"][0]["source"]["note"]


def test_the_fifty_claimants_are_a_protected_group_that_is_counted_and_not_named(shown):
    claim = shown.event("salesforce", "claim")
    women = part_of(claim, role="claimant", group="Jane Doe")
    assert women["protected"]
    assert women["count"] == {"least": 50, "most": 50}
    assert claim["allegation"]["form"] == "civil_claim"
    assert claim["allegation"]["status"]["status"] == "filed"
    assert shown.event("salesforce", "launch")["date"]["edtf"] == "2004"
    assert shown.event("salesforce", "offline")["date"]["edtf"] == "2018"


def test_three_demands_are_open_and_nobody_claims_that_amazon_was_asked(shown):
    letter = shown.event("face-recognition", "letter")
    demands = letter["allegation"]["demands"]
    assert [(demand["addressee"]["name"], demand["answers"]) for demand in demands] == [("Amazon", [])] * 3
    assert reply_of(letter, "Amazon") | {"company": None} == {
        "company": None,
        "reply": "unknown",
        "answers": [],
        "requests": [],
    }


def test_petitions_are_counted_with_a_lower_end_only(shown):
    petitions = shown.event("face-recognition", "petitions")
    bounds = {fact["label"]: fact["values"][0]["number"] for fact in petitions["facts"]}
    assert bounds == {
        "Organisations that signed the open letter": {"least": "40", "most": None},
        "Individuals who signed the petition": {"least": "150000", "most": None},
    }
    origin = shown.event("face-recognition", "aclu-report")["origins"]["sources"][0]
    assert origin["publisher"] == "American Civil Liberties Union"
    assert shown.event("face-recognition", "shareholders")["date"]["edtf"] == "2018-06"


def test_the_association_warns_invites_and_is_contradicted(shown):
    assert shown.event("review-board", "warning")["statement"]["speaker"]["name"] == "WTIA"
    assert shown.event("review-board", "conference")["date"]["edtf"] == "2016-05-10"
    assert "object" in shown.event("review-board", "objections")["title"]
    figures = shown.event("review-board", "figures")
    assert reported(fact(figures, "People charged")) == {"WTIA": "104"}
    assert fact(figures, "Children")["values"][0]["number"] == {"least": "300", "most": "500"}
    assert part_of(figures, role="affected", group="children")["protected"]
    assert reported(fact(shown.event("review-board", "shutdown"), "Members")) == {"WTIA": "around 20,000"}


def test_every_publication_date_is_inferred_and_no_address_is_made_up(shown):
    sources = [face for face in shown.faces.values() if face["type"] == "source"]
    assert {source["published_inferred"] for source in sources} == {True}
    assert {source["url"] for source in sources} == {""}
    assert {source["authors"] for source in sources} == {""}


def test_companies_have_only_the_identifiers_that_are_certain(shown):
    identified = {
        face["name"]: [(identifier["scheme"], identifier["value"]) for identifier in face["identifiers"]]
        for face in shown.faces.values()
        if face["type"] == "company" and face["identifiers"]
    }
    assert identified == {"Amazon": [("wikidata", "Q3884")], "Microsoft": [("wikidata", "Q2283")]}
    assert [owner["company"]["name"] for owner in shown.company("aws")["owners"]] == ["Amazon"]


def test_the_two_affairs_that_belong_together_name_each_other(shown):
    titles = {name: shown.incident(name)["title"] for name in ("company-accounts", "review-board")}
    related = {name: [other["title"] for other in shown.incident(name)["related"]] for name in titles}
    assert related == {
        "company-accounts": [titles["review-board"]],
        "review-board": [titles["company-accounts"]],
    }
