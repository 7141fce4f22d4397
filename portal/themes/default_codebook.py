"""The codebook that a new database starts with; the centre's admin changes it.

Themes that the office of a Vietnamese commune hears about week after week. A first draft for each
installation to check; titles and what belongs in.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

# code;vi;en;hi;what belongs in: vi;en;hi
TABLE = """\
roads;Giao thông, đèn đường;Roads and street lights;सड़कें और सड़क की बत्तियाँ;Đường làng, ngõ xóm, cầu cống, vỉa hè, biển báo, chiếu sáng công cộng;Village roads, lanes, bridges, pavements, signs, public lighting;गाँव की सड़कें, गलियाँ, पुल, फुटपाथ, संकेत, सार्वजनिक रोशनी
power;Điện sinh hoạt;Household electricity;घरेलू बिजली;Mất điện, điện yếu, dây và cột điện, hóa đơn tiền điện;Power cuts, low voltage, wires and poles, electricity bills;बिजली कटौती, कम वोल्टेज, तार और खंभे, बिजली के बिल
water;Cấp nước, thoát nước;Water supply and drainage;जल आपूर्ति और जल निकासी;Nước sạch, nước máy, cống rãnh, ngập úng trong khu dân cư;Clean water, tap water, drains and ditches, flooding among houses;स्वच्छ जल, नल का पानी, नालियाँ, बस्ती में जलभराव
waste;Rác thải, môi trường;Waste and environment;कचरा और पर्यावरण;Thu gom rác, mùi hôi, khói bụi, nước thải, chăn nuôi gây ô nhiễm;Waste collection, stench, smoke and dust, waste water, livestock pollution;कचरा संग्रह, दुर्गंध, धुआँ और धूल, गंदा पानी, पशुपालन से प्रदूषण
land;Đất đai, xây dựng;Land and building;भूमि और निर्माण;Sổ đỏ, ranh giới, lấn chiếm, thu hồi đất, đền bù, xây dựng trái phép;Land certificates, boundaries, encroachment, recovery and compensation, illegal building;भूमि प्रमाणपत्र, सीमाएँ, अतिक्रमण, अधिग्रहण और मुआवज़ा, अवैध निर्माण
welfare;Chính sách, an sinh xã hội;Policies and social support;नीतियाँ और सामाजिक सहायता;Hộ nghèo, trợ cấp, người có công, nhà ở, quà Tết, vay vốn;Poor households, allowances, people of merit, housing, gifts, loans;निर्धन परिवार, भत्ते, सम्मानित व्यक्ति, आवास, उपहार, ऋण
health;Y tế, an toàn thực phẩm;Health and food safety;स्वास्थ्य और खाद्य सुरक्षा;Trạm y tế, bảo hiểm y tế, dịch bệnh, thực phẩm bẩn;Health station, health insurance, epidemics, unsafe food;स्वास्थ्य केंद्र, स्वास्थ्य बीमा, महामारी, असुरक्षित भोजन
education;Giáo dục, trường học;Education and schools;शिक्षा और विद्यालय;Trường lớp, các khoản thu, học thêm, giáo viên, học sinh;Schools and classes, fees, extra lessons, teachers, pupils;विद्यालय और कक्षाएँ, शुल्क, अतिरिक्त कक्षाएँ, शिक्षक, विद्यार्थी
security;An ninh, trật tự;Security and order;सुरक्षा और व्यवस्था;Trộm cắp, đánh nhau, ma túy, cờ bạc, lừa đảo, chó thả rông;Theft, fights, drugs, gambling, fraud, stray dogs;चोरी, मारपीट, नशा, जुआ, धोखाधड़ी, आवारा कुत्ते
noise;Tiếng ồn, nếp sống;Noise and neighbourliness;शोर और रहन-सहन;Karaoke, loa kéo, cưới hỏi, tang lễ, lấn vỉa hè bán hàng;Karaoke, loudspeakers, weddings, funerals, stalls on pavements;कराओके, लाउडस्पीकर, शादी, अंत्येष्टि, फुटपाथ पर दुकानें
conduct;Thái độ, trách nhiệm cán bộ;Officials' conduct;अधिकारियों का आचरण;Thái độ tiếp dân, chậm trễ, nhũng nhiễu, vắng mặt, thiên vị;Manner towards people, delay, harassment, absence, favouritism;जनता से व्यवहार, देरी, परेशान करना, अनुपस्थिति, पक्षपात
procedures;Thủ tục hành chính;Administrative procedures;प्रशासनिक प्रक्रियाएँ;Hồ sơ, giấy tờ, bộ phận một cửa, dịch vụ công trực tuyến, đổi địa chỉ;Files and papers, one-stop desk, online services, change of address;फ़ाइलें और काग़ज़ात, एकल खिड़की, ऑनलाइन सेवाएँ, पता परिवर्तन
culture;Văn hóa, thể thao;Culture and sport;संस्कृति और खेल;Nhà văn hóa, sân thể thao, lễ hội, di tích, sinh hoạt cộng đồng;Culture house, sports ground, festivals, monuments, community life;संस्कृति भवन, खेल का मैदान, उत्सव, स्मारक, सामुदायिक जीवन
farming;Nông nghiệp, thủy lợi;Farming and irrigation;कृषि और सिंचाई;Kênh mương, nước tưới, sâu bệnh, vật nuôi, giống, tiêu thụ nông sản;Canals, irrigation, pests, animals, seed, selling produce;नहरें, सिंचाई, कीट, पशु, बीज, उपज की बिक्री
governance;Xây dựng Đảng, chính quyền;Party and government;पार्टी और शासन;Chủ trương, quy ước, dân chủ cơ sở, bầu cử, sáp nhập, thu chi quỹ;Policies, village conventions, grassroots democracy, elections, mergers, public funds;नीतियाँ, ग्राम नियम, ज़मीनी लोकतंत्र, चुनाव, विलय, सार्वजनिक कोष
information;Truyền thanh, viễn thông;Loudspeakers and telecoms;प्रसारण और दूरसंचार;Loa truyền thanh, sóng điện thoại, mạng, thông báo đến dân;Public loudspeakers, telephone signal, internet, notices to residents;सार्वजनिक लाउडस्पीकर, फ़ोन सिग्नल, इंटरनेट, जनता को सूचनाएँ
"""


class Entry(NamedTuple):
    """One theme as installed."""

    code: str
    title: dict[str, str]
    note: dict[str, str]


def entries() -> Iterator[Entry]:
    """The table, in its order."""
    for line in TABLE.splitlines():
        code, vi, en, hi, *note = line.split(";")
        yield Entry(
            code, {"vi": vi, "en": en, "hi": hi}, dict(zip(("vi", "en", "hi"), note, strict=True))
        )


def lessons() -> Iterator[tuple[str, str]]:
    """(code, text) for the model: what a theme is called and what belongs in are lessons too."""
    for entry in entries():
        yield entry.code, lesson(entry.title, entry.note)


def lesson(title: Mapping[str, Any], note: Mapping[str, Any]) -> str:
    """A theme's own words, in Vietnamese: nearly all petitions are."""
    return f"{title.get('vi', '')}. {note.get('vi', '')}"
