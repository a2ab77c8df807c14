"""`make run`: from whatever the last run left to a site that answers, told step by step."""

import ipaddress
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tracker.launch import broker, environment, manage, places, postgres, processes
from tracker.launch.supervisor import Part, Stopped, Supervisor, stop_orphans
from tracker.launch.trouble import Trouble, failed, say, step

FAREWELL = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
WEB_PROCESSES, WEB_THREADS = 2, 40
"""Each thread keeps up to two connections to PostgreSQL, which has to have that many and some for the worker."""


@dataclass(frozen=True)
class Wishes:
    """What the person at the keyboard may choose, all by variables."""

    host: str
    port: int
    demo: bool | None

    @property
    def address(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @classmethod
    def from_variables(cls) -> "Wishes":
        host, port, demo = (os.environ.get(name, "") for name in ("HOST", "PORT", "DEMO"))
        return cls(host=_loopback(host or "127.0.0.1"), port=_port(port or "8000"), demo=demo != "0" if demo else None)


def run() -> int:
    wishes = Wishes.from_variables()
    here = places.prepare()
    with places.held(here, address=wishes.address), Supervisor(here.run) as supervisor:
        say("Answerable is starting")
        try:
            _Start(wishes, here, supervisor).go()
            supervisor.watch()
        except Stopped:
            say("\nAnswerable is stopping")
    return 0


@dataclass
class _Start:
    wishes: Wishes
    here: places.Places
    supervisor: Supervisor

    def __post_init__(self) -> None:
        self.environ = {
            **os.environ,
            processes.MARK: str(self.here.data),
            "ANSWERABLE_DATA": str(self.here.data),
            "ANSWERABLE_LOCAL": "1",
            "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "SITE_ADDRESS": self.wishes.address,
            "STATIC_COLLECTED": "1",
        }

    def go(self) -> None:
        self._clear_the_way()
        with step(f"Python packages in {environment.VENV.name}"):
            environment.ensure(environment.RUN)
        self.environ.setdefault("SECRET_KEY", self.here.secret_key())
        self._database()
        self._broker()
        manage.remember(self.here.run, self.environ)
        with step("Texts in other languages"):
            self._python("Compiling the translations", "-m", "tracker.launch.catalogues")
        with step("Tables, style sheets and scripts"):
            self._tables_and_static_files()
        demo = self._is_demo()
        if demo:
            with step("Demonstration record"):
                self._python("Loading the demonstration record", "manage.py", "demo", "load")
        with step("Web server"):
            self._web()
        links = self._links(demo)
        self._worker()
        self._welcome(links)

    def _clear_the_way(self) -> None:
        cluster = self._cluster_data()
        database = postgres.postmaster(cluster)
        if count := stop_orphans(run=self.here.run, mark=str(self.here.data), database=database):
            say(f"  Stopped what a killed start had left ({count} process{'es' if count > 1 else ''})")
        _refuse_taken(self.wishes)

    def _cluster_data(self) -> Path:
        return self.here.data / "postgresql" / "data"

    def _database(self) -> None:
        if _is_named(self.environ, "DATABASE_URL"):
            with step("PostgreSQL that DATABASE_URL names"):
                self._python("", "-m", "tracker.launch.reach", "database")
            return
        with step("PostgreSQL"):
            cluster = self._cluster()
            cluster.create()
            part = Part(
                name="postgresql",
                title="PostgreSQL",
                command=cluster.command(),
                environ=self.environ,
                log=self.here.log("postgresql"),
                is_ready=cluster.is_ready,
                farewell=postgres.FAREWELL,
                before=cluster.clear_stale_locks,
                options=cluster.account.as_options(),
            )
            self.supervisor.launch(part)
            self.supervisor.wait_for(part)
        self.environ["DATABASE_URL"] = cluster.url
        # A sign-in of its own: stepping down from the desk's could be undone by SQL that somebody slips in.
        self.environ["PUBLIC_DATABASE_URL"] = cluster.url_as("answerable_public")

    def _cluster(self) -> postgres.Cluster:
        account = postgres.account()
        data = self._cluster_data()
        if not account.can_enter(self.here.data):
            raise Trouble(
                f"PostgreSQL runs as {account.name}, who cannot enter {self.here.data}: name another DATA_DIR."
            )
        account.own(data.parent)
        return postgres.Cluster(
            data=data,
            socket=account.own(self.here.sockets() / "postgresql"),
            programs=postgres.programs(account),
            account=account,
            settings=postgres.DURABLE,
        )

    def _broker(self) -> None:
        if _is_named(self.environ, "CELERY_BROKER_URL"):
            with step("Broker that CELERY_BROKER_URL names"):
                self._python("", "-m", "tracker.launch.reach", "broker")
            return
        with step("Broker"):
            at = self.here.sockets() / "broker.sock"
            command = broker.command(data=self.here.folder("broker"), at=at)
            part = self._part("broker", "The broker", command, lambda: broker.is_ready(at), broker.FAREWELL)
            part.before = lambda: broker.end_stray(at)
            self.supervisor.launch(part)
            self.supervisor.wait_for(part)
        self.environ["CELERY_BROKER_URL"] = broker.url(at)

    def _tables_and_static_files(self) -> None:
        """Side by side, for both are slow. Static files are packed: a page weighs what it will online."""
        with ThreadPoolExecutor() as together:
            tables = together.submit(
                self._python, "Bringing the tables up to date", "manage.py", "migrate", "--no-input"
            )
            self._python("Packing the static files", "manage.py", "collectstatic", "--no-input", "--verbosity=0")
            tables.result()

    def _web(self) -> None:
        web = self._part("web", "The web server", self._granian(), lambda: _answers(self.wishes), FAREWELL)
        self.supervisor.launch(web)
        self.supervisor.wait_for(web)

    def _worker(self) -> None:
        """Last of all, for nobody waits for it: beside the others it would only slow them."""
        for name, title, words in (
            ("worker", "The worker", ["worker", "--concurrency", "2", "--loglevel", "info"]),
            # Not inside the worker (`-B`): there nobody would notice its death, and the due rows would wait for ever.
            ("clock", "The worker's clock", ["beat", "--pidfile=", "--loglevel", "info"]),
        ):
            command = [str(environment.PYTHON), "-m", "celery", "-A", "tracker", *words]
            self.supervisor.launch(self._part(name, title, command, lambda: True, FAREWELL))

    def _granian(self) -> list[str]:
        place = ["--host", self.wishes.host, "--port", str(self.wishes.port)]
        lives = ["--workers", str(WEB_PROCESSES), "--respawn-failed-workers", "--workers-kill-timeout", "5"]
        lives += ["--blocking-threads", str(WEB_THREADS)]
        module = [str(environment.PYTHON), "-m", "granian", "--interface", "wsgi"]
        return [*module, *place, *lives, "tracker.wsgi:application"]

    def _part(self, name: str, title: str, command: list[str], is_ready: Callable[[], bool], farewell: tuple) -> Part:
        options = {"cwd": environment.ROOT, "umask": 0o077}
        return Part(name, title, command, self.environ, self.here.log(name), is_ready, farewell, options=options)

    def _is_demo(self) -> bool:
        """What the first start chose stays so: demonstration data must not flow into somebody's newsroom later."""
        kept = self.here.data / "newsroom"
        if not kept.exists():
            kept.write_text("empty" if self.wishes.demo is False else "demonstration")
        return self.wishes.demo if self.wishes.demo is not None else kept.read_text() == "demonstration"

    def _links(self, demo: bool) -> dict[str, str]:
        def link(command: list[str]) -> str:
            return self._python("Making a sign-in link", "manage.py", *command, "--base", self.wishes.address)

        entrances = _entrances(demo)
        with ThreadPoolExecutor() as together:
            return dict(zip(entrances, together.map(link, entrances.values()), strict=True))

    def _welcome(self, links: dict[str, str]) -> None:
        say(f"\nAnswerable is at  {self.wishes.address}/\n")
        for title, link in {**links, "data and logs": self.here.data, "stop": "Ctrl-C"}.items():
            if link:
                say(f"  {title:<34} {link}")
        say()

    def _python(self, what: str, *words: str) -> str:
        """Run a short program inside the environment; what it says is the answer, or the reason for the trouble."""
        done = subprocess.run(
            [environment.PYTHON, *words],
            cwd=environment.ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            umask=0o077,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout.strip()
        log = self.here.log("start")
        log.write_text(done.stdout + done.stderr)
        if what:
            raise failed(f"{what} failed", done.stdout + done.stderr, log)
        raise Trouble(done.stderr.strip())


def _entrances(demo: bool) -> dict[str, list[str]]:
    if not demo:
        return {"set up your newsroom (works once)": ["setup_code"]}
    return {
        "sign in as an editor (works once)": ["sign_in_link", "author"],
        "sign in as a reviewer (works once)": ["sign_in_link", "reviewer"],
    }


def _is_named(environ: dict[str, str], variable: str) -> bool:
    return bool(environ.get(variable) or environ.get(f"{variable}_FILE"))


def _loopback(host: str) -> str:
    """This start has no TLS and hands out sign-in links: it serves this machine only."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        if ipaddress.ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise Trouble(f"HOST is {host}, but `make run` serves this machine only: leave HOST out.")


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise Trouble(f"PORT is {text}, which is no port: choose a number from 1024 to 65535.")


def _refuse_taken(wishes: Wishes) -> None:
    family = socket.AF_INET6 if ":" in wishes.host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((wishes.host, wishes.port))
        except PermissionError:
            raise Trouble(
                f"Port {wishes.port} is for root only: choose another, for example make run PORT=8000."
            ) from None
        except OSError as error:
            raise Trouble(
                f"Port {wishes.port} of {wishes.host} cannot be used ({error.strerror}): stop the program that has it, "
                f"or choose another, for example make run PORT={wishes.port + 1}."
            ) from None


def _answers(wishes: Wishes) -> bool:
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # a proxy cannot reach this machine's loopback
    try:
        with direct.open(f"{wishes.address}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
