"""What the sign-in library asks us: who may sign up (nobody), and how secrets of second factors are kept."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest


class SignInAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who works here was invited."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """A copy of the database alone must not make codes: the secrets are encrypted with the key of the environment."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """The newest key encrypts; after a change of key the older ones still read."""
    return MultiFernet([_from(key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _from(secret: str) -> Fernet:
    digest = hashlib.sha256(b"tracker.accounts.second-factor:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
