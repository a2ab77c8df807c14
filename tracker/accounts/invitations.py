"""People are invited by e-mail: the link in it makes the account theirs."""

import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.accounts.models import Entry, Purpose, User

PLACEHOLDER = "invited-"


def prepare(person: User) -> User:
    """Makes `person`, not saved yet, somebody who is invited: no name to sign in with, no password, not active."""
    person.username = f"{PLACEHOLDER}{secrets.token_hex(6)}"
    person.is_staff, person.is_active = True, False
    person.set_unusable_password()
    return person


def is_pending(person: User) -> bool:
    """Whether the invitation was not accepted yet."""
    return not person.is_active and person.username.startswith(PLACEHOLDER)


def send(person: User, *, by: User) -> None:
    """Sends the link, which takes the place of any sent before. Raises OSError if the mail cannot be handed over."""
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("invitation", args=[Entry.make(person, Purpose.INVITATION)])
    context = {"site": settings.SITE_NAME, "by": by.get_full_name() or by.get_username(), "address": address}
    subject = _("%(site)s: you are invited") % context
    send_mail(subject, render_to_string("accounts/mail/invitation.txt", context), None, [person.email])


@atomic
def accept(code: str, person: User) -> bool:
    """Saves `person` with the name and password they chose; whoever comes second with the same link gets False."""
    if Entry.use(code, Purpose.INVITATION) is None:
        return False
    person.is_active = True
    person.save()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return True
