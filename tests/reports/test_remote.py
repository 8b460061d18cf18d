"""Dossiers and reports at an address: the same as in a folder, and never a report that looks whole while it is not."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer
from samples import ENVIE, FICTIONAL, PARTNERSHIPS

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.make import task_of
from evalkit.reports.manifest import made_before, write_manifest
from evalkit.reports.order import Order, Outcome
from evalkit.reports.own import own_notebook
from evalkit.reports.read import read_all
from evalkit.reports.remote import fetched, is_remote, make_remote, open_store, page_address, without_secrets
from evalkit.reports.task import Task, Wish
from evalkit.sources import read_dossier

REPORT = "envie-caisse-epargne/2021/fr"


class SmallEngine:
    """Fills orders without a notebook: what matters here is what becomes of the files."""

    name = "small"

    def __init__(self, tables: int = 2) -> None:
        self.tables, self.runs, self.fails = tables, 0, False

    def run(self, order: Order) -> Outcome:
        self.runs += 1
        executed = order.draft / order.executed
        executed.write_text(f"run {self.runs}", encoding="utf-8")
        if self.fails:
            return Outcome(0.1, (problem(Place(order.notebook.name), "", "report.kernel_died", cell=3),))
        (order.draft / f"{order.page}.html").write_text("page", encoding="utf-8")
        (order.draft / "tables").mkdir()
        for number in range(self.tables):
            (order.draft / "tables" / f"table [{number}].csv").write_text("a;b", encoding="utf-8")
        write_manifest(order.draft, order.facts, executed)
        return Outcome(0.1)

    def close(self) -> None: ...


class WeakStore(MemoryFileSystem):
    """A store that tells checksums, and fails where a test says so."""

    protocol = "weak"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    puts_left: int | None = None
    failure: BaseException = OSError("coupure")
    shortens = False

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return super()._strip_protocol(path.replace("weak://", "memory://"))

    def put_file(self, lpath: str, rpath: str, **named: Any) -> None:
        if WeakStore.puts_left == 0:
            raise WeakStore.failure
        if WeakStore.puts_left is not None:
            WeakStore.puts_left -= 1
        super().put_file(lpath, rpath, **named)
        if WeakStore.shortens:
            self.pipe_file(rpath, self.cat_file(rpath)[:-1])

    def find(self, path: str, **named: Any) -> Any:
        found = super().find(path, **named)
        if isinstance(found, dict):
            for name, told in found.items():
                told["ETag"] = f'"{hash(self.cat_file(name))}"'
        return found


@pytest.fixture
def weak() -> Iterator[type[WeakStore]]:
    fsspec.register_implementation("weak", WeakStore, clobber=True)
    WeakStore.store.clear()
    WeakStore.puts_left, WeakStore.shortens, WeakStore.failure = None, False, OSError("coupure")
    yield WeakStore
    WeakStore.puts_left = None


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@pytest.fixture
def task() -> Task:
    return task_of(ENVIE, read_dossier(ENVIE), Path(), "fr", own_notebook())


def names_at(address: str) -> set[str]:
    store = open_store(address)
    return {path[len(store.path) + 1 :] for path in store.system.find(store.path)}


@pytest.mark.parametrize("path", ["s3://bucket/a.yaml", "file:///a", "memory://a", "zip://a.yaml::s3://b/c.zip"])
def test_an_address_is_remote(path: str) -> None:
    assert is_remote(path)


@pytest.mark.parametrize("path", ["a.yaml", "C:\\dossiers\\a.yaml", "C://dossiers", "/a/b", "dossiers//a", "://a", ""])
def test_a_path_or_a_drive_is_not_remote(path: str) -> None:
    assert not is_remote(path)


@given(st.text(st.characters(codec="ascii", exclude_characters="/@?", categories=["L", "N", "P"]), min_size=1))
def test_what_an_address_tells_beside_its_place_is_not_shown(secret: str) -> None:
    shown = without_secrets(f"sftp://user:{secret}@host/reports?signature={secret}")
    assert shown == "sftp://host/reports"


def test_a_remote_dossier_is_read_as_a_local_one(memory: MemoryFileSystem) -> None:
    memory.pipe_file("/d/envie-caisse-epargne.yaml", ENVIE.read_bytes())
    with fetched(["memory://d/envie-caisse-epargne.yaml"]) as got:
        assert got.refused == ()
        assert got.paths[0].name == ENVIE.name
        assert got.addresses == {got.paths[0]: "memory:///d/envie-caisse-epargne.yaml"}
        assert read_dossier(got.paths[0]) == read_dossier(ENVIE)
    assert not got.paths[0].exists()


def test_of_a_remote_folder_only_what_may_be_a_dossier_is_taken(memory: MemoryFileSystem) -> None:
    for name in ("a.yaml", "b.XLSX", "~$b.xlsx", ".c.yaml", "notes.txt", "old/d.yaml"):
        memory.pipe_file(f"/d/{name}", b"code: a")
    with fetched(["memory://d/"]) as got:
        assert [path.name for path in got.paths] == ["a.yaml", "b.XLSX"]


def test_a_file_reached_twice_is_read_once(memory: MemoryFileSystem) -> None:
    memory.pipe_file("/d/envie.yaml", ENVIE.read_bytes())
    with fetched(["memory://d", "memory://d/envie.yaml"]) as got:
        assert len(read_all(got.paths)) == 1


def test_files_of_one_name_in_two_folders_stay_two(memory: MemoryFileSystem) -> None:
    memory.pipe_file("/d/a.yaml", ENVIE.read_bytes())
    memory.pipe_file("/e/a.yaml", FICTIONAL.read_bytes())
    with fetched(["memory://d/a.yaml", "memory://e/a.yaml"]) as got:
        assert [read_dossier(path).code for path in got.paths] == ["envie-caisse-epargne", "rivage-delorme"]


def test_a_local_path_stays_as_it_was_given() -> None:
    with fetched([PARTNERSHIPS, str(ENVIE)]) as got:
        assert got.paths == (PARTNERSHIPS, ENVIE)


def test_last_years_dossier_is_found_beside_a_remote_one(memory: MemoryFileSystem) -> None:
    for year in (2023, 2024):
        name = f"rivage-delorme-{year}.yaml"
        memory.pipe_file(f"/d/{name}", (PARTNERSHIPS / name).read_bytes())
    with fetched(["memory://d/rivage-delorme-2024.yaml"]) as got:
        (path,) = got.paths
        asked = task_of(path, read_dossier(path), Path(), "fr", own_notebook())
    assert [each.name for each in asked.inputs] == ["rivage-delorme-2024.yaml", "rivage-delorme-2023.yaml"]


def test_what_cannot_be_fetched_is_refused_with_its_address_and_stops_nothing(memory: MemoryFileSystem) -> None:
    memory.pipe_file("/d/envie.yaml", ENVIE.read_bytes())
    memory.pipe_file("/d/large.yaml", b"#" * 2_000_001)
    memory.pipe_file("/empty/notes.txt", b"")
    paths = ["memory://d", "memory://empty", "memory://gone/x.yaml", "unheardof://x/y.yaml"]
    with fetched(paths) as got:
        assert [path.name for path in got.paths] == ["envie.yaml"]
        told = [problem.sentence("fr") for each in got.refused for problem in each.problems]
    assert told[0] == "large.yaml : fichier de plus de 2000 ko. Gardez un dossier par fichier, sans pièces jointes."
    assert told[1].startswith("memory://empty : aucun dossier")
    assert told[2].startswith("memory://gone/x.yaml : fichier introuvable.")
    assert told[3].startswith("unheardof://x/y.yaml : rien d'installé ne connaît les adresses en « unheardof:// ».")


def test_without_fsspec_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(EvalkitError, match=r"evalkit\[cluster\]"):
        open_store("memory://d")


@pytest.mark.parametrize("protocol", ["memory", "file", "weak"])
def test_a_report_is_put_at_its_address_and_is_current_afterwards(
    protocol: str, task: Task, tmp_path: Path, memory: MemoryFileSystem, weak: type[WeakStore]
) -> None:
    address = f"file://{tmp_path}/out é/{REPORT}" if protocol == "file" else f"{protocol}://out é/{REPORT}"
    engine = SmallEngine()
    assert make_remote(task, engine, Wish(), address).status == "made"
    files = {"rapport.html", "rapport.ipynb", "manifest.json", "tables/table [0].csv", "tables/table [1].csv"}
    assert names_at(address) == files
    again = make_remote(task, engine, Wish(), address)
    assert (again.status, again.task, engine.runs) == ("current", task, 1)
    assert make_remote(task, engine, Wish(force=True), address).status == "made"
    assert make_remote(replace(task, language="en", title="autre", about={"a": 1}), engine, Wish(), address).seconds
    assert engine.runs == 3


def test_a_report_that_is_copied_back_is_current_here(task: Task, tmp_path: Path) -> None:
    there = tmp_path / "there"
    make_remote(task, SmallEngine(), Wish(), f"file://{there}")
    fingerprint = json.loads((there / "manifest.json").read_text(encoding="utf-8"))["fingerprint"]
    assert made_before(Path(shutil.copytree(there, tmp_path / "here")), fingerprint) == {"html", "csv", "ipynb"}


def test_an_output_more_is_made_with_those_that_stand(task: Task, memory: MemoryFileSystem) -> None:
    engine = SmallEngine()
    make_remote(task, engine, Wish(("html", "png")), "memory://out")
    assert make_remote(task, engine, Wish(("png",)), "memory://out").status == "current"
    make_remote(task, engine, Wish(("ipynb",)), "memory://out")
    assert json.loads(memory.cat_file("/out/manifest.json"))["outputs"] == ["html", "png", "ipynb"]


@pytest.mark.parametrize("change", ["gone", "shorter", "same size"])
def test_a_report_whose_files_are_no_longer_its_own_is_made_again(
    change: str, task: Task, weak: type[WeakStore]
) -> None:
    engine = SmallEngine()
    make_remote(task, engine, Wish(), "weak://out")
    system = fsspec.filesystem("weak")
    if change == "gone":
        system.rm_file("/out/rapport.html")
    else:
        system.pipe_file("/out/rapport.html", b"pag" if change == "shorter" else b"egap")
    assert make_remote(task, engine, Wish(), "weak://out").status == "made"
    assert make_remote(task, engine, Wish(), "weak://out").status == "current"
    assert system.cat_file("/out/rapport.html") == b"page"


def test_files_that_are_no_longer_part_of_a_report_go(task: Task, memory: MemoryFileSystem) -> None:
    make_remote(task, SmallEngine(tables=4), Wish(), "memory://out/fr")
    memory.pipe_file("/out/fr/echec.ipynb", b"earlier")
    memory.pipe_file("/out/french/rapport.html", b"a neighbour")
    make_remote(task, SmallEngine(tables=1), Wish(force=True), "memory://out/fr")
    assert names_at("memory://out") == {
        *("fr/rapport.html", "fr/rapport.ipynb", "fr/manifest.json", "fr/tables/table [0].csv", "french/rapport.html")
    }


def test_a_failed_report_leaves_the_one_before_it_and_keeps_the_notebook(task: Task, memory: MemoryFileSystem) -> None:
    engine = SmallEngine()
    make_remote(task, engine, Wish(), "memory://out")
    before = {path: memory.cat_file(path) for path in memory.find("/out")}
    engine.fails = True
    made = make_remote(task, engine, Wish(force=True), "memory://out")
    assert (made.status, made.task) == ("failed", task)
    after = {path: memory.cat_file(path) for path in memory.find("/out")}
    assert after == {**before, "/out/echec.ipynb": b"run 2"}
    assert make_remote(task, engine, Wish(), "memory://out").status == "current"


@pytest.mark.parametrize("puts", range(4))
def test_a_put_that_breaks_off_leaves_no_manifest(puts: int, task: Task, weak: type[WeakStore]) -> None:
    make_remote(task, SmallEngine(tables=3), Wish(), "weak://out")
    weak.puts_left = puts
    made = make_remote(task, SmallEngine(), Wish(force=True), "weak://out")
    assert made.status == "failed"
    assert made.problems[0].sentence("fr").startswith("weak://out : le stockage répond : coupure.")
    assert "manifest.json" not in names_at("weak://out")
    weak.puts_left = None
    assert make_remote(task, SmallEngine(), Wish(), "weak://out").status == "made"
    assert "tables/table [2].csv" not in names_at("weak://out")


def test_an_interruption_while_files_are_put_leaves_no_manifest(task: Task, weak: type[WeakStore]) -> None:
    make_remote(task, SmallEngine(), Wish(), "weak://out")
    weak.puts_left, weak.failure = 2, KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        make_remote(task, SmallEngine(), Wish(force=True), "weak://out")
    assert "manifest.json" not in names_at("weak://out")


def test_a_store_that_cuts_a_file_short_gets_no_manifest(task: Task, weak: type[WeakStore]) -> None:
    weak.shortens = True
    made = make_remote(task, SmallEngine(), Wish(), "weak://out")
    assert "n'y est pas entier" in made.problems[0].sentence("fr")
    assert "manifest.json" not in names_at("weak://out")


def test_the_manifest_is_put_when_all_else_stands(task: Task, weak: type[WeakStore]) -> None:
    make_remote(task, SmallEngine(), Wish(), "weak://out")
    made = {path: weak.store[path].created for path in weak.store}
    assert max(made, key=lambda path: made[path]) == "/out/manifest.json"


@pytest.mark.parametrize("text", ["", "[]", '{"fingerprint": 1}', '{"files": '])
def test_a_manifest_that_is_none_is_no_report(text: str, task: Task, memory: MemoryFileSystem) -> None:
    memory.pipe_file("/out/manifest.json", text.encode())
    assert make_remote(task, SmallEngine(), Wish(), "memory://out").status == "made"


def test_a_place_that_is_a_file_is_told_and_no_traceback(task: Task, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("un fichier", encoding="utf-8")
    made = make_remote(task, SmallEngine(), Wish(), f"file://{tmp_path}/out/fr")
    assert made.status == "failed"
    assert "le stockage répond" in made.problems[0].sentence("fr")


def test_the_page_of_a_remote_report_has_an_address(task: Task) -> None:
    assert page_address(task, Wish(), "s3://key:secret@out/") == f"s3://out/{REPORT}/rapport.html"
    assert page_address(task, Wish(("docx", "pdf")), "s3://out") == f"s3://out/{REPORT}/rapport.pdf"
    assert page_address(task, Wish(("csv",)), "s3://out") == f"s3://out/{REPORT}/rapport.ipynb"


def test_a_report_goes_to_s3_and_is_current_there(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    s3 = ThreadedMotoServer(port=0)
    s3.start()
    try:
        host, port = s3.get_host_and_port()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        fsspec.filesystem("s3").mkdir("reports")
        engine = SmallEngine()
        assert make_remote(task, engine, Wish(), f"s3://reports/{REPORT}").status == "made"
        assert make_remote(task, engine, Wish(), f"s3://reports/{REPORT}").status == "current"
        lost = make_remote(task, engine, Wish(), f"s3://misspelt/{REPORT}")
        assert lost.status == "failed"
    finally:
        s3.stop()
