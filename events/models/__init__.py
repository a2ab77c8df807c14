"""WHAT HAPPENED, as the desk writes it: one noun per file. Nothing here is public, ever."""

from events.models.allegation import Allegation, AllegationStatus, Demand, Form, LegalStatus
from events.models.answer import Answer, Stance
from events.models.capture import Capture, CaptureOrigin, CaptureState, Doubt
from events.models.citation import Citation, Supports
from events.models.commitment import Commitment, CommitmentUpdate, Progress
from events.models.event import DateBasis, Event, EventKind
from events.models.fact import Fact, FactKind, ReportedValue
from events.models.incident import Contribution, Incident, Place, Status, Topic
from events.models.lineage import Lineage, Relation
from events.models.participant import Participant, Role
from events.models.remark import About, Overruling, Remark
from events.models.reply_request import Outcome, ReplyRequest
from events.models.source import Source, SourceKind
from events.models.statement import Channel, Statement, TranslationKind
from events.models.submission import Batch, Submission, SubmissionKind, SubmissionState

__all__ = [
    "About",
    "Allegation",
    "AllegationStatus",
    "Answer",
    "Batch",
    "Capture",
    "CaptureOrigin",
    "CaptureState",
    "Channel",
    "Citation",
    "Commitment",
    "CommitmentUpdate",
    "Contribution",
    "DateBasis",
    "Demand",
    "Doubt",
    "Event",
    "EventKind",
    "Fact",
    "FactKind",
    "Form",
    "Incident",
    "LegalStatus",
    "Lineage",
    "Outcome",
    "Overruling",
    "Participant",
    "Place",
    "Progress",
    "Relation",
    "Remark",
    "ReplyRequest",
    "ReportedValue",
    "Role",
    "Source",
    "SourceKind",
    "Stance",
    "Statement",
    "Status",
    "Submission",
    "SubmissionKind",
    "SubmissionState",
    "Supports",
    "Topic",
    "TranslationKind",
]
