"""Messages: signed, at least once, about what was asked for, tried again for three days, with no word of the text."""

import json

import pytest
from django.core import mail
from django.db import IntegrityError
from django.db.models import F
from django.db.transaction import atomic
from standardwebhooks import Webhook

from api.webhooks import following, sending, subscriptions, tasks
from api.webhooks.models import Delivery, Subscription
from companies.models import Company
from events.callers import outbox
from events.exceptions import Refused
from events.models import Topic
from events.timeline.tasks import render_again
from tests.events.capture.servers import response
from tests.events.record.guards import run
from tests.factories import CompanyFactory, EventFactory, IncidentFactory, UserFactory, published

BUSY = response(b"", status="500 Oops")


def publish(company: Company | None = None, **incident):
    return published(EventFactory(incident=IncidentFactory(**incident), company=company or CompanyFactory()).incident)


def subjects(told: list[dict]) -> set[tuple[str, int]]:
    return {(each["type"], each["id"]) for each in told}


def make_due() -> None:
    Delivery.objects.filter(state="waiting").update(due_at=F("created_at"))


def test_a_publication_is_told_with_addresses_and_no_word_of_it(subscribe, target, settings):
    settings.SITE_ADDRESS = "https://answerable.example"
    webhook = subscribe()
    incident = IncidentFactory(title="Xanthippe affair")
    EventFactory(incident=incident, title="Xanthippe", company=CompanyFactory(name="Xanthippe Ltd"))
    published(incident)

    tasks.deliver()

    assert subjects(target.told()) == {("company", 1), ("event", 1), ("incident", 1), ("source", 1)}
    ((headers, said),) = target.posted()
    assert b"Xanthippe" not in target.requests[0]
    assert said["data"]["changes"][0] == {
        "type": "company",
        "id": 1,
        "position": "1.0",
        "publication": 1,
        "api": "https://answerable.example/api/v1/companies/1/",
        "page": "https://answerable.example/companies/1/",
    }
    assert said["data"]["feed"].endswith("/api/v1/changes/?after=0.0")
    Webhook(webhook.told_secret).verify(target.requests[0].partition(b"\r\n\r\n")[2], headers)
    assert Delivery.objects.filter(kind="changes", state="delivered").count() == 1
    tasks.deliver()
    assert len(target.posted()) == 1


def test_who_forges_a_message_is_found_out(subscribe, target):
    webhook = subscribe()
    publish()
    tasks.deliver()
    ((headers, _said),) = target.posted()
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(webhook.told_secret).verify(b'{"type":"record.changed"}', headers)


def test_a_company_an_incident_and_a_topic_are_told_of_what_is_theirs(subscribe, target):
    company, topic = CompanyFactory(), Topic.objects.create(slug="safety", name_en="Safety", name_fr="Sécurité")
    first, second = IncidentFactory(), IncidentFactory()
    second.topics.add(topic)
    for incident in (first, second):
        EventFactory(incident=incident, company=company)
        published(incident)
    EventFactory(incident=first, company=CompanyFactory())
    events = {}
    for about in (
        {"scope": "company", "number": 2},
        {"scope": "incident", "number": 2},
        {"scope": "topic", "topic": "safety"},
    ):
        events[tuple(about.values())] = subscribe(**about)
    published(first)
    second.summary = "Another."
    second.save()
    published(second, kind="retraction", note="It was somebody else.")

    tasks.deliver()

    told = {key: set() for key in events}
    for delivery in Delivery.objects.filter(kind="changes").select_related("subscription"):
        own = delivery.subscription
        key = (own.scope, own.number or own.topic)
        told[key] |= {(each["type"], each["id"]) for each in json.loads(delivery.payload)["data"]["changes"]}
    assert told == {
        ("company", 2): {("company", 2), ("event", 3)},
        ("incident", 2): {("incident", 2), ("event", 2)},
        ("topic", "safety"): {("incident", 2), ("event", 2)},
    }


def test_a_name_that_changes_in_the_background_is_told_too(subscribe, target):
    company = CompanyFactory(name="Before")
    for _ in range(2):
        publish(company)
    subscribe()
    Company.objects.update(name="After")
    EventFactory(incident__title="Third", company=company)
    publish(company)
    tasks.deliver()
    target.requests.clear()
    render_again()

    tasks.deliver()

    assert {("event", 1), ("event", 2)} <= subjects(target.told())


def test_what_fails_is_tried_again_under_the_same_id_and_nothing_is_lost_meanwhile(subscribe, target, monkeypatch):
    monkeypatch.setattr(sending, "PAUSES", (3600,) * 9)
    webhook = subscribe()
    target.answers = [BUSY, response(b"")]
    publish()
    tasks.deliver()
    publish()
    tasks.deliver()
    assert Delivery.objects.filter(kind="changes").count() == 1
    webhook.refresh_from_db()
    assert webhook.failing_since

    make_due()
    tasks.deliver()

    ids = [headers["webhook-id"] for headers, _said in target.posted()]
    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]
    assert ("incident", 1) in subjects(target.told())
    assert ("incident", 2) in subjects(target.told())
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_after_three_days_it_rests_its_owner_is_told_and_resuming_tells_all(subscribe, target):
    webhook = subscribe()
    target.answers = [BUSY]
    publish()
    for _attempt in range(len(sending.PAUSES) + 1):
        make_due()
        tasks.deliver()
    webhook.refresh_from_db()
    dead = Delivery.objects.get(kind="changes")
    assert (webhook.state, dead.state, dead.attempts) == ("paused", "dead", 10)
    assert "HTTP 500" in dead.reason
    outbox.send_due()
    assert "HTTP 500" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [webhook.owner.email]
    publish()
    tasks.deliver()
    assert Delivery.objects.filter(kind="changes").count() == 1
    target.answers = [response(b"")]
    target.requests.clear()

    subscriptions.resume(webhook)
    tasks.deliver()

    assert {("incident", 1), ("incident", 2)} <= subjects(target.told())


def test_pauses_are_those_of_three_days():
    assert 3 * 86_400 < sum(sending.PAUSES) < 3.5 * 86_400


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (response(b"", "Location: http://127.0.0.1:1/", status="302 Found"), "redirect"),
        (response(b"", status="404 Not Found"), "HTTP 404"),
        (b"no http\r\n\r\n", "broke the connection off"),
    ],
)
def test_every_other_answer_is_a_failure_with_a_sentence(subscribe, target, answer, sentence):
    subscribe()
    target.answers = [answer]
    publish()
    tasks.deliver()
    assert sentence in Delivery.objects.get(kind="changes").reason
    assert len(target.requests) == 1


def test_who_says_that_they_are_gone_is_asked_no_more(subscribe, target):
    webhook = subscribe()
    target.answers = [response(b"", status="410 Gone")]
    publish()
    tasks.deliver()
    webhook.refresh_from_db()
    assert webhook.state == "paused"


def test_a_server_that_may_not_be_reached_any_more_is_not(subscribe, target, settings):
    subscribe()
    settings.CAPTURE_ALLOWED_SERVERS = []
    publish()
    tasks.deliver()
    assert Delivery.objects.get(kind="changes").reason.startswith("Only the web’s usual ports")
    assert target.requests == []


def die(*_args) -> None:
    raise SystemExit


def test_a_worker_that_dies_between_sending_and_saying_so_sends_again(subscribe, target, monkeypatch):
    subscribe()
    publish()
    following.follow_all()
    monkeypatch.setattr(sending, "_write", die)
    with pytest.raises(SystemExit):
        sending.send_due()
    monkeypatch.undo()
    assert sending.send_due() == 0
    run("UPDATE webhooks_delivery SET leased_until = clock_timestamp() - interval '1 second' WHERE state = 'waiting'")
    assert sending.send_due() == 1
    ids = {headers["webhook-id"] for headers, _said in target.posted()}
    assert (len(target.posted()), len(ids)) == (2, 1)


def test_a_lease_that_ended_writes_nothing_any_more(subscribe, target, monkeypatch):
    subscribe()
    publish()
    following.follow_all()
    real = sending._write

    def late(delivery, outcome, token):
        Delivery.objects.filter(pk=delivery.pk).update(token="0" * 32)
        real(delivery, outcome, token)

    monkeypatch.setattr(sending, "_write", late)
    sending.send_due()
    assert Delivery.objects.get(kind="changes").state == "waiting"


def test_during_a_rotation_both_secrets_sign_and_afterwards_one(subscribe, target):
    webhook = subscribe()
    new = subscriptions.rotate(webhook)
    publish()
    tasks.deliver()
    headers, _said = target.posted()[-1]
    body = target.requests[-1].partition(b"\r\n\r\n")[2]
    for secret in (new, webhook.told_secret):
        Webhook(secret).verify(body, headers)
    run("UPDATE webhooks_subscription SET old_secret_until = now() - interval '1 second'")
    publish()
    tasks.deliver()
    headers, _said = target.posted()[-1]
    assert len(headers["webhook-signature"].split()) == 1
    Webhook(new).verify(target.requests[-1].partition(b"\r\n\r\n")[2], headers)


def test_secrets_are_not_in_the_database_to_be_read(subscribe):
    webhook = subscribe()
    assert webhook.told_secret not in str(Subscription.objects.values_list().get())
    assert subscriptions.secrets_of(webhook) == [webhook.told_secret]


def test_who_no_longer_works_here_is_told_of_nothing(subscribe, target):
    webhook = subscribe()
    publish()
    following.follow_all()
    webhook.owner.is_active = False
    webhook.owner.save()
    sending.send_due()
    assert target.requests == []

    tasks.deliver()

    webhook.refresh_from_db()
    assert (webhook.state, webhook.secret) == ("ended", "")
    assert target.requests == []
    assert Delivery.objects.get(kind="changes").reason == "Its owner no longer works here."


def test_a_code_that_was_not_read_at_the_target_confirms_nothing(db, target):
    webhook = Subscription(owner=UserFactory(), address=target.address("/hook"))
    subscriptions.subscribe(webhook)
    with pytest.raises(Refused, match="not the code"):
        subscriptions.confirm(webhook, "AAAAAAAA")
    publish()
    tasks.deliver()
    ((_headers, said),) = target.posted()
    assert said["type"] == "webhook.confirm"
    subscriptions.confirm(webhook, said["data"]["code"].lower())
    webhook.refresh_from_db()
    assert (webhook.state, webhook.position[:3]) == ("active", "1.0")


def test_after_an_older_copy_was_restored_it_begins_again(subscribe, target):
    webhook = subscribe()
    publish()
    Subscription.objects.update(position="9.0")
    tasks.deliver()
    ((_headers, said),) = target.posted()
    assert said["data"]["changes"] == []
    assert said["data"]["feed"].endswith("after=0.0")
    webhook.refresh_from_db()
    assert webhook.position.startswith("1.0-")


def test_two_messages_about_changes_are_never_on_their_way_together(subscribe):
    webhook = subscribe()
    webhook.deliveries.create(kind="changes", payload="{}")
    with pytest.raises(IntegrityError), atomic():
        webhook.deliveries.create(kind="changes", payload="{}")


def test_the_log_is_bounded(subscribe):
    webhook = subscribe()
    for number in range(following.MOST_KEPT + 5):
        webhook.deliveries.create(kind="test", payload=str(number), state="delivered", finished_at=webhook.created_at)
    following.forget()
    assert webhook.deliveries.count() == following.MOST_KEPT
    run("UPDATE webhooks_delivery SET finished_at = now() - interval '31 days'")
    following.forget()
    assert not webhook.deliveries.exists()


def test_a_secret_that_cannot_be_read_any_more_is_a_failure_of_that_one_alone(subscribe, target):
    webhook, other = subscribe(), subscribe()
    Subscription.objects.filter(pk=webhook.pk).update(secret="sealed with another key")
    publish()

    tasks.deliver()

    assert "Make another secret" in webhook.deliveries.get(kind="changes").reason
    assert other.deliveries.get(kind="changes").state == "delivered"
