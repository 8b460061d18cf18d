"""A folder of results is whole or not there, and what a killed process left beside it is put right."""

import fcntl
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.reports.place import FAILED, draft_of, keep_failure, put_in_place, reserved

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files and locks of Unix")


def fill(folder: Path, text: str) -> None:
    with reserved(folder), draft_of(folder) as draft:
        (draft / "page.html").write_text(text, encoding="utf-8")
        put_in_place(draft, folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def draft_name(folder: Path) -> str:
    with draft_of(folder) as draft:
        return draft.name


def as_anyone(act: Callable[[], None]) -> bool:
    """Tell whether something succeeds for a user to whom permissions apply: they do not to root."""
    if os.geteuid():
        try:
            act()
        except OSError:
            return False
        return True
    child = os.fork()
    if child == 0:
        code = 1
        with suppress(OSError):
            os.setuid(65534)
            act()
            code = 0
        os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def test_a_folder_is_filled_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    fill(tmp_path / "fr", "un")
    fill(tmp_path / "fr", "deux")
    assert names(tmp_path) == ["fr"]
    assert (tmp_path / "fr" / "page.html").read_text(encoding="utf-8") == "deux"


def test_a_draft_that_fails_leaves_the_folder_before_it(tmp_path: Path) -> None:
    fill(tmp_path / "fr", "un")
    with pytest.raises(ZeroDivisionError), reserved(tmp_path / "fr"), draft_of(tmp_path / "fr") as draft:
        (draft / "page.html").write_text("moitié", encoding="utf-8")
        raise ZeroDivisionError
    assert names(tmp_path) == ["fr"]
    assert (tmp_path / "fr" / "page.html").read_text(encoding="utf-8") == "un"


def test_drafts_of_a_killed_process_go(tmp_path: Path) -> None:
    fill(tmp_path / "fr", "un")
    for left in (draft_name(tmp_path / "fr"), f"{draft_name(tmp_path / 'fr')}-before"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "page.html").write_text("moitié", encoding="utf-8")
    (tmp_path / ".fr.lock").touch()
    with reserved(tmp_path / "fr"):
        assert names(tmp_path) == [".fr.lock", "fr"]
    assert names(tmp_path) == ["fr"]
    assert (tmp_path / "fr" / "page.html").read_text(encoding="utf-8") == "un"


def test_a_report_that_was_taken_away_comes_back(tmp_path: Path) -> None:
    fill(tmp_path / "fr", "un")
    left = tmp_path / draft_name(tmp_path / "fr")
    left.mkdir()
    (tmp_path / "fr").rename(left.with_name(f"{left.name}-before"))
    with reserved(tmp_path / "fr"):
        assert (tmp_path / "fr" / "page.html").read_text(encoding="utf-8") == "un"
    assert names(tmp_path) == ["fr"]


@given(
    st.sampled_from(["b", "b-c", "before", "2024", "b.c", "abcdefgh"]),
    st.sampled_from("-~_."),
    st.sampled_from(["a", "[ab]", "a.b"]),
)
def test_drafts_of_a_folder_with_a_longer_name_are_left_alone(longer: str, between: str, name: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder, name), Path(folder, f"{name}{between}{longer}")
        with reserved(long), draft_of(long) as draft:
            fill(short, "un")
            assert draft.is_dir()
            put_in_place(draft, long)
        assert names(Path(folder)) == sorted([short.name, long.name])


def test_two_threads_fill_a_folder_one_after_the_other(tmp_path: Path) -> None:
    inside, seen = [], []

    def work(number: int) -> None:
        with reserved(tmp_path / "fr"), draft_of(tmp_path / "fr") as draft:
            inside.append(number)
            seen.append(len(inside))
            (draft / "page.html").write_text(str(number), encoding="utf-8")
            put_in_place(draft, tmp_path / "fr")
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 20
    assert names(tmp_path) == ["fr"]


def wait_for_waiter(lock: Path) -> None:
    """Return when somebody waits for a lock, as the system tells."""
    waits = re.compile(rf"^\d+: -> FLOCK .*:{lock.stat().st_ino} ", re.MULTILINE)
    end = time.monotonic() + 10
    while not waits.search(Path("/proc/locks").read_text(encoding="ascii")):
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.mark.skipif(not Path("/proc/locks").is_file(), reason="this system does not tell who waits for a lock")
def test_who_waited_for_a_lock_that_was_removed_takes_the_new_one(tmp_path: Path) -> None:
    lock = tmp_path / ".fr.lock"
    held = os.open(lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    waiting = threading.Thread(target=fill, args=(tmp_path / "fr", "un"))
    waiting.start()
    wait_for_waiter(lock)
    lock.unlink()
    newer = os.open(lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(newer, fcntl.LOCK_EX)
    os.close(held)
    wait_for_waiter(lock)
    assert names(tmp_path) == [".fr.lock"]
    lock.unlink()
    os.close(newer)
    waiting.join(10)
    assert names(tmp_path) == ["fr"]


def test_a_file_that_has_the_name_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "fr").write_text("à moi", encoding="utf-8")
    with pytest.raises(FileExistsError):
        fill(tmp_path / "fr", "un")
    assert (tmp_path / "fr").read_text(encoding="utf-8") == "à moi"
    assert names(tmp_path) == ["fr"]


def test_the_notebook_of_a_failure_is_kept_beside_the_report_before_it(tmp_path: Path) -> None:
    fill(tmp_path / "fr", "un")
    with reserved(tmp_path / "fr"), draft_of(tmp_path / "fr") as draft:
        (draft / "rapport.ipynb").write_text("{}", encoding="utf-8")
        assert keep_failure(draft / "rapport.ipynb", tmp_path / "fr") == tmp_path / "fr" / FAILED
        assert keep_failure(draft / "absent.ipynb", tmp_path / "fr") is None
    assert names(tmp_path / "fr") == [FAILED, "page.html"]


def above(folder: Path) -> list[Path]:
    """Return the folders that pytest made above one of its own; one more where tests run side by side."""
    return [parent for parent in folder.parents if parent.name.startswith(("pytest-", "popen-"))]


def test_what_a_notebook_made_unwritable_is_removed_all_the_same(tmp_path: Path) -> None:
    for folder in (tmp_path, *above(tmp_path)):
        folder.chmod(0o777)

    def leave() -> None:
        with reserved(tmp_path / "fr"), draft_of(tmp_path / "fr") as draft:
            (draft / "inner").mkdir()
            (draft / "inner" / "file").touch()
            (draft / "inner").chmod(0)
            draft.chmod(0o500)

    assert as_anyone(leave)
    assert names(tmp_path) == []


def test_where_nothing_may_be_written_that_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o755)
    for folder in (tmp_path, *above(tmp_path)):
        folder.chmod(0o755)
    if os.geteuid():
        (tmp_path / "closed").chmod(0o555)
    assert not as_anyone(lambda: fill(tmp_path / "closed" / "fr", "un"))
    assert names(tmp_path / "closed") == []
