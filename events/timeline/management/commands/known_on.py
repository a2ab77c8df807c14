"""A company's timeline as the record stood on a day of the past."""

import datetime
from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management import BaseCommand, CommandError
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime

from events.record.known_on import end_of
from events.record.models import Subject, SubjectKind
from events.timeline import known
from events.timeline.queries import PUBLIC, Face

UNDATED = "no date"


class Command(BaseCommand):
    help = "Prints what was public of a company at a time: date, kind, title, and how it had replied."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("date", help="A day (to its end, UTC) or an instant: 2026-03-03 or 2026-03-03T12:00:00Z.")
        parser.add_argument("company", help="The number in the address of its page, or its name.")

    def handle(self, *args: str, date: str, company: str, **options: object) -> None:
        at = instant(date)
        subject = find(company)
        found = known.subject(SubjectKind.COMPANY, subject.number, at)
        if found is None:
            raise CommandError(f"Nothing was public of {subject} at {at.isoformat(timespec='seconds')}.")
        for line in lines(found, at):
            self.stdout.write(line)


def instant(text: str) -> datetime.datetime:
    try:
        if day := parse_date(text):
            return end_of(day)
        if at := parse_datetime(text):
            return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
    except ValueError:
        pass
    raise CommandError(f"“{text}” is no day and no instant. Write 2026-03-03 or 2026-03-03T12:00:00Z.")


def find(company: str) -> Subject:
    """By its public number, or by a name that it has or had in public."""
    companies = Subject.objects.using(PUBLIC).filter(kind=SubjectKind.COMPANY)
    if company.isascii() and company.isdigit() and len(company) < 10:
        matching = list(companies.filter(number=int(company)))
    else:
        own, other = Q(editions__document__name__iexact=company), {"names": [{"name": company}]}
        matching = list(companies.filter(own | Q(editions__document__contains=other)).distinct().order_by("number"))
    if not matching:
        raise CommandError(f"There is no public company “{company}”.")
    if len(matching) > 1:
        numbers = ", ".join(str(subject.number) for subject in matching)
        raise CommandError(f"Several companies are or were called “{company}”. Give one of these numbers: {numbers}.")
    return matching[0]


def lines(found: known.Known, at: datetime.datetime) -> Iterator[str]:
    name = found.face.get("name") or found.face["state"]
    yield f"{name} (company {found.face['id']}), as known at {at.isoformat(timespec='seconds')}"
    yield ""
    if not found.events:
        yield "No event of it was public then."
    for event in all_events(found, at):
        date = event["date"].get("text", {}).get("en", UNDATED)
        yield f"{date} | {event['kind']} | {event['title']}{_reply(event, found.face['id'])}"


def all_events(newest: known.Known, at: datetime.datetime) -> list[Face]:
    """Oldest first, from the pages of the timeline, of which the newest comes first."""
    pages = [newest]
    while pages[-1].next:
        pages.append(known.subject(SubjectKind.COMPANY, newest.face["id"], at, place=pages[-1].next))
    return [event for page in reversed(pages) for event in page.events]


def _reply(event: Face, company: int) -> str:
    replies = event.get("allegation", {}).get("replies", [])
    return "".join(f" | reply: {each['reply']}" for each in replies if each["company"]["id"] == company)
