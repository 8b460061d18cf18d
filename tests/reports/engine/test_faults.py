"""Whatever a cell does, its report is right or it is one failed report, and the next one is untouched by it."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fault_notebooks import FIRST_OF_THEIRS, ends, executed, left_aside, processes, shown, task, write_notebook

from evalkit.errors import EvalkitError
from evalkit.reports.engine.ordinary import OrdinaryEngine
from evalkit.reports.engine.process import Server
from evalkit.reports.engine.warm import WarmEngine, can_fork
from evalkit.reports.place import FAILED
from evalkit.reports.task import Engine, Made, Wish, make

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not can_fork(), reason="no fork on this system")]

MEMORY = 400_000_000
DIED = f"interrompu dans la cellule {FIRST_OF_THEIRS}"
STOPPED = f"la cellule {FIRST_OF_THEIRS} s'est arrêtée"

# name: (cells, what is said of the failure, or None where the report is made all the same)
ON_BOTH: dict[str, tuple[tuple[str, ...], str | None]] = {
    "kill": (("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",), DIED),
    "exit 0 as a system call": (("import os\nos._exit(0)",), DIED),
    "sys.exit": (("import sys\nsys.exit(0)",), f"la cellule {FIRST_OF_THEIRS} n'a pas été exécutée"),
    "raises": (("raise ValueError('la mesure manque')",), f"{STOPPED} : la mesure manque."),
    "50 MB printed": (("print('x' * 50_000_000)",), "affiche plus de 20 Mo"),
    "own folder deleted": (("import os, shutil\nshutil.rmtree(os.getcwd())", "2"), "ce répertoire n'existe pas"),
    "folder gone": (
        ("import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)\nprint('a/b')",),
        None,
    ),
}
ON_WARM: dict[str, tuple[tuple[str, ...], str | None]] = {
    "threads": (("import threading\nthreading.Thread(target=threading.Event().wait).start()",), None),
    "half a character shown": (("from IPython.display import HTML\nHTML('<p>\\ud800</p>')",), STOPPED),
    "another program": (("import os\nos.execvp('true', ['true'])",), DIED),
    "segfault": (("import ctypes\nctypes.string_at(0)",), DIED),
    "end signal": (("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",), DIED),
    "interrupt": (("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile True: pass",), STOPPED),
    "every descriptor closed": (("import os\nos.closerange(3, 400)", "2"), DIED),
    "stdout closed": (("import sys\nsys.stdout.close()", "print(1)"), "s'est arrêtée : I/O operation on closed file"),
    "the first two descriptors closed": (("import os\nos.close(1)\nos.close(2)", "print(1)"), None),
    "memory in blocks": (("held = []\nfor _ in range(80): held.append(bytearray(100_000_000))",), STOPPED),
    "a segfault after its folder went": (
        ("import ctypes, os, shutil\nshutil.rmtree(os.getcwd())\nctypes.string_at(0)",),
        "ce répertoire n'existe pas",
    ),
    "50 MB from a program": (
        ("import subprocess\nsubprocess.run('yes | head -c 50000000', shell=True)",),
        "affiche plus de 20 Mo",
    ),
    "half a character printed": (("print('\\ud800')",), None),
    "the mark of the engine": (("import os\nos.write(1, b'\\x16\\x16')\nprint('\\x16')",), None),
    "at exit": (("import atexit, os\natexit.register(os._exit, 3)",), None),
    "no modules found": (("import sys\nsys.path[:] = []",), None),
    "shallow recursion": (("import sys\nsys.setrecursionlimit(150)",), None),
    "warnings as errors": (("import warnings\nwarnings.simplefilter('error')",), None),
    "one that cannot say what it is": (
        ("class Mute(Exception):\n    def __str__(self): raise RuntimeError\nraise Mute",),
        STOPPED,
    ),
    "few descriptors": (("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",), "(erreur 24 "),
    "small files": (("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (99, 99))",), "(erreur 27 "),
}
TOO_LONG = {
    "in Python": "while True: pass",
    "in C, where no interrupt comes in": "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
    "waiting": "import asyncio\nawait asyncio.sleep(600)",
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def temporary(folder: Path) -> Iterator[Path]:
    """Give the folder for temporary files of all that is started here."""
    place = folder / "tmp"
    place.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(place))
        patch.setattr("tempfile.tempdir", None)
        yield place


@pytest.fixture(scope="module")
def warm(folder: Path, temporary: Path) -> Iterator[WarmEngine]:
    engine = WarmEngine(write_notebook(folder, "base"), MEMORY)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST")  # ipykernel looks for it, and does not read file descriptors then
        engine.start()
    yield engine
    engine.close()
    assert list(temporary.iterdir()) == []


def run(engine: Engine, folder: Path, name: str, *cells: str, timeout: int = 60) -> Made:
    return make(
        task(write_notebook(folder, name.replace(" ", "-"), *cells), folder / "out"), engine, Wish(timeout=timeout)
    )


def check(made: Made, said: str | None) -> None:
    """Check that a report is whole, or that it failed as it should, and that nothing stays beside it."""
    sentences = " ".join(each.sentence("fr") for each in made.problems)
    assert made.status == ("failed" if said else "made"), sentences
    assert (said or "") in sentences
    assert left_aside(made.task.folder.parent) == []
    if said is None:
        assert {path.name for path in made.task.folder.iterdir()} >= {"manifest.json", "rapport.html", "rapport.ipynb"}
        assert make(made.task, OrdinaryEngine(), Wish()).status == "current"
    elif "répertoire" not in said and "erreur" not in said:
        assert "Titre" not in (made.task.folder / FAILED).read_text(encoding="utf-8").partition("outputs")[0]


@pytest.mark.parametrize("name", [*ON_BOTH, *ON_WARM])
def test_whatever_a_cell_does_on_the_warm_engine(warm: WarmEngine, folder: Path, name: str) -> None:
    cells, said = (ON_BOTH | ON_WARM)[name]
    check(run(warm, folder, f"warm {name}", *cells), said)


def test_whatever_a_cell_does_in_an_ordinary_kernel(folder: Path, temporary: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda name: run(OrdinaryEngine(), folder, f"kernel {name}", *ON_BOTH[name][0]), ON_BOTH)
    for each, (_, said) in zip(made, ON_BOTH.values(), strict=True):
        check(each, said)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("engine", ["warm", "kernel"])
def test_a_cell_that_never_ends_is_stopped_and_named(warm: WarmEngine, folder: Path, engine: str) -> None:
    def late(name: str) -> Made:
        runs = warm if engine == "warm" else OrdinaryEngine()
        return run(runs, folder, f"{engine} endless {name}", "print('so far')", TOO_LONG[name], timeout=2)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(late, [*TOO_LONG][: 4 if engine == "warm" else 2]))
    for each in made:
        check(each, f"la cellule {FIRST_OF_THEIRS + 1} tournait encore après 2 secondes")
        assert shown(each.task.folder, FIRST_OF_THEIRS, FAILED) == "so far\n"


def test_memory_in_small_pieces_is_one_failed_report_too(warm: WarmEngine, folder: Path) -> None:
    made = run(warm, folder, "hog", "held = []\nwhile True: held.append([None] * 1000)")
    assert made.status == "failed"
    assert f"cellule {FIRST_OF_THEIRS}" in made.problems[0].sentence("fr")
    assert run(warm, folder, "after the hog").status == "made"


def test_a_failed_report_keeps_the_notebook_as_far_as_it_ran(warm: WarmEngine, folder: Path) -> None:
    made = run(warm, folder, "dies late", "print('before')", "import os\nprint('in it', flush=True)\nos._exit(0)", "3")
    assert made.status == "failed"
    assert shown(made.task.folder, FIRST_OF_THEIRS, FAILED) == "before\n"
    assert [cell.execution_count for cell in executed(made.task.folder, FAILED).cells][-2:] == [None, None]


def test_a_notebook_that_goes_elsewhere_loses_none_of_its_slashes(warm: WarmEngine, folder: Path) -> None:
    made = run(warm, folder, "elsewhere", "import os\nos.chdir('/')\nprint('1/2')")
    assert shown(made.task.folder, FIRST_OF_THEIRS) == "1/2\n"


def test_links_and_pipes_are_no_part_of_a_report_but_files_are(warm: WarmEngine, folder: Path) -> None:
    strange = (
        "os.mkfifo('pipe')\nos.symlink('nowhere', 'dangling')\nos.symlink('/', 'top')\nopen(b'\\xff', 'w').close()"
    )
    made = run(warm, folder, "files", f"import os\n{strange}\nopen('left.txt', 'w').write('x')")
    check(made, None)
    names = {os.fsencode(path.name) for path in made.task.folder.iterdir()}
    assert names == {b"left.txt", b"manifest.json", b"rapport.html", b"rapport.ipynb", b"\xff"}


STARTED = """
import os, subprocess, sys
told = [subprocess.Popen(['sleep', '600']).pid, subprocess.Popen(['sleep', '600'], start_new_session=True).pid]
told.append(int(subprocess.run(
    ['setsid', 'sh', '-c', 'sleep 600 >/dev/null 2>&1 & echo $!'], capture_output=True, check=True, text=True).stdout))
forked = os.fork()
if forked == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            signal.pause()
    os._exit(0)
"""


@pytest.mark.parametrize("end", ["", "os._exit(0)", "import ctypes\nctypes.string_at(0)"])
def test_what_a_cell_started_is_gone_with_its_report(warm: WarmEngine, folder: Path, end: str) -> None:
    told = f"import signal\n{STARTED}\nopen({str(folder / 'pids')!r}, 'w').write(repr(told))\n{end}"
    run(warm, folder, f"starts {len(end)}", told)
    started = json.loads((folder / "pids").read_text(encoding="utf-8"))
    assert len(started) == 3
    assert all(ends(process) for process in started)
    mine = str(folder / "out" / f"starts-{len(end)}")
    assert all(ends(process) for process in processes(lambda process: mine in str((process / "cwd").readlink())))


def test_a_process_that_comes_back_from_a_fork_does_not_go_on_with_the_notebook(warm: WarmEngine, folder: Path) -> None:
    log = folder / "who"
    made = run(
        warm,
        folder,
        "two of them",
        "import os\nbefore = os.getpid()\nforked = os.fork()\nprint('copy' if forked == 0 else 'real')",
        f"open({str(log)!r}, 'a').write('real ' if os.getpid() == before else 'copy ')\nos.waitpid(forked, 0)[1]",
        "if os.fork() == 0: raise ValueError('of the copy')\nos.wait()[1]",
        "print(os.getpid() == before)",
    )
    check(made, None)
    assert log.read_text(encoding="utf-8") == "real "
    assert sorted(shown(made.task.folder, FIRST_OF_THEIRS).split()) in (["copy", "real"], ["real"])
    assert shown(made.task.folder, FIRST_OF_THEIRS + 3) == "True\n"


def test_a_fork_whose_first_process_leaves_is_a_report_that_died(warm: WarmEngine, folder: Path) -> None:
    check(run(warm, folder, "only the copy", "import os\nif os.fork(): os._exit(0)", "print('copy')"), DIED)


STATE = """
import atexit, builtins, decimal, gc, locale, logging, os, pathlib, random, resource, signal, sys, threading, warnings
import json, numpy
with open('/proc/self/status') as status:
    signals = [line for line in status if line.startswith(('Sig', 'Shd'))]
print(json.dumps([
    sorted(os.environ.items()), os.getcwd() == os.path.realpath(os.path.dirname(output_folder) or '.'), sys.path,
    locale.setlocale(locale.LC_ALL), decimal.getcontext().prec, sys.getrecursionlimit(), gc.isenabled(),
    [str(each) for each in warnings.filters], len(logging.getLogger().handlers),
    signal.getsignal(signal.SIGINT).__name__,
    resource.getrlimit(resource.RLIMIT_NOFILE), os.umask(0o22), threading.active_count(), hasattr(builtins, 'leak'),
    hasattr(json, 'leak'), 'leak' in globals(), numpy.get_printoptions()['precision'], os.nice(0), signals,
    sorted(path.name for path in pathlib.Path().iterdir()), sorted(os.listdir('/proc/self/fd')), sys.argv,
    list(get_ipython().user_ns['In'])[:2], str(random.getstate()) == str(random.Random(1).getstate()),
]))
"""
SPOIL = """
import builtins, decimal, gc, json, locale, logging, os, random, resource, signal, sys, threading, time, warnings
import numpy
os.environ.update(LEAK='1', TZ='Asia/Tokyo')
time.tzset()
os.chdir('/')
sys.path.insert(0, '/leak')
locale.setlocale(locale.LC_ALL, 'C')
decimal.getcontext().prec = 3
sys.setrecursionlimit(500)
gc.disable()
warnings.simplefilter('ignore')
logging.getLogger().addHandler(logging.NullHandler())
signal.signal(signal.SIGINT, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
os.umask(0)
threading.Thread(target=threading.Event().wait).start()
builtins.leak = json.leak = leak = True
numpy.set_printoptions(precision=2)
os.nice(1)
random.seed(1)
open('/dev/null')
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
"""


def test_the_state_of_a_notebook_never_reaches_the_next(warm: WarmEngine, folder: Path) -> None:
    first = run(warm, folder, "state before", STATE)
    spoilt = run(warm, folder, "state spoilt", SPOIL, STATE)
    after = run(warm, folder, "state after", STATE)
    before, between, then = (
        shown(made.task.folder, number)
        for made, number in ((first, FIRST_OF_THEIRS), (spoilt, FIRST_OF_THEIRS + 1), (after, FIRST_OF_THEIRS))
    )
    assert json.loads(before) == json.loads(then)
    differs = [one != other for one, other in zip(json.loads(before), json.loads(between), strict=True)]
    assert sum(differs) >= 18  # else this test looks at nothing


def at_once(*makes: Callable[[], Made]) -> list[Made]:
    with ThreadPoolExecutor(len(makes)) as pool:
        return [future.result() for future in [pool.submit(each) for each in makes]]


def waits_for(path: Path) -> str:
    return f"import os, time\nwhile not os.path.exists({str(path)!r}): time.sleep(0.01)"


def test_a_report_that_kills_its_server_fails_alone(warm: WarmEngine, folder: Path) -> None:
    here = folder / "neighbour is here"
    first_time = f"if not os.path.exists({str(here)!r}):\n    open({str(here)!r}, 'w').close()\n    time.sleep(600)"
    killer, neighbour = at_once(
        lambda: run(warm, folder, "kills the server", f"{waits_for(here)}\nos.kill(os.getppid(), 9)\ntime.sleep(600)"),
        lambda: run(warm, folder, "neighbour", f"import os, time\n{first_time}"),
    )
    check(killer, DIED)
    check(neighbour, None)


def test_a_closed_engine_ends_what_runs_starts_nothing_and_keeps_no_failure(folder: Path, temporary: Path) -> None:
    here = folder / "running"
    engine = WarmEngine(write_notebook(folder, "closed"), MEMORY)
    running = task(
        write_notebook(folder, "runs", f"open({str(here)!r}, 'w').close()\nimport time\ntime.sleep(600)"),
        folder / "out",
    )
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(make, running, engine, Wish())
        while not here.exists():
            assert not future.done()
        engine.close()
        made = future.result(10)
    assert "a été arrêtée" in made.problems[0].sentence("fr")
    assert not running.folder.exists()
    assert left_aside(running.folder.parent) == []
    assert make(running, engine, Wish()).status == "failed"
    assert own_servers(temporary) == []


def own_servers(temporary: Path) -> list[int]:
    mark = f"TMPDIR={temporary}".encode()
    return processes(
        lambda process: (
            b"engine.server" in (process / "cmdline").read_bytes() and mark in (process / "environ").read_bytes()
        )
    )


def test_an_engine_that_is_closed_while_it_warms_up_stops_at_once(folder: Path, temporary: Path) -> None:
    engine = WarmEngine(write_notebook(folder, "slow to warm", "import time"), MEMORY)
    said: list[str] = []

    def start() -> None:
        try:
            engine.start()
        except EvalkitError as error:
            said.append(str(error))

    starting = threading.Thread(target=start)
    starting.start()
    while not engine._servers:
        assert starting.is_alive()
    engine.close()
    starting.join(10)
    assert len(said) == 1


def test_a_server_that_cannot_start_is_said_in_a_sentence() -> None:
    server = Server(["not a number", ""])
    with pytest.raises(EvalkitError, match="le moteur rapide n'a pas pu démarrer : ValueError"):
        server.wait_until_warm()
    assert not server.is_alive
    with pytest.raises(ConnectionError):
        server.connect()
    server.end()


def test_without_a_folder_for_temporary_files_the_engine_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WarmEngine(write_notebook(folder, "no tmp"), MEMORY)
    monkeypatch.setattr("tempfile.tempdir", str(folder / "absent"))
    made = make(task(write_notebook(folder, "needs tmp"), folder / "out"), engine, Wish())
    assert made.status == "failed"
    assert "n'a pas pu démarrer : No such file or directory" in made.problems[0].sentence("fr")
    engine.close()
