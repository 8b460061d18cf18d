"""Reports on a dask cluster: whatever becomes of its workers, no report is lost and none is made twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from distributed import LocalCluster
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from samples import PARTNERSHIPS, ROOT
from typer.testing import CliRunner

from evalkit.cli import app
from evalkit.errors import EvalkitError
from evalkit.reports.batch import Watch
from evalkit.reports.cluster import make_on_cluster
from evalkit.reports.make import task_of
from evalkit.reports.manifest import MANIFEST
from evalkit.reports.task import Made, Task, Wish
from evalkit.sources import read_dossier

pytestmark = pytest.mark.slow

RUNS = """
import os, time
from pathlib import Path
code = Path(dossier_file).stem
with open({log!r}, "a") as stream:
    stream.write(code + "\\n")
time.sleep({seconds})
if code == "poison":
    server = os.getppid()
    worker = int(Path(f"/proc/{{server}}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(worker, 9)
    time.sleep(60)
"""
"""Notes that it runs; the poisonous one kills the process that keeps its engine."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as started:
        yield started


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def runs(log: Path) -> Counter[str]:
    return Counter(log.read_text(encoding="utf-8").split()) if log.is_file() else Counter()


def small_notebook(folder: Path, log: Path, seconds: float) -> Path:
    parameters = new_code_cell('dossier_file = ""\nlanguage = "fr"\noutput_folder = "."')
    parameters.metadata["tags"] = ["parameters"]
    cells = [parameters, new_markdown_cell("# Essai"), new_code_cell(RUNS.format(log=str(log), seconds=seconds))]
    nbformat.write(new_notebook(cells=cells), folder / "small.ipynb")
    return folder / "small.ipynb"


def tasks_of(codes: list[str], folder: Path, out: Path, seconds: float = 0.0) -> list[Task]:
    text = (PARTNERSHIPS / "coopaxis.yaml").read_text(encoding="utf-8")
    dossiers = folder / "dossiers"
    dossiers.mkdir(exist_ok=True)
    for code in codes:
        (dossiers / f"{code}.yaml").write_text(text.replace("code: coopaxis", f"code: {code}", 1), encoding="utf-8")
    notebook = small_notebook(folder, folder / "runs", seconds)
    files = [dossiers / f"{code}.yaml" for code in codes]
    return [task_of(file, read_dossier(file), out, "fr", notebook) for file in files]


def codes_in(out: Path) -> list[str]:
    return sorted(path.parent.parent.parent.name for path in out.rglob(MANIFEST))


def made_of(answers: Iterable[Made]) -> dict[str, Made]:
    return {each.task.source.stem: each for each in answers}


def servers(cluster: LocalCluster) -> list[psutil.Process]:
    """Return the warm processes that the workers keep."""
    children = [each for nanny in cluster.workers.values() for each in psutil.Process(nanny.pid).children()]
    return [each for each in children if "evalkit.reports.engine.server" in each.cmdline()]


def test_a_killed_worker_loses_no_report_and_makes_none_twice(cluster: LocalCluster, tmp_path: Path, log: Path) -> None:
    codes = [f"essai-{number}" for number in range(8)]
    tasks = tasks_of(codes, tmp_path, tmp_path / "out", seconds=1)
    victim, begun, ended = cluster.workers[0].pid, [], []
    assert victim

    def kill_once(made: Made) -> None:
        ended.append(made)
        if len(ended) == 2:
            os.kill(victim, signal.SIGKILL)

    watch = Watch(started=begun.append, ended=kill_once)
    made = list(make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out", watch=watch))
    assert made == ended
    assert sorted(each.task.source.stem for each in made) == codes
    assert {each.status for each in made} <= {"made", "current"}
    assert all(each.page is not None for each in made)
    assert {task.source.stem for task in begun} == set(codes)
    assert codes_in(tmp_path / "out") == codes
    count = runs(log)
    assert set(count) == set(codes)
    assert count.total() <= len(codes) + 1  # the one that the killed worker had begun
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []

    again = list(make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out"))
    assert {each.status for each in again} == {"current"}
    assert runs(log) == count


def test_a_report_that_kills_its_workers_fails_alone(
    cluster: LocalCluster, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ["poison", "sain-1", "sain-2", "sain-3"]
    tasks = tasks_of(codes, tmp_path, tmp_path / "out")
    # Dask suspects all that a dead worker had, after one dead worker instead of four: fewer are killed here.
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    made = made_of(make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out"))
    assert {code: each.status == "failed" for code, each in made.items()} == {code: code == "poison" for code in codes}
    told = made["poison"].problems[0].sentence("fr")
    assert told.startswith("poison.yaml : les machines de calcul s'arrêtent brutalement pendant ce rapport")
    assert codes_in(tmp_path / "out") == codes[1:]
    assert runs(log)["poison"] == 2  # among others, then alone


def test_reports_go_to_an_address_and_are_made_again_only_when_forced(
    cluster: LocalCluster, tmp_path: Path, log: Path
) -> None:
    tasks = tasks_of(["a1", "b1"], tmp_path, Path())
    address = f"file://{tmp_path}/out"
    for wish, status in ((Wish(), "made"), (Wish(force=True), "made"), (Wish(), "current")):
        made = made_of(make_on_cluster(tasks, cluster.scheduler_address, wish, address))
        assert {code: each.status for code, each in made.items()} == {"a1": status, "b1": status}
    assert runs(log) == {"a1": 2, "b1": 2}
    assert "stored" in json.loads((tmp_path / "out" / "a1" / "2021" / "fr" / MANIFEST).read_text(encoding="utf-8"))


def test_a_dossier_that_changed_or_went_since_it_was_read_fails_alone(cluster: LocalCluster, tmp_path: Path) -> None:
    tasks = tasks_of(["a1", "b1", "c1"], tmp_path, tmp_path / "out")
    tasks[0].source.write_text("code: x", encoding="utf-8")
    tasks[1].source.unlink()
    made = made_of(make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out"))
    assert {code: each.status for code, each in made.items()} == {"a1": "failed", "b1": "failed", "c1": "made"}
    assert "le fichier a changé" in made["a1"].problems[0].sentence("fr")


def test_who_stops_listening_cancels_the_rest_and_leaves_no_process(
    cluster: LocalCluster, tmp_path: Path, log: Path
) -> None:
    tasks = tasks_of([f"essai-{number}" for number in range(6)], tmp_path, tmp_path / "out", seconds=1)
    asked = make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out")
    next(asked)
    assert servers(cluster)
    asked.close()  # type: ignore[attr-defined] - a generator
    assert servers(cluster) == []
    before = runs(log)
    time.sleep(1.5)
    assert runs(log) == before
    assert before.total() < len(tasks)


def test_a_worker_that_no_longer_sees_the_folder_writes_nowhere(cluster: LocalCluster, tmp_path: Path) -> None:
    tasks = tasks_of([f"essai-{number}" for number in range(5)], tmp_path, tmp_path / "out", seconds=1)

    def hide(made: Made) -> None:
        for sign in (tmp_path / "out").glob(".evalkit-*"):
            sign.unlink()

    made = list(make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out", watch=Watch(ended=hide)))
    failed = [each for each in made if each.status == "failed"]
    assert failed
    assert all("ne voit pas le répertoire" in each.problems[0].sentence("fr") for each in failed)
    assert len(codes_in(tmp_path / "out")) == len(made) - len(failed)


def test_an_out_that_cannot_be_written_is_told_before_anything_starts(cluster: LocalCluster, tmp_path: Path) -> None:
    tasks = tasks_of(["a1"], tmp_path, tmp_path / "out")
    (tmp_path / "out").write_text("un fichier", encoding="utf-8")
    with pytest.raises(EvalkitError, match="un fichier porte le nom du répertoire"):
        list(make_on_cluster(tasks, cluster.scheduler_address, Wish(), tmp_path / "out"))


def test_an_address_without_a_cluster_is_told_in_one_sentence(tmp_path: Path) -> None:
    tasks = tasks_of(["a1"], tmp_path, tmp_path / "out")
    for address in ("tcp://127.0.0.1:9", "nothing"):
        with pytest.raises(EvalkitError, match="aucun ordonnanceur dask n'a répondu"):
            list(make_on_cluster(tasks, address, Wish(), tmp_path / "out", patience=1))


def test_a_cluster_without_workers_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    tasks = tasks_of(["a1", "b1"], tmp_path, tmp_path / "out")
    with LocalCluster(n_workers=0, processes=True, dashboard_address="127.0.0.1:0") as empty:
        made = list(make_on_cluster(tasks, empty.scheduler_address, Wish(), tmp_path / "out", patience=3))
    assert [each.status for each in made] == ["failed", "failed"]
    assert "aucune machine de calcul n'est restée" in made[0].problems[0].sentence("fr")


@pytest.mark.parametrize("whole", [True, False])
def test_a_worker_with_another_evalkit_or_none_is_refused(whole: bool, tmp_path: Path) -> None:
    other = tmp_path / "other"
    if whole:
        shutil.copytree(ROOT / "evalkit", other / "evalkit", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "notebooks", other / "notebooks")
    (other / "evalkit").mkdir(parents=True, exist_ok=True)
    with (other / "evalkit" / "__init__.py").open("a", encoding="utf-8") as stream:
        stream.write("# other\n")
    tasks = tasks_of(["a1"], tmp_path, tmp_path / "out")
    with LocalCluster(n_workers=0, processes=True, dashboard_address="127.0.0.1:0") as empty:
        command = [sys.executable, "-m", "distributed.cli.dask_worker", empty.scheduler_address, "--no-nanny"]
        environment = {**os.environ, "PYTHONPATH": str(other)}
        worker = subprocess.Popen([*command, "--no-dashboard"], env=environment, cwd=other, stderr=subprocess.DEVNULL)
        try:
            empty.wait_for_workers(1, timeout=60)
            with pytest.raises(EvalkitError, match=r"ne ferait pas le même rapport.* : evalkit\."):
                list(make_on_cluster(tasks, empty.scheduler_address, Wish(), tmp_path / "out"))
        finally:
            worker.terminate()
            worker.wait()
    assert not (tmp_path / "out").exists()


def test_nothing_to_make_asks_no_cluster(tmp_path: Path) -> None:
    assert list(make_on_cluster([], "tcp://127.0.0.1:9", Wish(), tmp_path)) == []


def test_the_command_spreads_a_batch_over_the_cluster(cluster: LocalCluster, tmp_path: Path) -> None:
    dossiers = [PARTNERSHIPS / name for name in ("coopaxis.yaml", "trivel.yaml")]
    options = ["--dask", cluster.scheduler_address, "--out", str(tmp_path), "--json"]
    result = CliRunner().invoke(app, ["report", *map(str, dossiers), *options])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["engine"]) == (0, "dask")
    assert [each["status"] for each in told["reports"]] == ["made", "made"]
    assert all(Path(each["page"]).is_file() for each in told["reports"])
    assert (tmp_path / "index.html").is_file()
