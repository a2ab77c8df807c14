"""What each kind of row of the desk looks like in JSON, field by field."""

from api.desk.serializers.companies import (
    CompanySerializer,
    IdentifierRow,
    NameRow,
    OwnershipRow,
)
from api.desk.serializers.dossiers import (
    DossierSerializer,
    EventRow,
    EventSerializer,
    IncidentSerializer,
    PlaceRow,
    Related,
    Slugs,
)
from api.desk.serializers.parts import (
    AllegationPart,
    AnswerRow,
    CitationRow,
    CommitmentRow,
    DemandRow,
    FactRow,
    ParticipantRow,
    RequestRow,
    StatementPart,
    StepRow,
    UpdateRow,
    ValueRow,
)
from api.desk.serializers.sources import (
    CaptureSerializer,
    FullCaptureSerializer,
    LineageRow,
    SourceSerializer,
    TopicSerializer,
)
from api.desk.serializers.submissions import (
    SubmissionSerializer,
)

__all__ = [
    "AllegationPart",
    "AnswerRow",
    "CaptureSerializer",
    "CitationRow",
    "CommitmentRow",
    "CompanySerializer",
    "DemandRow",
    "DossierSerializer",
    "EventRow",
    "EventSerializer",
    "FactRow",
    "FullCaptureSerializer",
    "IdentifierRow",
    "IncidentSerializer",
    "LineageRow",
    "NameRow",
    "OwnershipRow",
    "ParticipantRow",
    "PlaceRow",
    "Related",
    "RequestRow",
    "Slugs",
    "SourceSerializer",
    "StatementPart",
    "StepRow",
    "SubmissionSerializer",
    "TopicSerializer",
    "UpdateRow",
    "ValueRow",
]
