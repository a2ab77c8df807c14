"""The short forms beside the text, by the word in their address. What each makes is an action."""

from events.desk.workbench.forms.allegation import AllegationForm
from events.desk.workbench.forms.evidence import CitationForm, DateForm, FactForm
from events.desk.workbench.forms.origin import RelayForm
from events.desk.workbench.forms.passage import BenchForm, PassageForm
from events.desk.workbench.forms.reply import ReplyForm
from events.desk.workbench.forms.statement import StatementForm
from events.desk.workbench.forms.subjects import CompanyForm, IncidentForm

# The letter is the key that opens the form while the text has the focus.
FROM_WORDS: dict[str, tuple[str, type[PassageForm]]] = {
    "allegation": ("a", AllegationForm),
    "statement": ("s", StatementForm),
    "fact": ("f", FactForm),
    "date": ("d", DateForm),
    "citation": ("c", CitationForm),
    "reply": ("r", ReplyForm),
    "relay": ("o", RelayForm),
}
FORMS: dict[str, type[BenchForm]] = {
    **{name: form for name, (_letter, form) in FROM_WORDS.items()},
    "incident": IncidentForm,
    "company": CompanyForm,
}

__all__ = ["FORMS", "FROM_WORDS", "BenchForm", "PassageForm"]
