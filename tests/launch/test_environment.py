"""When `.venv` is made again, and by whom."""

from pathlib import Path

import pytest

from tracker.launch import environment


class Installs:
    """Stands in for running pip and uv: remembers who was called, fails whom it is told to."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.failing: set[str] = set()

    def __call__(self, command: list[str]) -> bool:
        name = "uv" if command[2] == "uv" else "pip for uv" if command[-1].endswith("uv.txt") else "pip"
        self.called.append(name)
        environment.LOG.write_text(f"{name} said this\n")
        return name not in self.failing


@pytest.fixture
def installs(tmp_path, monkeypatch) -> Installs:
    for name in environment.DEVELOP:
        (tmp_path / name).write_text("uv==1 \\\n    --hash=sha256:0\n")
    venv = tmp_path / ".venv"
    venv.mkdir()
    for name, value in {"ROOT": tmp_path, "VENV": venv, "STAMP": venv / "stamp", "LOG": venv / "log"}.items():
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(environment, "_works", lambda: True)
    monkeypatch.setattr(environment, "_make_venv", lambda: None)
    monkeypatch.setattr(environment, "_pip_has_its_own_index", lambda: False)
    installs = Installs()
    monkeypatch.setattr(environment, "_run", installs)
    return installs


def test_uv_installs_once(installs):
    environment.ensure(environment.RUN)
    environment.ensure(environment.RUN)
    assert installs.called == ["pip for uv", "uv"]


def test_a_changed_file_installs_again(installs):
    environment.ensure(environment.RUN)
    (environment.ROOT / "requirements.txt").write_text("other==2\n")
    environment.ensure(environment.RUN)
    assert installs.called == ["pip for uv", "uv"] * 2


def test_developers_need_more_and_have_enough_to_run(installs):
    environment.ensure(environment.RUN)
    environment.ensure(environment.DEVELOP)
    environment.ensure(environment.RUN)
    assert installs.called == ["pip for uv", "uv"] * 2


def test_a_moved_checkout_installs_again(installs, monkeypatch):
    environment.ensure(environment.RUN)
    moved = environment.ROOT.rename(environment.ROOT.with_name("moved"))
    monkeypatch.setattr(environment, "ROOT", moved)
    for name in ("VENV", "STAMP", "LOG"):
        monkeypatch.setattr(environment, name, moved / ".venv" / getattr(environment, name).name)
    monkeypatch.setattr(environment, "VENV", moved / ".venv")
    environment.ensure(environment.RUN)
    assert installs.called == ["pip for uv", "uv"] * 2


@pytest.mark.parametrize(
    ("failing", "called"), [({"pip for uv"}, ["pip for uv", "pip"]), ({"uv"}, ["pip for uv", "uv", "pip"])]
)
def test_pip_comes_in_where_uv_fails(installs, failing, called):
    installs.failing = failing
    environment.ensure(environment.RUN)
    assert installs.called == called


def test_pips_own_index_is_honoured(installs, monkeypatch):
    monkeypatch.setattr(environment, "_pip_has_its_own_index", lambda: True)
    environment.ensure(environment.RUN)
    assert installs.called == ["pip"]


def test_a_failed_installation_is_told_and_not_remembered(installs):
    installs.failing = {"uv", "pip"}
    with pytest.raises(environment.Trouble, match=r"^Installing the packages failed: pip said this \(more in "):
        environment.ensure(environment.RUN)
    assert not environment.STAMP.exists()


def test_pip_configuration_is_read(monkeypatch, tmp_path):
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    configuration = Path(tmp_path / "pip.conf")
    configuration.write_text("[global]\nextra-index-url = file:///more\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(configuration))
    assert not environment._pip_has_its_own_index()
    configuration.write_text("[global]\nindex-url = file:///own\n")
    assert environment._pip_has_its_own_index()
    monkeypatch.setenv("UV_DEFAULT_INDEX", "file:///own")
    assert not environment._pip_has_its_own_index()
