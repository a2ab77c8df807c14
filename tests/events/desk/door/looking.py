"""The addresses of the door, and what one reads on its pages."""

import re

from django.urls import reverse

TOKEN = re.compile(r"[A-Za-z0-9]{32,}")
GUILTY = "The company committed fraud."


def door(name: str, *args) -> str:
    return reverse(f"admin:desk_{name}", args=args)


def all_ticks(page) -> list[str]:
    return [item.code for item in page.context["checklist"] if not item.is_known]


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())
