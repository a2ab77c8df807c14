"""How each kind of subject looks in public: pure functions from editions to what the API sends.

A face holds no clock, and of the settings the licence alone: the same record gives the same bytes, so that the public
tables can be rebuilt. Who changes `DATA_LICENCE` runs `rebuild_public`.
"""

from events.timeline.faces.company import company_face
from events.timeline.faces.event import event_face
from events.timeline.faces.incident import incident_face
from events.timeline.faces.source import source_face

__all__ = ["company_face", "event_face", "incident_face", "source_face"]
