"""What language models are told at /llms.txt: true, and leading to what is there."""

import re

import pytest
from django.test import Client

from tests.factories import answered_dossier, published

pytestmark = pytest.mark.django_db


def test_every_address_in_it_leads_somewhere(client: Client, settings) -> None:
    published(answered_dossier())
    answer = client.get("/llms.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    addresses = re.findall(rf"\]\({re.escape(settings.SITE_ADDRESS.rstrip('/'))}([^)]*)\)", text)
    assert len(addresses) == text.count("](") > 8
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert "An allegation is no finding." in text
    assert settings.DATA_LICENCE in text


def test_it_is_found_from_the_api_and_from_every_page(client: Client) -> None:
    index = client.get("/api/v1/").json()

    assert index["llms"].endswith("/llms.txt")
    assert client.get("/").content.decode().count('href="/llms.txt"') == 1
    for name in ("reconcile", "dumps", "changes", "oembed", "docs", "schema"):
        path = "/" + index[name].split("/", 3)[3]
        assert client.get(path).status_code != 404, name
