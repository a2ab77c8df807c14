"""What is refused before anything starts, and in which words."""

import socket
from types import SimpleNamespace

import environ
import psycopg
import pytest

from tracker.launch import reach
from tracker.launch.run import Wishes, _refuse_taken
from tracker.launch.trouble import Trouble


def wishes(**variables: str) -> Wishes:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        return Wishes.from_variables()


def test_the_defaults_are_loopback_and_what_the_first_start_chose():
    assert wishes() == Wishes(host="127.0.0.1", port=8000, demo=None)
    assert wishes(HOST="::1", PORT="81", DEMO="0") == Wishes(host="::1", port=81, demo=False)
    assert wishes(HOST="::1").address == "http://[::1]:8000"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "newsroom.example"])  # noqa: S104  these are refused
def test_other_machines_are_never_served(host):
    with pytest.raises(Trouble, match="serves this machine only"):
        wishes(HOST=host)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_has_to_be_one(port):
    with pytest.raises(Trouble, match="which is no port"):
        wishes(PORT=port)


def test_a_taken_port_gets_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(Trouble, match=rf"^Port {port} of 127.0.0.1 cannot be used .* make run PORT={port + 1}\.$"):
            _refuse_taken(wishes(PORT=str(port)))
    _refuse_taken(wishes(PORT=str(port)))


def named(monkeypatch, address: str) -> str | None:
    monkeypatch.setenv("DATABASE_URL", address)
    return reach.database(environ.FileAwareEnv())


def test_an_unreachable_database_gets_a_sentence_without_its_password(monkeypatch):
    sentence = named(monkeypatch, "postgres://editor:secretword@127.0.0.1:1/answerable")
    assert sentence.startswith("The server that DATABASE_URL names cannot be used: ")
    assert "secretword" not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("address", ["mysql://a@b/c", "nonsense", "/tmp"])  # noqa: S108  no file is made there
def test_another_kind_of_database_is_refused(monkeypatch, address):
    assert named(monkeypatch, address).startswith("DATABASE_URL is no address of a PostgreSQL server: ")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (140012, "DATABASE_URL names PostgreSQL 14; Answerable needs 15 or newer."),
        (150000, None),
        (180001, None),
    ],
)
def test_an_old_server_is_refused(monkeypatch, version, sentence):
    class Connection:
        info = SimpleNamespace(server_version=version)

        def __enter__(self) -> "Connection":
            return self

        def __exit__(self, *reason: object) -> None: ...

    monkeypatch.setattr(psycopg, "connect", lambda **given: Connection())
    assert named(monkeypatch, "postgres://a@localhost/b") == sentence


def test_an_unreachable_broker_gets_a_sentence(monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    sentence = reach.broker(environ.FileAwareEnv())
    assert sentence.startswith("The broker that CELERY_BROKER_URL names cannot be reached: ")
