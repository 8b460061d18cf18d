"""The index of a folder of reports: one line per report, whatever state the folder is in."""

import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import FICTIONAL, ReportOf

from evalkit.errors import EvalkitError, Place
from evalkit.reports.audit import faults_of_page
from evalkit.reports.index import INDEX, IndexEntry, index_entries, write_index
from evalkit.reports.make import PAGE
from evalkit.reports.own import NOTEBOOK
from evalkit.reports.place import FAILED
from evalkit.review import SEVERITIES
from evalkit.texts import LANGUAGES, Language, family, say

MADE = "2025-03-01T09:30:00+00:00"


def manifest(code: str = "rivage", year: int = 2024, **more: Any) -> dict[str, Any]:
    return {"dossier": {"code": code, "year": year, "fictional": False}, "made": {"date": MADE}, **more}


def report(out: Path, code: str = "rivage", year: int = 2024, language: Language = "fr", **more: Any) -> Path:
    """Lay out the folder of a report that was made."""
    folder = out / code / str(year) / language
    folder.mkdir(parents=True)
    (folder / PAGE[language]).write_text("<p>", encoding="utf-8")
    (folder / NOTEBOOK).write_text("{}", encoding="utf-8")
    noted = json.dumps(manifest(code, year, **more))
    (folder / "manifest.json").write_text(noted, encoding="utf-8")
    return folder


def only(out: Path) -> IndexEntry:
    (entry,) = index_entries(out)
    return entry


def page_of(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def rows(page: BeautifulSoup) -> list[Tag]:
    return page.select("tbody tr[id]")


def test_a_report_has_its_title_its_review_its_date_and_what_is_there(tmp_path: Path) -> None:
    folder = report(tmp_path, title="Former ensemble", review=dict.fromkeys(SEVERITIES, 0) | {"advice": 3})
    (folder / "rapport.pdf").write_bytes(b"%PDF")
    (folder / "tables").mkdir()
    (folder / "tables" / "means.csv").write_text("a", encoding="utf-8")
    (folder / "figures").mkdir()
    entry = only(tmp_path)
    assert (entry.code, entry.year, entry.language, entry.title) == ("rivage", 2024, "fr", "Former ensemble")
    assert (entry.status, entry.made) == ("done", MADE)
    assert entry.findings == {"blocking": 0, "to_mend": 0, "advice": 3}
    assert [(link.kind, link.target) for link in entry.links] == [
        ("page", "rivage/2024/fr/rapport.html"),
        ("pdf", "rivage/2024/fr/rapport.pdf"),
        ("tables", "rivage/2024/fr/tables/"),
        ("notebook", "rivage/2024/fr/rapport.ipynb"),
    ]


@pytest.mark.slow
def test_a_report_as_it_is_made_is_done_and_called_fictional(report_of: ReportOf) -> None:
    made = report_of(FICTIONAL, "fr")
    code, year = made.folder.parts[-3], int(made.folder.parts[-2])
    found = [each for each in index_entries(made.folder.parents[2]) if (each.code, each.year) == (code, year)]
    assert [(each.status, each.fictional) for each in found if each.language == "fr"] == [("done", True)]
    assert {link.kind for link in found[0].links} >= {"page", "tables", "figures", "notebook"}


def test_what_an_older_manifest_does_not_say_is_said_to_be_unknown(tmp_path: Path) -> None:
    report(tmp_path)
    (row,) = rows(page_of(write_index(tmp_path)))
    assert only(tmp_path).status == "done"
    assert [cell.get_text() for cell in row.select(".title, .findings")] == ["Titre non connu", "non connue"]


DAMAGED = {
    "empty": b"",
    "truncated": json.dumps(manifest()).encode()[:-9],
    "not JSON": b"\x00\xff\xfe",
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 200_000,
    "no dossier": json.dumps({"made": {"date": MADE}}).encode(),
    "a year in words": json.dumps({"dossier": {"code": "rivage", "year": "2024"}, "made": {"date": MADE}}).encode(),
    "no date": json.dumps(manifest() | {"made": {}}).encode(),
    "a date in words": json.dumps(manifest() | {"made": {"date": "hier"}}).encode(),
    "a title that is none": json.dumps(manifest(title=3)).encode(),
    "half a sign": json.dumps(manifest(title="\ud800")).encode(),
    "a review that is none": json.dumps(manifest(review=[1, 2])).encode(),
    "severities of another version": json.dumps(manifest(review={"major": 1})).encode(),
    "fewer than none": json.dumps(manifest(review={"advice": -1})).encode(),
    "true for one": json.dumps(manifest(review={"advice": True})).encode(),
    "beyond all numbers": b'{"review": {"advice": 1' + b"0" * 5000 + b"}," + json.dumps(manifest()).encode()[1:],
    "another report's": json.dumps(manifest("envie")).encode(),
    "another year's": json.dumps(manifest(year=2023)).encode(),
    "huge": json.dumps(manifest(title="a" * 5_000_001)).encode(),
}


@pytest.mark.parametrize("found", DAMAGED.values(), ids=DAMAGED)
def test_a_report_whose_manifest_cannot_be_used_is_to_be_made_again(tmp_path: Path, found: bytes) -> None:
    (report(tmp_path) / "manifest.json").write_bytes(found)
    entry = only(tmp_path)
    assert (entry.status, entry.title, entry.made) == ("to_redo", "", None)
    page = page_of(write_index(tmp_path))
    assert say("index.note.to_redo") in page.get_text().replace("\u00a0", " ")
    assert page.select_one('a[href="rivage/2024/fr/rapport.html"]') is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["dossier", "made", "date", "code", "year"]), inner)
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary() | JSON.map(lambda value: json.dumps(value).encode()), key=st.sampled_from(["title", "review"])
)
def test_no_manifest_stops_the_index(tmp_path: Path, content: bytes, key: str) -> None:
    folder = tmp_path / "rivage" / "2024" / "fr"
    folder.mkdir(parents=True, exist_ok=True)
    for written in (content, b'{"%s": %s, %s' % (key.encode(), content, json.dumps(manifest()).encode()[1:])):
        (folder / "manifest.json").write_bytes(written)
        assert len(rows(page_of(write_index(tmp_path)))) == 1


def test_a_report_without_its_page_or_its_manifest_is_to_be_made_again(tmp_path: Path) -> None:
    (report(tmp_path, "a") / PAGE["fr"]).unlink()
    (report(tmp_path, "b") / "manifest.json").unlink()
    folder = report(tmp_path, "c")
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()
    assert [each.status for each in index_entries(tmp_path)] == ["to_redo"] * 3


def test_a_kept_notebook_tells_the_failure_of_an_earlier_run(tmp_path: Path) -> None:
    folder = tmp_path / "rivage" / "2024" / "fr"
    folder.mkdir(parents=True)
    (folder / FAILED).write_text("{}", encoding="utf-8")
    assert only(tmp_path).status == "failed"
    page = page_of(write_index(tmp_path))
    assert page.select_one('a[href="rivage/2024/fr/echec.ipynb"]') is not None
    assert say("index.note.failed_before") in page.get_text().replace("\u00a0", " ")


def test_a_failure_keeps_the_files_of_the_report_before_it_and_says_so(tmp_path: Path) -> None:
    folder = report(tmp_path, title="Avant", review={"advice": 1})
    (folder / FAILED).write_text("{}", encoding="utf-8")
    failure = IndexEntry("rivage", 2024, "fr", "Après", "failed", problems=("la cellule 3 a échoué : x",))
    (row,) = rows(page_of(write_index(tmp_path, [failure])))
    shown = row.get_text(" ")
    assert "Après" in shown and "la cellule 3 a échoué\u00a0: x" in shown and "en échec" in shown
    assert say("index.note.earlier_report") in shown and "1\u00a0conseil" in shown
    assert [link["href"] for link in row.select("a")][::2] == [
        "rivage/2024/fr/rapport.html",
        "rivage/2024/fr/echec.ipynb",
    ]


def test_a_file_that_could_not_be_read_has_a_line_without_a_year(tmp_path: Path) -> None:
    failure = IndexEntry("brouillon.yaml", None, "fr", status="failed", problems=("brouillon.yaml, ligne 2",))
    page = page_of(write_index(tmp_path / "not" / "there", [failure]))
    (row,) = rows(page)
    assert "non connue" in row.get_text() and "aucun fichier" in row.get_text()
    assert [link["href"] for link in page.select(".attention a")] == [f"#{row['id']}"]
    assert [fact.get_text() for fact in page.select(".cover dt")] == ["Rapports faits", "En échec"]


def test_lines_stand_by_code_year_and_language_never_by_what_was_found(tmp_path: Path) -> None:
    wanted = [("a", 2023, "en"), ("a", 2023, "fr"), ("a", 2024, "fr"), ("a-b", 2020, "fr"), ("b", 2019, "en")]
    for number, (code, year, language) in enumerate(reversed(wanted)):
        report(tmp_path, code, year, language, review={"blocking": number})  # type: ignore[arg-type]
    assert [(each.code, each.year, each.language) for each in index_entries(tmp_path)] == wanted


def test_hidden_folders_and_what_is_no_report_are_left_alone(tmp_path: Path) -> None:
    report(tmp_path, ".cache")
    report(tmp_path, "a").rename(tmp_path / "a" / "2024" / ".fr-draft")
    report(tmp_path, "b").rename(tmp_path / "b" / "2024" / "de")
    report(tmp_path, "c", 20245)
    (tmp_path / "d" / "2024" / "fr").mkdir(parents=True)
    (tmp_path / "e").write_text("a file", encoding="utf-8")
    assert index_entries(tmp_path) == ()
    assert index_entries(tmp_path / "nowhere") == ()


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    report(elsewhere, "secret")
    inside = report(out, "a")
    try:
        (out / "secret").symlink_to(elsewhere / "secret")
        (inside / "rapport.pdf").symlink_to(elsewhere / "secret" / "2024" / "fr" / PAGE["fr"])
        (inside / "tables").symlink_to(elsewhere)
        (out / "loop").symlink_to(out / "loop")
        (out / "b").symlink_to(out / "a")
    except OSError:
        pytest.skip("links cannot be made here")
    assert [each.code for each in index_entries(out)] == ["a", "b"]
    assert [link.kind for link in index_entries(out)[0].links] == ["page", "notebook"]


ODD = 'javascript:alert(1) "<b>é#?%2f&'


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such names")
def test_odd_names_and_texts_are_shown_as_they_are_and_lead_where_they_should(tmp_path: Path) -> None:
    code, title = ODD, "</td><script>alert(1)</script>{{ 7*7 }} '\""
    report(tmp_path, code, title=title)
    failure = IndexEntry("z", 2024, "fr", "", "failed", problems=("<img src=x onerror=alert(1)>\n[bold]",))
    file = write_index(tmp_path, [failure])
    page = page_of(file)
    assert page.find(["script", "img", "b"]) is None
    assert title in page.get_text() and ODD in page.get_text()
    for link in page.select(".links a"):
        assert ":" not in str(link["href"])
        assert (tmp_path / unquote(str(link["href"]))).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows names are always text")
def test_a_folder_whose_name_is_no_text_still_has_its_line(tmp_path: Path) -> None:
    try:
        folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe/2024/fr"))
        folder.mkdir(parents=True)
    except OSError:
        pytest.skip("this file system takes names of text only")
    (folder / FAILED).write_text("{}", encoding="utf-8")
    assert '"%FF%FE/2024/fr/echec.ipynb"' in write_index(tmp_path).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_nothing_active_and_speaks_its_language(tmp_path: Path, language: Language) -> None:
    report(tmp_path, title="Former ensemble")
    page = page_of(write_index(tmp_path, language=language))
    assert page.html is not None and page.html["lang"] == language
    policy = page.select_one('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None and "default-src 'none'" in str(policy["content"])
    shown = [link.extract() for link in page.select(".links a")]  # a report has no link to a file, an index has
    assert shown and not list(faults_of_page(page, 1, Place(INDEX)))
    assert say("index.title", language) in page.get_text()


def test_up_to_thirty_codes_stand_in_one_table_and_more_are_parted_by_initial(tmp_path: Path) -> None:
    for number in range(30):
        report(tmp_path, f"{'abc'[number % 3]}{number}")
    assert page_of(write_index(tmp_path)).nav is None
    report(tmp_path, "3f-immobilier")
    page = page_of(write_index(tmp_path))
    assert [link.get_text() for link in page.select("nav a")] == ["0–9", "A", "B", "C"]
    assert [page.find(id=str(link["href"])[1:]) is not None for link in page.select("nav a")] == [True] * 4
    assert len(page.select("table")) == 4 and len(rows(page)) == 31


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_index_without_a_report_says_so(tmp_path: Path, language: Language) -> None:
    page = page_of(write_index(tmp_path, language=language))
    assert say("index.nothing", language) in page.get_text()
    assert page.select("table, nav") == []


def test_the_same_reports_give_the_same_bytes(tmp_path: Path) -> None:
    for code in ("b", "a", "c"):
        report(tmp_path, code, title=code.upper())
    first = write_index(tmp_path).read_bytes()
    assert write_index(tmp_path).read_bytes() == first


def test_batches_that_end_together_leave_one_whole_page_and_nothing_else(tmp_path: Path) -> None:
    for number in range(20):
        report(tmp_path, f"code-{number}")
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: write_index(tmp_path), range(24)))
    assert set(pages) == {tmp_path / INDEX}
    assert pages[0].read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith("code-")] == [INDEX]


def test_an_index_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "out" / INDEX / "in the way").mkdir(parents=True)
    for out in (tmp_path / "file" / "reports", tmp_path / "out"):
        with pytest.raises(EvalkitError) as raised:
            write_index(out)
        assert len(raised.value.problems) == 1
    assert [each.name for each in (tmp_path / "out").iterdir()] == [INDEX]


def test_an_index_that_is_a_link_is_replaced_and_what_it_leads_to_is_not_touched(tmp_path: Path) -> None:
    target, out = tmp_path / "target", tmp_path / "out"
    target.write_text("mine", encoding="utf-8")
    out.mkdir()
    try:
        (out / INDEX).symlink_to(target)
    except OSError:
        pytest.skip("links cannot be made here")
    write_index(out)
    assert target.read_text(encoding="utf-8") == "mine" and not (out / INDEX).is_symlink()


def test_two_thousand_reports_are_listed_in_a_few_seconds(tmp_path: Path) -> None:
    for number in range(1000):
        for language in LANGUAGES:
            report(
                tmp_path, f"code-{number}", 2024, language, title="Titre", review={"advice": 2}, files={"a": "b" * 4000}
            )
    start = time.process_time()
    file = write_index(tmp_path)
    assert time.process_time() - start < 3
    assert file.stat().st_size < 4_000_000


def test_words_are_in_both_languages() -> None:
    def texts(words: Any) -> list[dict[str, str]]:
        if isinstance(words.get("fr"), str):
            return [words]
        return [text for each in words.values() for text in texts(each)]

    assert all(set(words) == set(LANGUAGES) for words in texts(family("index")))


def test_french_double_signs_stay_with_their_word(tmp_path: Path) -> None:
    report(tmp_path, "a")
    (report(tmp_path, "b") / "manifest.json").write_bytes(b"")
    body = page_of(write_index(tmp_path)).body
    assert body is not None and not re.search(r" [:;?!»]|« ", body.get_text())
