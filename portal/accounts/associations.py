"""The six socio-political organisations, and what each calls its people and places.

Of an association `words` holds its name in three languages and, beside it, `member`, `branch` …;
one that is empty means that there is no such thing: the Front has no members of its own, the Trade
Union no branch in villages.
"""

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Association
from portal.base.db import session

# code;word;vi;en;hi
WORDS = """\
front;name;Mặt trận Tổ quốc Việt Nam;Fatherland Front;फादरलैंड फ्रंट
front;member;;;
front;branch;Ban công tác Mặt trận;Front Working Committee;फ्रंट वर्किंग कमेटी
front;branch_head;Trưởng ban;Head of the committee;कमेटी प्रमुख
front;body;Ủy ban Mặt trận Tổ quốc Việt Nam;Fatherland Front Committee;फादरलैंड फ्रंट समिति
front;head;Chủ tịch;Chair;अध्यक्ष
front;dues;;;
youth;name;Đoàn Thanh niên Cộng sản Hồ Chí Minh;Youth Union;युवा संघ
youth;member;đoàn viên;member;सदस्य
youth;branch;Chi đoàn;branch;शाखा
youth;branch_head;Bí thư;Secretary;सचिव
youth;body;Đoàn Thanh niên;Youth Union;युवा संघ
youth;head;Bí thư;Secretary;सचिव
youth;dues;đoàn phí;dues;सदस्यता शुल्क
women;name;Hội Liên hiệp Phụ nữ Việt Nam;Women's Union;महिला संघ
women;member;hội viên;member;सदस्य
women;branch;Chi hội phụ nữ;branch;शाखा
women;branch_head;Chi hội trưởng;Head of the branch;शाखा प्रमुख
women;body;Hội Liên hiệp Phụ nữ;Women's Union;महिला संघ
women;head;Chủ tịch;Chair;अध्यक्ष
women;dues;hội phí;dues;सदस्यता शुल्क
farmers;name;Hội Nông dân Việt Nam;Farmers' Union;किसान संघ
farmers;member;hội viên;member;सदस्य
farmers;branch;Chi hội nông dân;branch;शाखा
farmers;branch_head;Chi hội trưởng;Head of the branch;शाखा प्रमुख
farmers;body;Hội Nông dân;Farmers' Union;किसान संघ
farmers;head;Chủ tịch;Chair;अध्यक्ष
farmers;dues;hội phí;dues;सदस्यता शुल्क
veterans;name;Hội Cựu chiến binh Việt Nam;Veterans' Association;पूर्व सैनिक संघ
veterans;member;hội viên;member;सदस्य
veterans;branch;Chi hội Cựu chiến binh;branch;शाखा
veterans;branch_head;Chi hội trưởng;Head of the branch;शाखा प्रमुख
veterans;body;Hội Cựu chiến binh;Veterans' Association;पूर्व सैनिक संघ
veterans;head;Chủ tịch;Chair;अध्यक्ष
veterans;dues;hội phí;dues;सदस्यता शुल्क
workers;name;Công đoàn Việt Nam;Trade Union;ट्रेड यूनियन
workers;member;đoàn viên công đoàn;member;सदस्य
workers;branch;;;
workers;branch_head;;;
workers;body;Công đoàn;Trade Union;ट्रेड यूनियन
workers;head;Chủ tịch;Chair;अध्यक्ष
workers;dues;đoàn phí công đoàn;dues;सदस्यता शुल्क
"""


def ensure() -> int:
    """Put the six into the table; those already there stay as they are. How many are new."""
    known = set(session.scalars(sa.select(Association.code)))
    new = {code: words for code, words in _by_code().items() if code not in known}
    for position, code in enumerate(_by_code()):
        if code in new:
            session.add(Association(code=code, position=position, words=new[code]))
    session.flush()
    return len(new)


def _by_code() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in WORDS.splitlines():
        code, word, vi, en, hi = line.split(";")
        words = {"vi": vi, "en": en, "hi": hi} if vi else {}
        found.setdefault(code, {}).update(words if word == "name" else {word: words})
    return found
