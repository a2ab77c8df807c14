"""What the process says of itself."""

import pytest


def test_alive_answers_any_host_and_asks_nobody(client, django_assert_num_queries):
    assert client.get("/healthz", headers={"host": "nonsense.example"}).status_code == 200


@pytest.mark.django_db
def test_ready_when_nothing_is_missing(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "problem": ""})


@pytest.mark.django_db
def test_not_ready_while_migrations_are_pending(client, monkeypatch):
    monkeypatch.setattr("tracker.health.MigrationExecutor.migration_plan", lambda *_: ["one"])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "manage.py migrate" in response.json()["problem"]
