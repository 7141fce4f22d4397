import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from portal.base import pictures
from portal.base.errors import Busy, RuleBroken
from portal.base.pictures import Sized, redrawn
from tests import photos
from tests.photos import BLUE, RED, field, written


def opened(sized: Sized) -> Image.Image:
    made = Image.open(BytesIO(sized.content))
    assert made.format == "JPEG"
    assert made.size == (sized.width, sized.height)
    made.load()
    return made


def refused(content: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(RuleBroken) as said:
        redrawn(content)
    assert time.monotonic() - began < 2
    return str(said.value)


def looks(colour: tuple[int, ...], like: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(colour, like, strict=True))


def ends(content: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Colours near the top and near the bottom of the large picture."""
    large = opened(redrawn(content).large)
    middle = large.width // 2
    top, bottom = large.getpixel((middle, 5)), large.getpixel((middle, large.height - 6))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    return top, bottom


def upright(content: bytes) -> bool:
    top, bottom = ends(content)
    return looks(top, RED) and looks(bottom, BLUE)


def test_a_photo_becomes_two_jpegs_within_the_budget_of_their_pages() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((2400, 1800), 90) for _ in "rgb"])
    picture = redrawn(written(noise, quality=90))
    assert len(picture.small.content) <= 20_000
    assert len(picture.large.content) <= 200_000
    easy = redrawn(written(field(3000, 2000)))
    assert (easy.small.width, easy.small.height) == (480, 320)
    assert (easy.large.width, easy.large.height) == (1600, 1067)
    opened(picture.small)
    opened(easy.small)


def test_a_small_picture_is_not_blown_up() -> None:
    picture = redrawn(written(field(200, 100)))
    assert (picture.large.width, picture.small.width) == (200, 200)


def test_where_it_was_taken_and_what_was_said_beside_it_stay_behind() -> None:
    sent = photos.phone() + b"PK a second file behind the end <script>alert(1)</script>"
    assert Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)
    picture = redrawn(sent)
    for sized in (picture.small, picture.large):
        again = opened(sized)
        assert not again.getexif()
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                   "progressive", "progression"}  # fmt: skip
        for trace in (b"Exif", b"GPS", b"Bphone", b"HOME", b"<script", b"PK "):
            assert trace not in sized.content
        assert sized.content.endswith(b"\xff\xd9")


def test_an_archive_that_is_also_a_picture_is_only_a_picture_afterwards() -> None:
    archive = BytesIO(photos.phone())
    archive.seek(0, 2)
    with zipfile.ZipFile(archive, "a") as both:
        both.writestr("evil.class", "cafe babe")
    sent = archive.getvalue()
    assert zipfile.is_zipfile(BytesIO(sent))
    picture = redrawn(sent)
    assert not zipfile.is_zipfile(BytesIO(picture.large.content))


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stands_as_the_camera_was_held(turn: int) -> None:
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = field().transpose(back[turn]) if turn in back else field()
    assert upright(written(held, exif=photos.notes(turn)))
    large = redrawn(written(held, exif=photos.notes(turn))).large
    assert (large.width, large.height) == (640, 480)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_broken_note_of_the_camera_spoils_no_picture() -> None:
    sent = written(field(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40)
    assert upright(sent)


@pytest.mark.parametrize(
    "sent",
    [
        written(field().convert("CMYK")),
        written(field(), progressive=True),
        written(field(), "PNG"),
        written(field().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
        written(field().convert("RGBA"), "PNG"),
        written(field(), "WEBP", quality=90),
        written(field(), "GIF", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        written(field(), "WEBP", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        written(field(), "PNG", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
        written(field(), "MPO", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
    ],
    ids=["cmyk", "progressive", "png", "palette", "rgba", "webp", "gif moving", "webp moving",
         "png moving", "two in one"],
)  # fmt: skip
def test_every_usual_kind_is_read_and_of_moving_ones_the_first(sent: bytes) -> None:
    assert upright(sent)


def test_what_can_be_seen_through_lies_on_white() -> None:
    for mode in ("RGBA", "LA"):
        top, _ = ends(written(Image.new(mode, (300, 200)), "PNG"))
        assert looks(top, (255, 255, 255))
    hole = Image.new("P", (300, 200), 5)
    hole.putpalette([0] * 768)
    top, _ = ends(written(hole, "PNG", transparency=5))
    assert looks(top, (255, 255, 255))


def test_grey_keeps_its_shades_also_of_sixteen_bits() -> None:
    for grey in (Image.new("I;16", (300, 200), 100 * 256), Image.new("L", (300, 200), 100)):
        top, _ = ends(written(grey, "PNG"))
        assert looks(top, (100, 100, 100))
    top, _ = ends(written(Image.new("1", (300, 200), 1), "PNG"))
    assert looks(top, (255, 255, 255))


@pytest.mark.parametrize(
    "content",
    [
        photos.png_of(50_000, 50_000),
        photos.png_of(50_000, 400),
        photos.png_of(2**31 - 1, 2**31 - 1),
        written(Image.new("L", (50_000, 1401))),
        written(Image.new("L", (4000, 3800)), progressive=True),
    ],
)
def test_fifty_thousand_points_are_refused_before_they_are_unpacked(content: bytes) -> None:
    began = time.monotonic()
    assert refused(content).startswith("This picture is too wide")
    assert time.monotonic() - began < 0.5


def test_a_long_thin_picture_is_still_one() -> None:
    large = redrawn(written(Image.new("L", (1, 60_000)), "PNG")).large
    assert (large.width, large.height) == (1, 1600)


def test_a_thousand_passes_over_one_picture_are_refused() -> None:
    once = written(field(3000, 3000), progressive=True)
    last = once.rindex(b"\xff\xda")
    assert refused(once[:-2] + once[last:-2] * 1000 + once[-2:]).startswith("This picture is dam")


def test_colours_sent_one_after_another_count_as_passes() -> None:
    whole = written(field(4000, 3800))
    at = whole.index(b"\xff\xda")
    apart = whole[:at] + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + whole[at + 14 :]
    assert refused(apart).startswith("This picture is too wide")


@pytest.mark.parametrize(
    "content",
    [
        written(field())[:-3000],
        written(field(), "PNG")[:-200],
        photos.png_of(100, 100, unpacked=10),
        photos.phone()[:300],
    ],
)
def test_a_picture_cut_off_on_the_way_is_said_to_be_damaged(content: bytes) -> None:
    assert refused(content).startswith("This picture is damaged")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%named photo.jpg", "This is not a picture"),
        (b"", "This is not a picture"),
        (b"PK\x03\x04" + bytes(100), "This is not a picture"),
        (b"BM" + bytes(100), "This is not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "This is not a picture"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', "Drawings (SVG)"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "This phone keeps pictures as HEIC"),
    ],
)
def test_what_is_no_picture_is_told_what_to_do(content: bytes, said: str) -> None:
    assert refused(content).startswith(said)


def test_junk_of_any_kind_behind_a_right_beginning_is_refused_in_words() -> None:
    sent = photos.phone()
    for at in range(2, len(sent) // 2, 997):
        with suppress(RuleBroken):
            opened(redrawn(sent[:at] + b"\xff\x00\xfe\x01" * 5 + sent[at + 20 :]).small)


def test_the_third_at_once_waits_and_is_told_when_it_takes_too_long(monkeypatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE", 0.05)
    with pictures._places, pictures._places, pytest.raises(Busy):
        redrawn(photos.phone())
    redrawn(photos.phone())


PEAK = """
import resource, sys
from portal.base import pictures
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
pictures.redrawn(content)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its memory")
def test_the_largest_photos_need_little_memory(tmp_path) -> None:
    wide = Image.merge("RGB", [Image.effect_noise((500, 400), 60) for _ in "rgb"])
    sent = {
        "jpeg": written(wide.resize((6400, 5000)), quality=60),
        "png": written(wide.resize((3600, 2770)), "PNG", compress_level=1),
    }
    for name, content in sent.items():
        file = tmp_path / name
        file.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", PEAK, file], capture_output=True, text=True, check=True
        )
        assert int(done.stdout) < 100, name
