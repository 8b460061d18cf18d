"""Letters for outlines: what a figure shows in words can be read, and everything else stays as it was drawn."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from evalkit.reports.lettering import warm_lettering, with_letters
from evalkit.views.drawing import Drawing
from evalkit.views.letters import Face
from evalkit.views.marks import Mark

SVG = "{http://www.w3.org/2000/svg}"
FRENCH = st.text(st.sampled_from("abcdeéèàçœÉ «»'’–…0123456789 ,;:!?%€·()"), max_size=30)


def drawn(text: str, face: Face = "plain") -> bytes:
    drawing = Drawing(16, 2)
    drawing.text(1, 1, text, 9, "#222222", face=face)
    return drawing.svg()


def texts(svg: bytes) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))


@given(FRENCH, st.sampled_from(["plain", "bold", "italic"]))
def test_every_letter_comes_back_in_its_order_and_spaces_are_gaps(text: str, face: Face) -> None:
    found = "".join(each.text or "" for each in texts(with_letters(drawn(text, face), "family")))
    assert found == "".join(text.split())


@given(FRENCH)
def test_each_letter_stands_where_its_outline_stood(text: str) -> None:
    svg = drawn(text)
    outlines = [use.get("x") for use in ElementTree.fromstring(svg).iter(f"{SVG}use")]
    places = [place for each in texts(with_letters(svg, "family")) for place in each.attrib["x"].split()]
    assert places == outlines


def test_the_face_is_kept() -> None:
    (bold,), (italic,) = (texts(with_letters(drawn("Été", face), "family")) for face in ("bold", "italic"))
    assert bold.get("font-weight") == "bold" and italic.get("font-style") == "italic"
    assert bold.get("font-family") == "family"


def test_a_letter_of_no_known_outline_stays_an_outline_among_the_others() -> None:
    changed = with_letters(drawn("aЖb"), "family")
    assert [each.text for each in texts(changed)] == ["ab"]
    assert len(list(ElementTree.fromstring(changed).iter(f"{SVG}use"))) == 1


def test_marks_and_drawings_of_other_programs_stay_as_they_are() -> None:
    drawing = Drawing(16, 2)
    drawing.mark(1, 1, Mark("circle", "#0173b2"))
    for svg in (drawing.svg(), b'<svg xmlns="http://www.w3.org/2000/svg"><g><path d="M0 0L9 9"/></g></svg>'):
        assert ElementTree.canonicalize(with_letters(svg, "family").decode(), rewrite_prefixes=True) == (
            ElementTree.canonicalize(svg.decode(), rewrite_prefixes=True)
        )


def test_warming_up_twice_is_no_harm() -> None:
    warm_lettering()
    warm_lettering()
