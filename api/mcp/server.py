"""A server of the Model Context Protocol: five tools with which a language model reads the record, and nothing else.

A process of its own, over streamable HTTP, without sessions. It is an extra: `requirements-mcp.txt` brings the library.
"""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import connections
from django.utils.translation import override
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from api.mcp import telling
from api.mcp.asking import Refused, ask, cursor_of
from events.site.formats.addresses import absolute
from events.timeline import search as finding
from events.timeline.wanted import read

MOST, USUAL = 25, 10
INSTRUCTIONS = """\
A public record of who alleged what about which company, when, on what evidence, and what the company answered.
Find a company or an affair with `search`, read `company_timeline` or `incident`, then `event` for words and sources.
An allegation is no finding: always say who makes it, and what the company answered, or that no answer is recorded. \
“Not known whether it was asked” is not a refusal to answer. Give dates no more precisely than they are given here. \
Cite the `page` of what you use, and name the record."""
READING = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)

Id = Annotated[int, Field(ge=1, le=2**31 - 1, description="The id, as `search` or another tool gives it.")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]
Next = Annotated[str | None, Field(max_length=1000, description="The `next` of the answer before, to read on.")]
Day = Annotated[str | None, Field(max_length=10, description="A day, month or year: 2016-03-01, 2016-03 or 2016.")]
Kind = Literal["allegation", "statement", "legal_step", "official_action", "company_action", "report", "context"]
Told = dict[str, Any]


def search(
    words: Annotated[str, Field(min_length=1, max_length=200, description='Names or words; "a phrase", -without.')],
    limit: Limit = 5,
) -> Told:
    """Companies, incidents (affairs) and events that hold all these words, the best first, in English or French."""
    wanted = read(words)
    if wanted is None:
        raise Refused("There is nothing in it to look for: give at least one word that may stand there.")
    found = finding.search(wanted, finding.Asked(many=limit))
    return {
        "companies": [telling.company(face) for face in found["companies"].faces],
        "incidents": [telling.affair(face) for face in found["incidents"].faces],
        "events": [telling.in_short(face) for face in found["events"].faces],
        "more": {name: group.total > limit for name, group in found.items() if name != "sources"},
    }


def company_timeline(
    company: Id,
    kind: Annotated[Kind | None, Field(description="Only events of this kind.")] = None,
    since: Day = None,
    until: Day = None,
    subsidiaries: Annotated[bool, Field(description="With all that belongs to it.")] = False,
    limit: Limit = USUAL,
    next: Next = None,
) -> Told:
    """What is on record about one company, newest first: allegations with its answers, statements, legal steps."""
    own = ask(f"companies/{company}/")
    period = {"kind": kind, "from": since, "until": until, "subsidiaries": "true" if subsidiaries else None}
    page = ask(f"companies/{own['id']}/timeline/", limit=limit, cursor=next, **period)
    return {"company": telling.company(own)} | _events(page)


def incident(incident: Id, limit: Limit = USUAL, next: Next = None) -> Told:
    """One affair: its summary, the parties to it, and its events, oldest first."""
    own = ask(f"incidents/{incident}/")
    page = ask(f"incidents/{incident}/timeline/", limit=limit, cursor=next, order="oldest")
    return {"incident": telling.incident(own)} | _events(page)


def event(event: Id) -> Told:
    """One event in full: text, exact words, answers, sources with quotations, and where reports differ."""
    return telling.in_full(ask(f"events/{event}/"))


def changes(
    after: Annotated[str, Field(max_length=60, description="A `position` from before; 0 for the beginning.")] = "0",
    limit: Limit = MOST,
) -> Told:
    """What was published, corrected, retracted or redacted after a position, the oldest first. Keep `position`."""
    page = ask("changes/", after=after, limit=limit)
    told = [telling.change(each) for each in page["results"]]
    return {"position": page["position"], "more": page["more"], "changes": told}


def _events(page: Told) -> Told:
    return {"events": [telling.in_short(face) for face in page["results"]], "next": cursor_of(page)}


TOOLS = (search, company_timeline, incident, event, changes)


def server() -> MCPServer:
    """With the five tools. Each call runs in a thread, and gives its connection back."""
    made = MCPServer(settings.SITE_NAME, instructions=INSTRUCTIONS, website_url=absolute("/"))
    for tool in TOOLS:
        made.tool(name=tool.__name__, description=tool.__doc__, annotations=READING, structured_output=False)(
            _safe(tool)
        )
    return made


def _safe(tool: Callable[..., Told]) -> Callable[..., Told]:
    """What the API refuses is told in its own sentence; whatever else goes wrong, the library keeps to itself."""

    @wraps(tool)
    def respond(**given: Any) -> Told:
        try:
            with override("en"):
                return tool(**given)
        except Refused as refusal:
            raise ToolError(str(refusal)) from None
        finally:
            connections.close_all()

    return respond
