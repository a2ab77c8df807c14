"""How often anybody may read, what the answers say of it, and keys that raise it."""

import pytest
from django.test import override_settings

from api.keys import known, making
from api.keys.models import ReaderKey, is_ours, mailbox_of, new_secret
from api.public import quotas
from api.public.quotas import Counter

pytestmark = pytest.mark.django_db
A_MINUTE = 1_800_000_000


@pytest.fixture(autouse=True)
def a_fresh_minute(monkeypatch):
    """Of a clock that stands still, with nobody counted and no key remembered."""
    monkeypatch.setattr(quotas, "counter", Counter())
    monkeypatch.setattr(quotas.time, "time", lambda: A_MINUTE + 19)
    known.forget_all()
    with override_settings(RATE_LIMIT=3, RATE_LIMIT_WITH_KEY=5):
        yield


def holder(email: str = "reader@mail.example") -> tuple[ReaderKey, str]:
    key = ReaderKey.objects.create(mailbox=mailbox_of(email))
    return key, making.make(key)


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


class TestQuota:
    def test_every_answer_says_what_is_left_and_for_how_long(self, read) -> None:
        answers = [read("companies/"), read("companies/9/"), read("events/?x=1")]

        assert [answer.status_code for answer in answers] == [200, 404, 400]
        assert {answer["RateLimit-Policy"] for answer in answers} == {'"anybody";q=3;w=60'}
        assert [answer["RateLimit"] for answer in answers] == [f'"anybody";r={left};t=41' for left in (2, 1, 0)]
        exposed = answers[0]["Access-Control-Expose-Headers"].split(", ")
        assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= set(exposed)

    def test_what_is_too_much_is_refused_until_the_minute_is_over(self, read, monkeypatch) -> None:
        for _time in range(3):
            read("companies/")
        refused = read("companies/")

        assert (refused.status_code, refused["Retry-After"], refused["RateLimit"]) == (429, "41", '"anybody";r=0;t=41')
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["violated-policies"] == ["anybody"]
        monkeypatch.setattr(quotas.time, "time", lambda: A_MINUTE + 60)
        assert read("companies/").status_code == 200

    def test_what_is_unchanged_is_not_counted(self, read) -> None:
        state = read("companies/")["ETag"]
        answers = [read("companies/", if_none_match=state) for _time in range(9)]

        assert {answer.status_code for answer in answers} == {304}
        assert {answer["RateLimit"] for answer in answers} == {'"anybody";r=2;t=41'}

    def test_a_browser_s_question_is_not_counted(self, client) -> None:
        for _time in range(9):
            answer = client.options("/api/v1/companies/")
        assert answer.status_code == 204
        assert "Authorization" in answer["Access-Control-Allow-Headers"]

    def test_one_address_does_not_use_up_another_s(self, client) -> None:
        for _time in range(4):
            client.get("/api/v1/companies/", REMOTE_ADDR="192.0.2.1")
        assert client.get("/api/v1/companies/", REMOTE_ADDR="192.0.2.1").status_code == 429
        assert client.get("/api/v1/companies/", REMOTE_ADDR="192.0.2.2").status_code == 200

    def test_the_address_is_the_proxy_s_word_only_where_there_is_one(self, client, settings) -> None:
        """The last that it wrote: what stands before it anybody can write."""

        def left(forwarded: str) -> str:
            return client.get("/api/v1/companies/", headers={"x-forwarded-for": forwarded})["RateLimit"]

        assert [left(f"192.0.2.{n}") for n in range(2)] == ['"anybody";r=2;t=41', '"anybody";r=1;t=41']
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        forged = [left(f"192.0.2.{n}, 198.51.100.7") for n in range(2)]
        assert forged == ['"anybody";r=2;t=41', '"anybody";r=1;t=41']

    def test_counting_asks_the_database_nothing(self, read, django_assert_num_queries, settings) -> None:
        read("companies/")
        settings.RATE_LIMIT = 0
        with django_assert_num_queries(1):
            without = read("companies/")
        settings.RATE_LIMIT = 9
        with django_assert_num_queries(1):
            read("companies/")
        assert "RateLimit" not in without

    def test_no_more_is_remembered_than_fits(self, monkeypatch) -> None:
        monkeypatch.setattr(quotas, "MOST_COUNTED", 2)
        counter = Counter()
        assert [counter.count(who) for who in "aabbcc"] == [1, 2, 1, 2, 1, 1]


class TestKeys:
    def test_a_key_raises_the_quota_and_changes_no_answer(self, read) -> None:
        _key, secret = holder()
        bare, raised = read("companies/"), read("companies/", **bearer(secret))

        assert raised["RateLimit-Policy"] == '"reader";q=5;w=60'
        assert (raised["ETag"], raised.content, raised["Cache-Control"]) == (
            bare["ETag"],
            bare.content,
            bare["Cache-Control"],
        )

    def test_many_keys_of_one_mailbox_have_one_quota(self, read) -> None:
        (_one, first), (_two, second) = holder(), holder("Reader@mail.example")
        read("companies/", **bearer(first))
        assert read("companies/", **bearer(second))["RateLimit"] == '"reader";r=3;t=41'

    @pytest.mark.parametrize("given", ["Bearer anrk_made-up", "Bearer", "Basic eDp5", "anrk_é", f"Bearer {'x' * 5000}"])
    def test_an_unknown_key_is_refused(self, given, read, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            refused = read("companies/", authorization=given)
        assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="readers"')
        assert refused["Content-Type"] == "application/problem+json"

    def test_one_that_we_signed_and_never_gave_is_unknown_too(self, read) -> None:
        assert is_ours(new_secret())
        assert read("companies/", **bearer(new_secret())).status_code == 401

    @pytest.mark.parametrize("name", ["key", "api_key", "token", "access_token"])
    def test_a_key_never_stands_in_an_address(self, name, read) -> None:
        refused = read(f"companies/?{name}=anrk_x")
        assert refused.status_code == 400
        assert "Authorization: Bearer" in refused.json()["errors"][0]["detail"]

    def test_a_key_is_looked_up_once_in_half_a_minute(self, read, django_assert_num_queries) -> None:
        _key, secret = holder()
        read("companies/", **bearer(secret))
        with django_assert_num_queries(1):
            read("companies/", **bearer(secret))

    def test_an_ended_key_is_known_no_more(self, read) -> None:
        key, secret = holder()
        making.end(key)
        assert read("companies/", **bearer(secret)).status_code == 401

    def test_neither_key_nor_address_can_be_read_from_the_row(self) -> None:
        key, secret = holder()
        key.refresh_from_db()
        row = str(vars(key))
        assert secret not in row
        assert "reader@" not in row
