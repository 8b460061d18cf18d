"""What a batch shows while it runs and at its end: in a terminal, in a log, on a narrow screen."""

import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from evalkit.cli.progress import BatchProgress, BatchRow, duration, one_line, print_table, remaining
from evalkit.texts import LANGUAGES, Language

RIVAGE, ENVIE = Path("data/rivage.yaml"), Path("data/envie.xlsx")
ODD = Path("[bold]x[red]:smile:\x1b[31m\n.yaml")
SECONDS = st.floats(0, 1e6)


def log() -> Console:
    return Console(file=io.StringIO(), highlight=False, soft_wrap=True, width=80)


def terminal(width: int = 100) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        highlight=False,
        soft_wrap=True,
        width=width,
        height=30,
        color_system=None,
    )


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def plain(console: Console) -> str:
    """Return what a terminal shows, one frame after the other, without its commands."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written(console)).replace("\r", "\n")


def run(console: Console, language: Language = "fr", quiet: bool = False) -> None:
    with BatchProgress(console, 3, 2, language, quiet) as progress:
        progress.started(RIVAGE, "fr")
        progress.started(ENVIE, "en")
        progress.ended(RIVAGE, "fr", 75.4, ok=True)
        progress.ended(ENVIE, "en", 3, ok=False)
        progress.ended(RIVAGE, "en", 0, ok=True, kept=True)


def test_a_log_has_one_plain_line_per_event() -> None:
    console = log()
    run(console)
    assert written(console).splitlines() == [
        "rivage.yaml (fr) : commencé.",
        "envie.xlsx (en) : commencé.",
        "[1/3] rivage.yaml (fr) : fait en 1 min 15 s.",
        "[2/3] envie.xlsx (en) : échec après 3 s.",
        "[3/3] rivage.yaml (en) : rapport déjà à jour.",
    ]


def test_a_log_speaks_english_when_asked() -> None:
    console = log()
    run(console, "en")
    assert "[1/3] rivage.yaml (fr): made in 1 min 15 s." in written(console)


def test_a_terminal_that_cannot_move_its_cursor_has_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    console = Console(file=io.StringIO(), force_terminal=True, soft_wrap=True)
    run(console)
    assert "\x1b" not in written(console) and len(written(console).splitlines()) == 5


def test_a_terminal_shows_counts_time_left_and_what_is_being_made() -> None:
    console = terminal()
    with BatchProgress(console, 6, 2) as progress:
        assert progress._live is not None
        progress.started(RIVAGE, "fr")
        progress._live.refresh()
        assert "0 sur 6 · 0 fait · 0 en échec · 0 à jour · temps restant pas encore connu" in plain(console)
        assert "rivage.yaml (fr) : depuis 0 s" in plain(console)
        progress.ended(RIVAGE, "fr", 60, ok=True)
        progress.ended(RIVAGE, "en", 0, ok=True, kept=True)
        progress._live.refresh()
        assert "2 sur 6 · 1 fait · 0 en échec · 1 à jour · encore 2 min 0 s environ" in plain(console)


def test_only_failures_stay_on_a_terminal() -> None:
    console = terminal()
    run(console)
    assert "[2/3] envie.xlsx (en) : échec après 3 s." in plain(console)
    assert "fait en" not in plain(console) and "commencé" not in plain(console)


def test_a_narrow_terminal_cuts_names_and_never_goes_over_its_edge() -> None:
    console = terminal(40)
    with BatchProgress(console, 20, 12) as progress:
        for number in range(12):
            progress.started(Path(f"{'long' * 20}-{number}.yaml"), "fr")
        assert progress._live is not None
        progress._live.refresh()
    assert "et 4 autres" in plain(console)
    assert max(map(cell_len, plain(console).splitlines())) <= 40


def test_a_display_is_taken_away_when_the_batch_is_stopped() -> None:
    console = terminal()
    with pytest.raises(KeyboardInterrupt), BatchProgress(console, 3):
        raise KeyboardInterrupt
    assert written(console).rindex("\x1b[?25h") > written(console).rindex("\x1b[?25l")  # the cursor is back


def test_standard_output_is_left_to_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    console = terminal()
    with BatchProgress(console, 3):
        typer.echo("reports/page.html")
    assert capsys.readouterr().out == "reports/page.html\n"
    assert "page.html" not in written(console)


@pytest.mark.parametrize("make", [log, terminal])
def test_quiet_shows_nothing(make: Callable[[], Console]) -> None:
    console = make()
    run(console, quiet=True)
    print_table(console, [row()], "fr", quiet=True)
    assert written(console) == ""


def test_nothing_to_make_shows_nothing() -> None:
    console = terminal()
    with BatchProgress(console, 0):
        pass
    print_table(console, [], "fr")
    assert written(console) == ""


@pytest.mark.parametrize("make", [log, lambda: terminal(160)], ids=["log", "terminal"])
def test_a_name_is_no_markup_no_picture_and_no_command(make: Callable[[], Console]) -> None:
    console = make()
    with BatchProgress(console, 1) as progress:
        progress.started(ODD, "fr")
        progress.ended(ODD, "fr", 1, ok=False)
    print_table(console, [row(ODD)], "fr")
    assert written(console).count("[bold]x[red]:smile:\ufffd[31m\ufffd.yaml") >= 2
    assert "\x1b[31m" not in written(console)


def test_reports_may_end_in_several_threads() -> None:
    console = terminal()

    def work(number: int) -> None:
        for each in range(50):
            progress.started(Path(f"{number}-{each}.yaml"), "fr")
            progress.ended(Path(f"{number}-{each}.yaml"), "fr", 1, ok=True)

    with BatchProgress(console, 200, 4) as progress:
        threads = [Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert "200 sur 200 · 200 faits" in plain(console)


def row(file: Path = RIVAGE, language: Language = "fr") -> BatchRow:
    return BatchRow(file, language, "done", 75, {"blocking": 0, "to_mend": 1, "advice": 2}, Path("reports/r.html"))


ROWS = [
    row(),
    BatchRow(ENVIE, "en", "failed", 3, {}, None),
    BatchRow(Path("日本.yaml"), "fr", "kept", 0, {"advice": 0}, Path("p")),
]


def test_the_table_of_a_log_is_aligned_and_never_cut() -> None:
    console = log()
    print_table(console, ROWS, "fr")
    head, *lines = written(console).splitlines()
    assert re.split(r" {2,}", head) == ["Dossier", "Langue", "État", "Durée", "Revue", "Page"]
    assert [re.split(r" {2,}", line.replace("\u00a0", " ")) for line in lines] == [
        ["rivage.yaml", "fr", "fait", "1 min 15 s", "1 point à corriger, 2 conseils", "reports/r.html"],
        ["envie.xlsx", "en", "en échec", "3 s", "non connue", "aucune"],
        ["日本.yaml", "fr", "à jour", "0 s", "aucun point relevé", "p"],
    ]
    pages = ("reports/r.html", "aucune", "p")
    assert len({cell_len(line.removesuffix(page)) for line, page in zip(lines, pages, strict=True)}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "columns"), [(50, 4), (80, 5), (120, 6)])
def test_the_table_of_a_terminal_has_the_columns_that_it_has_room_for(
    language: Language, width: int, columns: int
) -> None:
    console = terminal(width)
    print_table(console, ROWS, language)
    lines = plain(console).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert len(re.split(r" {2,}", next(line for line in lines if "Dossier" in line).strip())) == columns


@given(mean=SECONDS, waiting=st.integers(0, 5000), running=st.lists(SECONDS, max_size=20), workers=st.integers(1, 64))
def test_the_time_left_is_between_all_at_once_and_one_after_the_other(
    mean: float, waiting: int, running: list[float], workers: int
) -> None:
    left = remaining(mean, waiting, running, workers)
    to_come = [max(mean - taken, 0) for taken in running]
    assert max([0.0, *to_come]) <= left <= (sum(to_come) + mean * waiting) * (1 + 1e-9) + 1e-6
    assert remaining(mean, waiting + 1, running, workers) >= left
    assert remaining(mean, waiting, running, workers + 1) <= left


def test_the_time_left_of_a_batch_worked_by_hand() -> None:
    """Ten to begin and two at 30 s of 60 s, by two workers: 10 × 60 + 2 × 30 = 660 s of work, 330 s by two."""
    assert remaining(60, 10, [30, 30], 2) == 330
    assert remaining(60, 0, [50, 90], 2) == 10
    assert remaining(60, 0, [], 2) == 0


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3599, "59 min 59 s"), (7500, "2 h 5 min")],
)
def test_a_duration_is_written_in_its_own_units(seconds: float, shown: str) -> None:
    assert duration(seconds, "fr") == duration(seconds, "en") == shown


@given(st.text())
def test_a_line_holds_no_sign_that_a_terminal_obeys(text: str) -> None:
    shown = one_line(text)
    assert len(shown) == len(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)


def test_ten_thousand_events_take_no_time() -> None:
    start = time.process_time()
    with BatchProgress(log(), 5000) as progress:
        for number in range(5000):
            progress.started(Path(f"{number}.yaml"), "fr")
            progress.ended(Path(f"{number}.yaml"), "fr", 1, ok=True)
    assert time.process_time() - start < 10
