"""Figures as PNG: drawn alone, on white, at print size, the same bytes each time."""

import io
from pathlib import Path

import pytest
from PIL import Image

from evalkit.errors import EvalkitError
from evalkit.reports.pictures import png_of, save_pngs, size_of

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="467.7pt" height="100pt"><rect width="9" height="9"/></svg>'
DRAWN = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="467.716535pt"
height="233.858268pt" viewBox="0 0 467.716535 233.858268"><defs>
<path id="half" d="M0 0H233.858268V233.858268H0z"/></defs><use xlink:href="#half" fill="#0b4f6c"/></svg>"""
OUTSIDE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">
<image width="10" height="10" {name}="{address}"/></svg>"""


def drawn(svg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png_of(svg)))
    image.load()
    return image


def test_a_figure_is_as_wide_as_a_page_of_text_at_two_hundred_dots_per_inch() -> None:
    image = drawn(DRAWN)
    assert image.width == 1299
    assert image.width / image.info["dpi"][0] * 2.54 == pytest.approx(16.5, abs=0.01)
    assert size_of(png_of(DRAWN)) == image.size


def test_a_figure_stands_on_opaque_white() -> None:
    image = drawn(SQUARE).convert("RGBA")
    assert image.getchannel("A").getextrema() == (255, 255)
    assert image.getpixel((image.width - 1, image.height - 1)) == (255, 255, 255, 255)


def test_a_figure_shows_what_is_drawn_once_and_used_elsewhere() -> None:
    image = drawn(DRAWN).convert("RGB")
    assert [image.getpixel((x, image.height // 2)) for x in (100, 1200)] == [(0x0B, 0x4F, 0x6C), (255, 255, 255)]


def test_the_same_figure_gives_the_same_bytes() -> None:
    first = png_of(DRAWN)
    png_of.cache_clear()
    assert png_of(DRAWN) == first


@pytest.mark.parametrize("name", ["href", "xlink:href"])
@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_figure_reads_no_file_of_the_machine(name: str, scheme: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (10, 10), "red").save(secret)
    image = drawn(OUTSIDE.format(name=name, address=f"{scheme}{secret}").encode())
    assert image.convert("RGB").getcolors() == [(image.width * image.height, (255, 255, 255))]


def test_a_figure_reads_no_file_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text('<rect width="10" height="10"/>', encoding="utf-8")
    entity = f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    svg = f'{entity}<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">&e;</svg>'
    with pytest.raises(EvalkitError, match="n'est pas un dessin SVG lisible"):
        png_of(svg.encode())


def test_a_text_that_is_not_drawn_as_outlines_is_not_lost() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">Été</text></svg>'
    colors = drawn(svg.encode()).convert("L").getextrema()
    assert colors == (0, 255)


@pytest.mark.parametrize("svg", [b"", b"no drawing", b"<svg", b"<svg xmlns='http://www.w3.org/2000/svg'"])
def test_what_is_no_drawing_is_refused_in_a_sentence(svg: bytes) -> None:
    with pytest.raises(EvalkitError, match="n'est pas un dessin SVG lisible"):
        png_of(svg)


def test_each_figure_of_a_report_gets_its_png_beside_it(tmp_path: Path) -> None:
    figures = tmp_path / "figures"
    figures.mkdir()
    for name in ("a", "b"):
        (figures / f"{name}.svg").write_bytes(SQUARE)
    assert save_pngs(tmp_path) == (figures / "a.png", figures / "b.png")
    assert (figures / "a.png").read_bytes() == png_of(SQUARE)


def test_a_report_without_figures_gets_no_png(tmp_path: Path) -> None:
    assert save_pngs(tmp_path) == ()
