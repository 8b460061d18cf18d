"""A batch that is cut off, crowded or short of something leaves whole reports only, and the next run makes the rest."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from fault_notebooks import contents, ends, left_aside, processes, shown, task, write_dossier, write_notebook
from samples import FICTIONAL

from evalkit.reports.batch import make_all, plan
from evalkit.reports.engine.warm import WarmEngine, can_fork, imported_modules
from evalkit.reports.manifest import MANIFEST, made_before
from evalkit.reports.read import read_all
from evalkit.reports.task import Engine, Input, Made, Wish, make
from evalkit.reports.tidy import tidy_notebook

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not can_fork(), reason="no fork on this system")]

BATCH = """
import json, sys
from evalkit.reports.batch import run_batch
dossiers, out, notebook, engine, workers, languages = sys.argv[1:]
result = run_batch(
    [dossiers], out, languages.split(","), notebook=notebook or None, engine=engine, workers=int(workers))
print(json.dumps({
    "made": {each.task.folder.parts[-3]: each.status for each in result.made},
    "unread": [each.file.name for each in result.read if not each.dossier],
    "said": [found.sentence("fr") for each in result.made for found in each.problems],
}))
"""


def hear_interrupts() -> None:
    """Let a process hear Ctrl-C, though the tests themselves were started by what is deaf to it (``nohup``)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Place:
    """Dossiers, the folder of their reports, and a folder for temporary files, by which processes are known."""

    def __init__(self, folder: Path, dossiers: int) -> None:
        self.dossiers, self.out, self.temporary, self.log = (folder / name for name in ("in", "out", "tmp", "log"))
        self.dossiers.mkdir()
        self.temporary.mkdir()
        for number in range(dossiers):
            write_dossier(self.dossiers, f"essai-{number:02}")
        self.notebook = write_notebook(folder, "essai", f"open({str(self.log)!r}, 'a').write(dossier_file + ' ')")

    def start(self, engine: str = "warm", **environment: str) -> subprocess.Popen[str]:
        arguments = [str(self.dossiers), str(self.out), str(self.notebook), engine, "2", "fr"]
        kept = {name: value for name, value in os.environ.items() if name not in ("HOME", "PYTEST_CURRENT_TEST")}
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", BATCH, *arguments],
            env={**kept, "TMPDIR": str(self.temporary), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=hear_interrupts,
        )

    def finish(self, batch: subprocess.Popen[str]) -> Any:
        said, errors = batch.communicate(timeout=60)
        assert batch.returncode == 0, errors
        return json.loads(said)

    def standing(self) -> set[str]:
        """Return the codes of the reports that stand; each of them is whole."""
        folders = list(self.out.glob("*/2024/fr"))
        for folder in folders:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            assert made_before(folder, found["fingerprint"]) == {"html", "csv", "ipynb"}
            assert {path.name for path in folder.iterdir()} == {MANIFEST, "rapport.html", "rapport.ipynb"}
        return {folder.parts[-3] for folder in folders}

    def wait_for(self, reports: int, batch: subprocess.Popen[str]) -> None:
        while len(list(self.out.glob("*/2024/fr"))) < reports and batch.poll() is None:
            time.sleep(0.002)

    def temporary_files(self) -> list[Path]:
        return list(self.temporary.rglob("*"))

    def processes(self) -> list[int]:
        mark = f"TMPDIR={self.temporary}\0".encode()
        return processes(lambda process: mark in (process / "environ").read_bytes())


def statuses(place: Place, engine: Engine, wish: Wish = Wish()) -> dict[str, str]:  # noqa: B008 - frozen
    """Run the batch here; return what became of each report, by its code."""
    tasks = plan(read_all([place.dossiers]), place.out, ["fr"], place.notebook).tasks
    return {made.task.folder.parts[-3]: made.status for made in make_all(tasks, engine, wish, 2)}


def test_a_batch_that_is_cut_off_again_and_again_makes_each_report_in_the_end(tmp_path: Path, warm: WarmEngine) -> None:
    place, chance = Place(tmp_path, 20), random.Random()
    for cut in (chance.choice((signal.SIGKILL, signal.SIGTERM)), signal.SIGINT):
        before = place.standing()
        batch = place.start()
        place.wait_for(len(before) + chance.randint(1, 2), batch)
        time.sleep(chance.uniform(0, 0.1))
        batch.send_signal(cut)
        _, errors = batch.communicate(timeout=20)
        assert batch.returncode == -cut
        assert ("KeyboardInterrupt" in errors) == (cut == signal.SIGINT), errors
        assert all(ends(process) for process in place.processes())
        assert place.temporary_files() == []
        assert place.standing() >= before
    before = place.standing()
    assert len(before) < 20
    whole = {code: contents(place.out / code) for code in before}
    made = statuses(place, warm)
    assert {code for code, status in made.items() if status == "current"} == before
    assert set(made.values()) <= {"made", "current"}
    assert len(place.standing()) == 20
    assert {code: contents(place.out / code) for code in before} == whole
    assert left_aside(place.out) == []


@pytest.mark.parametrize("cut", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_of_ordinary_kernels_that_is_cut_off_is_finished_too(
    tmp_path: Path, warm: WarmEngine, cut: signal.Signals
) -> None:
    place = Place(tmp_path, 3)
    batch = place.start("kernel")
    place.wait_for(1, batch)
    batch.send_signal(cut)
    batch.communicate(timeout=20)
    assert batch.returncode == -cut
    assert all(ends(process) for process in place.processes())
    before = place.standing()
    made = statuses(place, warm)  # made by either engine, a report is the same
    assert {code for code, status in made.items() if status == "current"} == before
    assert len(place.standing()) == 3
    assert left_aside(place.out) == []


def test_two_batches_on_one_folder_make_each_report_once(tmp_path: Path) -> None:
    place = Place(tmp_path, 12)
    (place.dossiers / "essai-05.yaml").write_text("code: essai-05\nyear: soon\n", encoding="utf-8")
    (place.dossiers / "essai-06.yaml").write_bytes(b"\x00\xff")
    ended = [place.finish(batch) for batch in (place.start(), place.start())]
    for each in ended:
        assert each["unread"] == ["essai-05.yaml", "essai-06.yaml"]
        assert len(each["made"]) == 10
        assert each["said"] == []
    statuses = [sorted(each["made"][code] for each in ended) for code in place.standing()]
    assert statuses == [["current", "made"]] * 10
    ran = place.log.read_text(encoding="utf-8").split()
    assert sorted(ran) == sorted(set(ran))
    assert len(ran) == 10
    assert left_aside(place.out) == []


SHORT = """
import json, resource, sys
from pathlib import Path
from evalkit.reports.batch import run_batch
dossiers, out, notebook = sys.argv[1:]
def told(name, limit):
    _, most = resource.getrlimit(getattr(resource, name))
    resource.setrlimit(getattr(resource, name), (limit, most))
    try:
        made = run_batch([dossiers], out, notebook=notebook, engine="warm").made
    finally:
        resource.setrlimit(getattr(resource, name), (most, most))
    return [[each.status, [found.sentence("fr") for found in each.problems]] for each in made]
few = len(list(Path("/proc/self/fd").iterdir())) + 3
print(json.dumps([told("RLIMIT_NOFILE", few), told("RLIMIT_NOFILE", 256)]))
"""


def test_too_few_descriptors_fail_in_sentences_and_the_next_run_makes_the_reports(tmp_path: Path) -> None:
    place = Place(tmp_path, 2)
    arguments = [str(place.dossiers), str(place.out), str(place.notebook)]
    environment = {**os.environ, "TMPDIR": str(place.temporary)}
    ended = subprocess.run(
        [sys.executable, "-c", SHORT, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    few, enough = json.loads(ended.stdout)
    for status, said in few:
        assert (status, len(said)) == ("failed", 1), said
    assert [status for status, _ in enough] == ["made", "made"]
    assert left_aside(place.out) == []
    assert place.temporary_files() == []


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmEngine]:
    engine = WarmEngine(write_notebook(tmp_path_factory.mktemp("warm"), "base"), 10**9)
    yield engine
    engine.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 400 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(disk)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    yield disk
    assert all(ends(process) for process in processes(lambda each: (each / "cwd").readlink().is_relative_to(disk)))
    subprocess.run(["umount", str(disk)], check=True)


BIG = "with open('big', 'w') as stream:\n    stream.write('x' * 150_000)"


def test_a_full_disk_costs_no_report_that_stood(small_disk: Path, tmp_path: Path, warm: WarmEngine) -> None:
    one = task(write_notebook(tmp_path, "one", BIG), small_disk)
    assert make(one, warm, Wish()).status == "made"
    before = contents(one.folder)
    (small_disk / "filler").write_bytes(b"x" * 150_000)
    full = make(one, warm, Wish(force=True))
    assert full.status == "failed"
    assert "le disque est plein" in full.problems[0].sentence("fr") or "cellule 3" in full.problems[0].sentence("fr")
    assert {name: sha for name, sha in contents(one.folder).items() if name != "echec.ipynb"} == before
    assert left_aside(small_disk) == []
    (small_disk / "filler").unlink()
    assert make(one, warm, Wish(force=True)).status == "made"
    assert "echec.ipynb" not in contents(one.folder)


def test_a_disk_that_is_read_only_is_said_in_a_sentence(small_disk: Path, tmp_path: Path, warm: WarmEngine) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    made = make(task(write_notebook(tmp_path, "one"), small_disk), warm, Wish())
    assert made.status == "failed"
    assert "l'écriture est refusée ici" in made.problems[0].sentence("fr")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, warm: WarmEngine) -> Made:
    folder = tmp_path_factory.mktemp("whole")
    cell = "import os\nos.mkdir('tables')\nopen('tables/a.csv', 'w').write('a;b')\nopen('note.txt', 'w').write('c')"
    made = make(task(write_notebook(folder, "whole", cell), folder), warm, Wish())
    assert made.status == "made"
    return made


def fingerprint(folder: Path) -> str:
    found: str = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["fingerprint"]
    return found


FILES = ("rapport.html", "rapport.ipynb", "tables/a.csv", "note.txt", MANIFEST)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["deleted", "empty", "cut", "a bit"])
def test_damage_is_noticed_by_content_and_the_report_made_again(
    whole: Made, warm: WarmEngine, name: str, damage: str
) -> None:
    folder, file = whole.task.folder, whole.task.folder / name
    content, times = file.read_bytes(), file.stat()
    middle = len(content) // 2
    file.unlink()
    if damage != "deleted":
        cut = {"empty": b"", "cut": content[:-1], "a bit": None}[damage]
        turned = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        file.write_bytes(turned if cut is None else cut)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    changed = name != MANIFEST or damage != "cut"  # the last line end of the manifest says nothing
    assert make(whole.task, warm, Wish()).status == ("made" if changed else "current")
    assert make(whole.task, warm, Wish()).status == "current"
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        "note.txt",
        "rapport.html",
        "rapport.ipynb",
        "tables",
    }


def test_any_letter_changed_in_a_manifest_is_noticed_but_in_its_date(whole: Made, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole.task.folder, tmp_path / "fr"))
    sound, manifest = fingerprint(folder), folder / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    date = text.index('"date": "') + len('"date": "')
    kept = range(date, text.index('"', date))
    for at in [at for at, sign in enumerate(text) if sign.isalnum() and at not in kept]:
        manifest.write_text(f"{text[:at]}{'x' if text[at] != 'x' else 'y'}{text[at + 1 :]}", encoding="utf-8")
        assert not made_before(folder, sound) >= {"html", "csv", "ipynb"}, text[at - 20 : at + 20]


def test_an_input_with_an_old_date_is_noticed_and_force_makes_again(tmp_path: Path, warm: WarmEngine) -> None:
    place = Place(tmp_path, 2)
    file = place.dossiers / "essai-00.yaml"

    assert list(statuses(place, warm).values()) == ["made", "made"]
    assert list(statuses(place, warm).values()) == ["current", "current"]
    times = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("name: Un", "name: On"), encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    assert statuses(place, warm) == {"essai-00": "made", "essai-01": "current"}
    assert list(statuses(place, warm, Wish(force=True)).values()) == ["made", "made"]


def test_an_input_that_goes_between_the_check_and_the_run_is_said(tmp_path: Path, warm: WarmEngine) -> None:
    file = write_dossier(tmp_path, "essai")
    given = replace(task(write_notebook(tmp_path, "one"), tmp_path / "out"), inputs=(Input.of(file.name, file),))
    file.unlink()
    made = make(given, warm, Wish())
    assert "le fichier a changé depuis qu'il a été lu" in made.problems[0].sentence("fr")


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the hashes of what has to be the same in any run."""
    return {name: sha for name, sha in contents(folder).items() if Path(name).suffix in {".html", ".csv", ".svg"}}


def test_the_same_dossier_gives_the_same_bytes_whatever_makes_it_and_wherever(tmp_path: Path) -> None:
    ways = (
        {"engine": "warm", "workers": "2", "TZ": "Pacific/Kiritimati", "LANG": "C", "PYTHONHASHSEED": "1"},
        {"engine": "kernel", "workers": "1", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    )
    runs = []
    for way in ways:
        environment = {**os.environ, **{name: value for name, value in way.items() if name.isupper()}}
        out = tmp_path / way["engine"]
        arguments = [str(FICTIONAL), str(out), "", way["engine"], way["workers"], "fr"]
        runs.append(
            subprocess.Popen([sys.executable, "-c", BATCH, *arguments], env=environment, stdout=subprocess.DEVNULL)
        )
    assert [run.wait(90) for run in runs] == [0, 0]
    warm, kernel = (bytes_of(tmp_path / way["engine"]) for way in ways)
    assert warm == kernel
    assert {Path(name).suffix for name in warm} == {".html", ".csv", ".svg"}


def test_a_user_without_a_home_and_a_home_at_the_top_change_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_user: int) -> None:
        raise KeyError

    printed = nbformat.v4.new_output("stream", text=f"a/b ~ {tmp_path}/c")
    for home in (None, "/", ""):
        monkeypatch.delenv("HOME", raising=False) if home is None else monkeypatch.setenv("HOME", home)
        monkeypatch.setattr("pwd.getpwuid", nobody)
        monkeypatch.chdir("/")
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[dict(printed)])])
        tidy_notebook(nbformat.from_dict(notebook), tmp_path / "rapport.ipynb", tmp_path / "in" / "essai.ipynb")
        assert shown(tmp_path, 1) == "a/b ~ ./c"


def test_a_notebook_that_is_none_fails_in_a_sentence(tmp_path: Path, warm: WarmEngine) -> None:
    notebook = write_notebook(tmp_path, "none")
    for text in (None, "{", "[]", '{"cells": 1, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'):
        notebook.unlink() if text is None else notebook.write_text(text, encoding="utf-8")
        assert imported_modules(notebook) == []
        assert make(task(notebook, tmp_path / "out"), warm, Wish()).status == "failed"
