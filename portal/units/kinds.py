"""The kinds of units that a new database starts with; more can be added to the table.

`words` are patterns around the name, which is never translated. The kinds of communes and provinces
are those of Law 72/2025 on local government; those of villages are what places call themselves.
"""

from portal.units.rules import Level


def _kind(code: str, level: Level, vi: str, en: str, hi: str) -> tuple[str, Level, dict[str, str]]:
    return code, level, {"vi": vi, "en": en, "hi": hi}


KINDS = (
    _kind("centre", Level.CENTRE, "trung ương", "centre", "केंद्र"),
    _kind("province", Level.PROVINCE, "tỉnh {name}", "{name} province", "{name} प्रांत"),
    _kind("city", Level.PROVINCE, "thành phố {name}", "{name} city", "{name} नगर"),
    _kind("rural_commune", Level.COMMUNE, "xã {name}", "{name} commune", "{name} कम्यून"),
    _kind("ward", Level.COMMUNE, "phường {name}", "{name} ward", "{name} वार्ड"),
    _kind(
        "special_zone", Level.COMMUNE, "đặc khu {name}", "{name} special zone", "{name} विशेष क्षेत्र"
    ),
    _kind("thon", Level.VILLAGE, "thôn {name}", "{name} village", "{name} गाँव"),
    _kind("ap", Level.VILLAGE, "ấp {name}", "{name} hamlet", "{name} बस्ती"),
    _kind("ban", Level.VILLAGE, "bản {name}", "{name} highland village", "{name} पहाड़ी गाँव"),
    _kind("buon", Level.VILLAGE, "buôn {name}", "buôn {name}", "बुओन {name}"),
    _kind("lang", Level.VILLAGE, "làng {name}", "làng {name}", "लांग {name}"),
    _kind("xom", Level.VILLAGE, "xóm {name}", "xóm {name}", "सोम {name}"),
    _kind("khom", Level.VILLAGE, "khóm {name}", "khóm {name}", "खोम {name}"),
    _kind("khu_pho", Level.VILLAGE, "khu phố {name}", "quarter {name}", "मोहल्ला {name}"),
    _kind(
        "to_dan_pho",
        Level.VILLAGE,
        "tổ dân phố {name}",
        "residential group {name}",
        "आवासीय समूह {name}",
    ),
    _kind(
        "khu_dan_cu",
        Level.VILLAGE,
        "khu dân cư {name}",
        "residential area {name}",
        "आवासीय क्षेत्र {name}",
    ),
)
