"""What each field of the desk's forms means, in the words of the glossary, where the model itself does not say it."""

from django.db.models import Field
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

EXPLAINED = {
    "allegation.form": _("A criminal or regulator’s charge is brought by an authority; a finding is what one decided."),
    "allegationstatus.status": _(
        "What became of the allegation, as of a day. “Alleged” until something else is cited."
    ),
    "allegationstatus.note": _("One sentence for readers, if the word alone misleads."),
    "allegationstatus.source": _("The document that says so."),
    "allegationstatus.locator": _("Page, paragraph, minute."),
    "answer.allegation": _("What the statement answers: an allegation of the same incident."),
    "answer.demand": _("If it answers one demand of the allegation: which."),
    "answer.company": _("Who answers: the company that speaks."),
    "answer.stance": _(
        "What the company does with the allegation. “Declines to comment” is an answer; silence is none."
    ),
    "capture.reason": _("E.g. behind a paywall, or taken down. Only if there is no text to paste."),
    "citation.source": _("The document in which it stands. One document is stored once and cited by many events."),
    "citation.quotation": _("The exact words that bear it out, as they stand in the source."),
    "citation.supports": _("What these words bear out: that it happened, when, or what was said."),
    "commitment.text": _("What the company promised, in one sentence."),
    "commitmentupdate.status": _("What became of the promise, by a source and not by our guess."),
    "commitmentupdate.source": _("The document that says so."),
    "company.kind": _("What the organisation is; only companies are counted as companies."),
    "companyname.name": _("Another name under which it appears in documents."),
    "companyname.kind": _("Legal: as registered. Trading: as it sells. Former: until a day. Short: as people say."),
    "demand.text": _("What is asked of the company, in one sentence."),
    "demand.addressee": _("The company of which it is asked."),
    "event.kind": _("An allegation says what somebody holds against a company; a statement is what a company says."),
    "event.text": _("What readers should know beyond the title: worded as alleged, attributed, without judgement."),
    "event.language": _("The language in which title and text are written."),
    "event.date_basis": _("Stated: the source gives the date. Inferred: it follows from what the source says."),
    "event.date_wording": _("How the source puts it, e.g. “early last year”."),
    "fact.kind": _("A number, a date or a name: a point on which sources can differ."),
    "fact.label": _("What it is a number, date or name of, e.g. people arrested."),
    "fact.preferred": _("The value that readers see first; the others stay in view."),
    "fact.reason": _("Why this value is preferred, for readers."),
    "identifier.scheme": _("Whose number it is."),
    "identifier.value": _("As its register writes it; check digits are tried."),
    "incident.title": _("One affair in one line, worded as alleged."),
    "incident.language": _("The language in which title and summary are written."),
    "incident.topics": _("Subjects by which readers find it."),
    "incident.related": _("Other affairs that readers should see beside it."),
    "lineage.origin": _("The source that this one draws on. Independent origins of a claim are counted from it."),
    "lineage.relation": _("How it draws on it: reports it, quotes it, translates it, prints it unchanged."),
    "lineage.note": _("How we know, if the source does not say so itself."),
    "ownership.parent": _("The company that owns this one."),
    "ownership.share": _("From 1 to 100; empty if not known."),
    "participant.company": _("A company, or leave it empty and describe a group."),
    "participant.role": _("Accused: whom the allegation is about. Claimant: who alleges it."),
    "participant.count_least": _("How many people, at least."),
    "participant.count_most": _("How many people, at most; the same number if it is exact."),
    "place.name": _("A town, a region, a country."),
    "replyrequest.company": _("The company that was asked."),
    "replyrequest.asked_by": _("Who asked: the outlet, the lawyers, we ourselves."),
    "replyrequest.outcome": _("“No reply” needs a source that says so; not asked is something else."),
    "replyrequest.source": _("The document that says that it was asked, or what came of it."),
    "replyrequest.locator": _("Page, paragraph, minute."),
    "reportedvalue.citation": _("Where this value stands."),
    "reportedvalue.text": _("The value as the source puts it."),
    "reportedvalue.number_least": _("The number, or the least that it can be."),
    "reportedvalue.number_most": _("The most that it can be; the same number if it is exact."),
    "source.kind": _("What kind of document it is."),
    "source.title": _("As it stands above the document."),
    "source.url": _("Where readers find it; without the parts that only follow them about."),
    "source.publisher": _("Who published it: the outlet, the court, the company."),
    "source.authors": _("Whoever signed it, parted by commas. No private person is named for anything else."),
    "source.published_inferred": _("The document gives no date; it follows from something else."),
    "source.language": _("The language of the document, as two letters: en, fr, nl."),
    "statement.speaker": _("The company whose words these are."),
    "statement.spokesperson": _("Only somebody who speaks for the company in public."),
    "statement.channel": _("By which way it was said."),
    "statement.words": _("Exactly as quoted, without the quotation marks."),
    "statement.words_language": _("The language of these words, as two letters."),
    "statement.translation": _("If readers need one; marked in public as ours."),
    "statement.translation_language": _("The language of our translation."),
    "statement.translation_kind": _("Who made it: a person, a machine, or the outlet."),
    "topic.slug": _("The name in addresses: small letters and hyphens."),
}


class Explains:
    """For pages and rows of forms: a field without help of its own is explained from the glossary."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **options) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field and not field.help_text:
            field.help_text = EXPLAINED.get(f"{db_field.model._meta.model_name}.{db_field.name}", "")
        return field
