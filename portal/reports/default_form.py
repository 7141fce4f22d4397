"""The weekly form that a new database starts with: Biểu 01/BCTMT, in three languages.

Asked of villages; later versions are made in the database, this text is read once.
"""

import csv
from typing import Any

from portal.base.period import Frequency, Period
from portal.reports.models import CrossCheck, Form, FormVersion, Indicator, Ratio
from portal.reports.rules import Kind, Rollup, Severity

CODE = "weekly"
FIRST_PERIOD = "2025-W27"
TITLE = {
    "vi": "Báo cáo tuần của Ban công tác Mặt trận",
    "en": "Weekly report of the Front Working Committee",
    "hi": "फ्रंट वर्किंग कमेटी की साप्ताहिक रिपोर्ट",
}

# section;vi;en;hi
SECTIONS = """\
I;Họp dân, tuyên truyền;Meetings and information;बैठकें और प्रचार
II;Ý kiến Nhân dân, hòa giải, giám sát;Opinions, mediation, supervision;जनमत, मध्यस्थता, निगरानी
III;Chăm lo người nghèo, an sinh xã hội;Care for the poor, social welfare;निर्धनों की देखभाल, सामाजिक सुरक्षा
IV;Môi trường, dân cư, tình hình thôn;Environment, residents, state of the village;पर्यावरण, निवासी, गाँव की स्थिति
V;Nêu thêm;Remarks;टिप्पणियाँ
"""

# section;code;vi;en;hi;unit vi;unit en;unit hi;kind;rollup;required;min;max
INDICATORS = """\
I;meetings;Số cuộc họp dân, sinh hoạt Ban công tác Mặt trận;Residents' and committee meetings held;आयोजित जन-बैठकें और समिति की बैठकें;cuộc;meetings;बैठकें;count;sum;yes;0;30
I;attending;Số lượt người dự họp;Attendance at these meetings;इन बैठकों में उपस्थिति;lượt người;attendances;उपस्थिति;count;sum;yes;0;10000
I;women_attending;Trong đó: nữ;of which women;इनमें महिलाएँ;lượt người;attendances;उपस्थिति;count;sum;no;0;10000
I;information_rounds;Số lượt tuyên truyền (loa, nhóm Zalo, tờ rơi);Information rounds (loudspeaker, Zalo group, leaflets);प्रचार (लाउडस्पीकर, ज़ालो समूह, पर्चे);lượt;rounds;बार;count;sum;no;0;200
II;opinions;Số ý kiến, kiến nghị của Nhân dân đã ghi nhận;Residents' opinions and proposals noted;जनता के दर्ज किए गए मत और सुझाव;ý kiến;opinions;मत;count;sum;yes;0;500
II;opinions_settled;Trong đó: giải thích, giải quyết ngay tại thôn;of which explained or settled in the village;इनमें गाँव में ही सुलझाए गए;ý kiến;opinions;मत;count;sum;no;0;500
II;opinions_sent_up;Trong đó: chuyển lên xã;of which passed on to the commune;इनमें कम्यून को भेजे गए;ý kiến;opinions;मत;count;sum;no;0;500
II;mediations_ended;Số vụ, việc hòa giải xong trong tuần (thành và không thành);Mediations ended this week (settled or not);इस सप्ताह पूरी हुई मध्यस्थताएँ (सफल और असफल);vụ, việc;cases;मामले;count;sum;yes;0;50
II;mediations_settled;Trong đó: hòa giải thành;of which settled;इनमें सफल;vụ, việc;cases;मामले;count;sum;yes;0;50
II;supervisions;Số cuộc giám sát cộng đồng đã tham gia;Community supervision visits joined;सामुदायिक निगरानी में भागीदारी;cuộc;visits;दौरे;count;sum;yes;0;30
III;households_helped;Số lượt hộ nghèo, cận nghèo, khó khăn được giúp đỡ;Poor, near-poor and hard-pressed households helped;सहायता पाने वाले निर्धन, लगभग निर्धन और संकटग्रस्त परिवार;lượt hộ;households, each time;परिवार (हर बार गिनें);count;sum;yes;0;1000
III;poor_fund;Quỹ “Vì người nghèo”: số tiền vận động được;“For the Poor” Fund: money raised;“निर्धनों के लिए” कोष: जुटाई गई राशि;đồng;VND;डोंग;money;sum;yes;0;2000000000
III;other_donations;Ủng hộ, cứu trợ khác (tiền và hiện vật quy tiền);Other donations and relief (cash, and goods at value);अन्य दान और राहत (नकद और वस्तुओं का मूल्य);đồng;VND;डोंग;money;sum;no;0;5000000000
III;houses_begun;Nhà Đại đoàn kết khởi công;Great Unity houses begun;महान एकता आवास: निर्माण शुरू;căn;houses;घर;count;sum;yes;0;30
III;houses_finished;Nhà Đại đoàn kết hoàn thành, bàn giao;Great Unity houses finished and handed over;महान एकता आवास: पूरे करके सौंपे गए;căn;houses;घर;count;sum;yes;0;30
IV;cleanups;Số buổi vệ sinh môi trường, chỉnh trang thôn xóm;Clean-up and environment sessions;स्वच्छता और पर्यावरण श्रमदान;buổi;sessions;सत्र;count;sum;yes;0;30
IV;cleanup_people;Số lượt người tham gia vệ sinh môi trường;Attendance at these sessions;इन सत्रों में भागीदारी;lượt người;attendances;उपस्थिति;count;sum;no;0;10000
IV;households_arrived;Số hộ mới đến;Households that moved in;नए आए परिवार;hộ;households;परिवार;count;sum;yes;0;500
IV;households_left;Số hộ chuyển đi;Households that moved away;चले गए परिवार;hộ;households;परिवार;count;sum;yes;0;500
IV;grave_matters;Số vụ việc phức tạp, bức xúc mới phát sinh;New matters of serious public concern;जन-असंतोष के नए गंभीर मामले;vụ việc;matters;मामले;count;sum;yes;0;50
V;difficulties;Khó khăn, vướng mắc;Difficulties;कठिनाइयाँ और बाधाएँ;;;;text;none;no;0;300
V;proposals;Đề xuất, kiến nghị với xã;Proposals to the commune;कम्यून से अनुरोध और प्रस्ताव;;;;text;none;no;0;300
"""

PARTS = {
    "women_attending": "attending",
    "opinions_settled": "opinions",
    "opinions_sent_up": "opinions",
    "mediations_settled": "mediations_ended",
}

SHORT = {
    "attending": {"vi": "Dự họp", "en": "Attending", "hi": "उपस्थिति"},
    "poor_fund": {
        "vi": "Quỹ “Vì người nghèo”",
        "en": "“For the Poor” Fund",
        "hi": "“निर्धनों के लिए” कोष",
    },
}

# code;vi;en;hi
HINTS = """\
opinions;Ý kiến nêu tại cuộc họp hoặc với trưởng ban, không tính đơn thư.;Said at meetings or to the head, letters not counted.;बैठकों में या प्रमुख से कहे गए मत, लिखित पत्र नहीं गिने जाते।
mediations_ended;Chỉ tính vụ việc hòa giải xong trong tuần này.;Only those that ended this week.;केवल इस सप्ताह पूरी हुई।
poor_fund;Tiền đã nhận trong tuần này, không ghi lại ở mục 13.;Money that arrived this week, not again under 13.;इस सप्ताह मिली राशि, 13 में दोबारा नहीं।
other_donations;Không tính tiền đã ghi ở mục 12.;Without what stands under 12.;12 में लिखी राशि को छोड़कर।
houses_begun;Tính vào tuần khởi công.;Counted in the week the building begins.;निर्माण शुरू होने वाले सप्ताह में गिनें।
houses_finished;Tính vào tuần bàn giao.;Counted in the week of the handing over.;सौंपे जाने वाले सप्ताह में गिनें।
"""

# severity;rule;vi;en;hi
CHECKS = """\
block;women_attending <= attending;Số nữ không thể nhiều hơn số lượt người dự.;There cannot be more women than people attending.;महिलाएँ कुल उपस्थिति से अधिक नहीं हो सकतीं।
block;opinions_settled + opinions_sent_up <= opinions;Giải quyết tại thôn cộng chuyển lên xã nhiều hơn số ý kiến đã ghi nhận.;Settled in the village plus passed on is more than the opinions noted.;गाँव में सुलझाए और भेजे गए मिलाकर दर्ज मतों से अधिक हैं।
block;opinions_settled <= opinions;Số ý kiến giải quyết tại thôn nhiều hơn số đã ghi nhận.;More opinions settled than noted.;सुलझाए गए मत दर्ज मतों से अधिक हैं।
block;opinions_sent_up <= opinions;Số ý kiến chuyển lên xã nhiều hơn số đã ghi nhận.;More opinions passed on than noted.;भेजे गए मत दर्ज मतों से अधिक हैं।
block;mediations_settled <= mediations_ended;Hòa giải thành không thể nhiều hơn số vụ đã hòa giải xong.;There cannot be more mediations settled than ended.;सफल मध्यस्थताएँ पूरी हुई मध्यस्थताओं से अधिक नहीं हो सकतीं।
block;poor_fund == 0 or poor_fund >= 1000;Nhập bằng đồng: 5 triệu là 5.000.000.;Enter đồng: 5 million is 5,000,000.;राशि डोंग में लिखें: 50 लाख = 5,000,000।
block;other_donations == 0 or other_donations >= 1000;Nhập bằng đồng: 5 triệu là 5.000.000.;Enter đồng: 5 million is 5,000,000.;राशि डोंग में लिखें: 50 लाख = 5,000,000।
warn;(meetings > 0) == (attending > 0);Có họp mà không có người dự (hoặc ngược lại)?;Meetings without people attending (or the other way round)?;बैठक हुई पर उपस्थिति नहीं (या इसका उल्टा)?
warn;(cleanups > 0) == (cleanup_people > 0);Có buổi vệ sinh mà không có người tham gia (hoặc ngược lại)?;Clean-up sessions without people (or the other way round)?;श्रमदान हुआ पर लोग नहीं (या इसका उल्टा)?
warn;attending <= 500 * meetings;Bình quân trên 500 người một cuộc: có đúng không?;More than 500 people a meeting on average: is that right?;औसतन प्रति बैठक 500 से अधिक लोग: क्या यह सही है?
explain;not grave_matters > 0 or filled(difficulties);Xin nêu một câu về vụ việc ở mục 21.;Please say one sentence about the matter under 21.;कृपया 21 में मामले के बारे में एक वाक्य लिखें।
explain;poor_fund <= 50000000 and households_helped <= 200;Số lớn hơn thường lệ: xin ghi nguồn.;Larger than usual: please name the source.;सामान्य से अधिक: कृपया स्रोत लिखें।
"""

# numerator;denominator;percent;vi;en;hi
RATIOS = """\
mediations_settled;mediations_ended;yes;Tỷ lệ hòa giải thành;Mediations settled;सफल मध्यस्थता का प्रतिशत
women_attending;attending;yes;Tỷ lệ nữ dự họp;Women's share;महिलाओं का प्रतिशत
opinions_settled;opinions;yes;Ý kiến giải quyết tại thôn;Opinions settled in the village;गाँव में सुलझाए गए मत
attending;meetings;no;Số người dự bình quân một cuộc;Attendance per meeting;प्रति बैठक उपस्थिति
"""


def _words(vi: str, en: str, hi: str) -> dict[str, str]:
    return {"vi": vi, "en": en, "hi": hi} if vi else {}


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(table.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE))


def form() -> Form:
    """The form itself; a new row."""
    return Form(code=CODE, number="Biểu 01/BCTMT", title=TITLE, frequency=Frequency.WEEKLY)


def version(form_id: int) -> FormVersion:
    """Its first version: opens Monday 0:00, due the next Monday 10:00, closes Wednesday 17:00."""
    return FormVersion(
        form_id=form_id,
        number=1,
        first_period=Period.parse(FIRST_PERIOD),
        opens=0,
        due_village=10,
        due_commune=17,
        due_province=24 + 17,
        closes=48 + 17,
        sections=[{"code": code, "title": _words(*words)} for code, *words in _rows(SECTIONS)],
    )


def questions(version_id: int) -> list[Any]:
    """Its indicators, cross-checks and ratios; new rows."""
    hints = {code: _words(*words) for code, *words in _rows(HINTS)}
    indicators = [
        _indicator(version_id, position, row, hints)
        for position, row in enumerate(_rows(INDICATORS), start=1)
    ]
    checks = [
        CrossCheck(
            version_id=version_id,
            position=position,
            severity=Severity(severity),
            rule=rule,
            message=_words(*words),
        )
        for position, (severity, rule, *words) in enumerate(_rows(CHECKS), start=1)
    ]
    ratios = [
        Ratio(
            version_id=version_id,
            position=position,
            numerator=above,
            denominator=below,
            as_percent=percent == "yes",
            label=_words(*words),
        )
        for position, (above, below, percent, *words) in enumerate(_rows(RATIOS), start=1)
    ]
    return [*indicators, *checks, *ratios]


def _indicator(
    version_id: int, position: int, row: list[str], hints: dict[str, dict[str, str]]
) -> Indicator:
    section, code, vi, en, hi, unit_vi, unit_en, unit_hi, kind, rollup, required, low, high = row
    return Indicator(
        version_id=version_id,
        position=position,
        code=code,
        section=section,
        label=_words(vi, en, hi),
        short=SHORT.get(code, {}),
        hint=hints.get(code, {}),
        unit=_words(unit_vi, unit_en, unit_hi),
        kind=Kind(kind),
        rollup=Rollup(rollup),
        required=required == "yes",
        may_not_apply=False,
        part_of=PARTS.get(code),
        minimum=int(low),
        maximum=int(high),
        choices=[],
    )
