"""The letterheads that a new database starts with; admins change them from a day on.

Layout and abbreviations of documents: Decree 30/2020/NĐ-CP, appendices I and III. The bodies are
named as in `accounts/associations.py`; the Youth Union writes its own title in place of the
national motto. Number patterns are those in common use and a first draft for each admin to check.
"""

from collections.abc import Mapping
from datetime import date

from portal.letters.letter import Pattern
from portal.units.rules import Level

# The day of the reform: before it no unit of today's stood.
BEGINNING = date(2025, 7, 1)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
TITLES = {"youth": "ĐOÀN TNCS HỒ CHÍ MINH"}
PLACES = {Level.CENTRE: "Hà Nội"}

# association;level;left lines;number;signing lines
TABLE = """\
front;centre;MẶT TRẬN TỔ QUỐC VIỆT NAM|ỦY BAN TRUNG ƯƠNG|BAN THƯỜNG TRỰC;{number}/{kind}-MTTW-BTT;TM. BAN THƯỜNG TRỰC|CHỦ TỊCH
front;province;MẶT TRẬN TỔ QUỐC VIỆT NAM|ỦY BAN MTTQ VIỆT NAM {UNIT}|BAN THƯỜNG TRỰC;{number}/{kind}-MTTQ-BTT;TM. BAN THƯỜNG TRỰC|CHỦ TỊCH
front;commune;ỦY BAN MTTQ VIỆT NAM {PARENT}|ỦY BAN MTTQ VIỆT NAM {UNIT}|BAN THƯỜNG TRỰC;{number}/{kind}-MTTQ-BTT;TM. BAN THƯỜNG TRỰC|CHỦ TỊCH
front;village;ỦY BAN MTTQ VIỆT NAM {PARENT}|BAN CÔNG TÁC MẶT TRẬN {UNIT};{number}/{kind}-BCTMT;TM. BAN CÔNG TÁC MẶT TRẬN|TRƯỞNG BAN
youth;centre;TRUNG ƯƠNG ĐOÀN|***;{number}-{kind}/TWĐTN-VP;TM. BAN BÍ THƯ|BÍ THƯ THỨ NHẤT
youth;province;BAN CHẤP HÀNH ĐOÀN {UNIT}|***;{number}-{kind}/TĐTN-VP;TM. BAN THƯỜNG VỤ|BÍ THƯ
youth;commune;ĐOÀN {PARENT}|BAN CHẤP HÀNH ĐOÀN {UNIT}|***;{number}-{kind}/ĐTN;TM. BAN THƯỜNG VỤ|BÍ THƯ
youth;village;BAN CHẤP HÀNH ĐOÀN {PARENT}|CHI ĐOÀN {UNIT}|***;{number}-{kind}/CĐ;TM. BAN CHẤP HÀNH|BÍ THƯ
women;centre;HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM|ĐOÀN CHỦ TỊCH;{number}/{kind}-ĐCT;TM. ĐOÀN CHỦ TỊCH|CHỦ TỊCH
women;province;HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM|HỘI LIÊN HIỆP PHỤ NỮ {UNIT}|BAN THƯỜNG VỤ;{number}/{kind}-BTV;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
women;commune;HỘI LIÊN HIỆP PHỤ NỮ {PARENT}|HỘI LIÊN HIỆP PHỤ NỮ {UNIT}|BAN THƯỜNG VỤ;{number}/{kind}-BTV;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
women;village;HỘI LIÊN HIỆP PHỤ NỮ {PARENT}|CHI HỘI PHỤ NỮ {UNIT};{number}/{kind}-CHPN;TM. CHI HỘI|CHI HỘI TRƯỞNG
farmers;centre;HỘI NÔNG DÂN VIỆT NAM|BAN CHẤP HÀNH TRUNG ƯƠNG;{number}-{kind}/HNDTW;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
farmers;province;HỘI NÔNG DÂN VIỆT NAM|HỘI NÔNG DÂN {UNIT}|BAN THƯỜNG VỤ;{number}-{kind}/HNDT;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
farmers;commune;HỘI NÔNG DÂN {PARENT}|HỘI NÔNG DÂN {UNIT}|BAN THƯỜNG VỤ;{number}-{kind}/HND;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
farmers;village;HỘI NÔNG DÂN {PARENT}|CHI HỘI NÔNG DÂN {UNIT};{number}-{kind}/CHND;TM. CHI HỘI|CHI HỘI TRƯỞNG
veterans;centre;HỘI CỰU CHIẾN BINH VIỆT NAM|BAN CHẤP HÀNH TRUNG ƯƠNG;{number}/{kind}-CCB;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
veterans;province;HỘI CỰU CHIẾN BINH VIỆT NAM|HỘI CỰU CHIẾN BINH {UNIT}|BAN THƯỜNG VỤ;{number}/{kind}-CCB;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
veterans;commune;HỘI CỰU CHIẾN BINH {PARENT}|HỘI CỰU CHIẾN BINH {UNIT}|BAN THƯỜNG VỤ;{number}/{kind}-CCB;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
veterans;village;HỘI CỰU CHIẾN BINH {PARENT}|CHI HỘI CỰU CHIẾN BINH {UNIT};{number}/{kind}-CHCCB;TM. CHI HỘI|CHI HỘI TRƯỞNG
workers;centre;TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM|ĐOÀN CHỦ TỊCH;{number}/{kind}-TLĐ;TM. ĐOÀN CHỦ TỊCH|CHỦ TỊCH
workers;province;TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM|LIÊN ĐOÀN LAO ĐỘNG {UNIT};{number}/{kind}-LĐLĐ;TM. BAN THƯỜNG VỤ|CHỦ TỊCH
workers;commune;LIÊN ĐOÀN LAO ĐỘNG {PARENT}|CÔNG ĐOÀN {UNIT};{number}/{kind}-CĐ;TM. BAN CHẤP HÀNH|CHỦ TỊCH
workers;village;CÔNG ĐOÀN {PARENT}|CÔNG ĐOÀN CƠ SỞ {UNIT};{number}/{kind}-CĐCS;TM. BAN CHẤP HÀNH|CHỦ TỊCH
"""


def _read() -> dict[tuple[str, Level], Pattern]:
    found = {}
    for line in TABLE.splitlines():
        association, word, left, number, signing = line.split(";")
        level = Level(word)
        found[association, level] = Pattern(
            left=left.replace("|", "\n"),
            right=TITLES.get(association, MOTTO),
            number=number,
            place=PLACES.get(level, "{name}"),
            signing=signing.replace("|", "\n"),
            recipients="- Như trên;\n- Lưu: VT.",
        )
    return found


DEFAULTS: Mapping[tuple[str, Level], Pattern] = _read()
"""(association's code, level) → what such units write until an admin says otherwise."""
