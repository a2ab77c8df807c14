"""What the sign-in library asks us: who may sign up (nobody), and how secrets of second factors are kept."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from events.sealing import seal, unseal

PURPOSE = "tracker.accounts.second-factor"


class SignInAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who works here was invited."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """A copy of the database alone must not make codes: the secrets are encrypted with the key of the environment."""

    def encrypt(self, text: str) -> str:
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, PURPOSE)
