"""What is marked in a letter before it is published, and what is left alone."""

from itertools import pairwise

import pytest

from portal.answers.redaction import GAP, Mark, findings, redacted

KNOWN = {"Tiên Du", "Bắc Ninh", "Liên Bão"}


def copy(text: str) -> str:
    return redacted(text, findings(text, KNOWN))


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Nhà ông Nguyễn Văn Hùng xây lấn.", "Nhà ông […] xây lấn."),
        ("Bà Trần Thị Mận và chị Lan cãi nhau.", "Bà […] và chị […] cãi nhau."),
        ("Anh Tuấn hứa sửa, sau đó Tuấn bỏ đi.", "Anh […] hứa sửa, sau đó […] bỏ đi."),
        ("Tôi là Mận, nhà cuối xóm.", "Tôi là […], nhà cuối xóm."),
        ("Tôi Nguyễn Thị B xin trình bày", "Tôi […] xin trình bày"),
        ("toi ten la nguyen van an o thon 3", "toi ten la […] o thon 3"),
        ("Họ và tên: Lê Thị B", "Họ và tên: […]"),
        ("Người viết đơn\nKý tên: Phạm Quang", "Người viết đơn\nKý tên: […]"),
        ("Nguyen Van An gui don", "[…] gui don"),
        ("TRƯỞNG THÔN NGUYỄN VĂN A", "TRƯỞNG THÔN […]"),
        ("trưởng thôn Nguyễn Văn An nhận tiền", "trưởng thôn […] nhận tiền"),
        ("chủ tịch xã Trần Văn B không tiếp dân", "chủ tịch xã […] không tiếp dân"),
        ("H'Hen Niê và Y Blang ở buôn trên", "[…] và […] ở buôn trên"),
        ("ông A đánh bà B", "ông […] đánh bà […]"),
        ("bác sĩ Hoàng và thầy Dũng", "bác sĩ […] và thầy […]"),
        ("cháu Minh học lớp 3, con trai Nguyễn Minh", "cháu […] học lớp 3, con trai […]"),
        ("Gọi 0912 345 678 hoặc 0222.3812345", "Gọi […] hoặc […]"),
        ("ĐT 0912.345.678-0987 654 321", "ĐT […]-[…]"),
        ("gọi +84 912 345 678 2 lần", "gọi […] 2 lần"),
        ("(024) 3825 1234", "[…]"),
        ("CCCD 027085001234", "CCCD […]"),
        ("CCCD số 027 085 001 234 cấp năm 2021", "CCCD số […] cấp năm 2021"),
        ("CMND: 125 678 901", "CMND: […]"),
        ("số tài khoản 1903 2456 7890 12", "số tài khoản […]"),
        ("a.nguyen+don@thu.com.vn nhé", "[…] nhé"),
        ("xe 99A-123.45 và 29-H1 234.56", "xe […] và […]"),
        ("biển số 99B1-12345", "biển số […]"),
        ("sinh năm 1985 tại đây", "sinh năm […] tại đây"),
        ("sinh ngày 12/3/1985", "sinh ngày […]"),
        ("ngày sinh: 12 tháng 3 năm 1985", "ngày sinh: […]"),
        ("Tôi ở số nhà 12, ngõ 5, đường Lê Lợi", "Tôi ở […]"),
        ("ngách 12/4 tối om", "[…] tối om"),
        ("số 15 phố Trần Phú mất nước", "[…] mất nước"),
    ],
)
def test_whatever_tells_who_somebody_is_is_taken_out(text, public):
    assert copy(text) == public


@pytest.mark.parametrize(
    "text",
    [
        "Hà Nội, Hồ Chí Minh, Thái Nguyên, Cao Bằng, Lâm Đồng, Sơn La",
        "Ha Noi, Cao Bang, Thai Binh",
        "Bà Rịa - Vũng Tàu, Cô Tô, Bác Ái, Hai Bà Trưng",
        "tháng Ba, thứ Hai, Chủ nhật, Tết Nguyên đán",
        "đường Nguyễn Văn Cừ gần trường Lê Quý Đôn, chợ Trần Phú",
        "Trường Tiểu học Nguyễn Trãi, UBND phường Võ Cường, Công an huyện Quế Võ",
        "xã Hoàng Văn Thụ, thôn Lê Xá, cầu Nguyễn Văn Trỗi, quỹ Lê Lợi",
        "Ủy ban Mặt trận Tổ quốc, Hội Liên hiệp Phụ nữ, Đoàn Thanh niên, Hội Nông dân",
        "ông Chủ tịch xã, bà Bí thư, đồng chí Trưởng thôn, anh Công an viên",
        "Bác Hồ, Bà con thôn Đông, Chị em phụ nữ, Anh hùng lao động",
        "Điện lực Tiên Du, xã Liên Bão, tỉnh Bắc Ninh",
        "hết 500.000.000 đồng, 1.500.000 đồng và 500 000 000 đồng",
        "diện tích 123456789 m2, năm 2024 2025 2026",
        "ngày 01-12-2025 lúc 7h30, số 27/PC-MTTQ, Nghị định 356/2025/NĐ-CP",
        "học sinh năm 2025, khai sinh năm 2024, vệ sinh ngày 12/11/2026",
        "HỒ NƯỚC Ô NHIỄM, ĐƯỜNG HỎNG",
        "Ngày 12 tháng 3, kinh phí 15 triệu, 3 km đường, QL1A",
        "đường điện 110 kV, 24/7, tổ 5, lớp 3A",
        "पानी नहीं आता है। The lamp is broken since Monday.",
    ],
)
def test_places_offices_days_and_amounts_stay(text):
    assert copy(text) == text


def test_names_of_the_place_itself_stay():
    assert copy("Lê Xá Thượng mất điện") == "[…] mất điện"
    found = findings("Lê Xá Thượng mất điện", {"Lê Xá Thượng"})
    assert found == []


def test_findings_stand_in_order_and_never_over_each_other():
    text = "Tôi là Trần Thị Mận, sinh năm 1985, CCCD 027085001234, số nhà 12, gọi 0912345678."
    found = findings(text)
    assert [one.mark for one in found] == [
        Mark.NAME,
        Mark.BIRTH,
        Mark.NUMBER,
        Mark.ADDRESS,
        Mark.PHONE,
    ]
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[one.start : one.end] == one.words for one in found)
    assert redacted(text, found).count(GAP) == 5


def test_a_copy_holds_nothing_that_is_marked_again():
    text = "Bà Trần Thị Mận, 0912 345 678, số nhà 12, ngõ 5; ông Hùng, a@b.vn, xe 99A-123.45."
    assert findings(copy(text)) == []


@pytest.mark.parametrize(
    "text", ["Nguyễn " * 1400, "0 " * 5000, "ông " * 2500, "số nhà 1, " * 1000, "A" * 10_000]
)
def test_long_texts_come_to_an_end(text):
    assert len(findings(text)) <= len(text)
