"""The words of the demo's posts: invented, of no real person."""

from dataclasses import dataclass, field

from portal.news.rules import Category


@dataclass(frozen=True)
class Tale:
    """One post: who writes it (a place of the story), how many days ago, and its words."""

    at: str
    days: float
    category: Category
    title: str
    body: str
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)


ANNOUNCEMENT, ACTIVITY, GUIDANCE = Category.ANNOUNCEMENT, Category.ACTIVITY, Category.GUIDANCE

URGENT = Tale(
    "commune",
    0.2,
    ANNOUNCEMENT,
    "Cắt nước sạch từ 13 giờ đến 17 giờ hôm nay để sửa ống chính",
    """Đường ống chính ở ngã tư chợ bị vỡ lúc rạng sáng. Trạm cấp nước **ngừng cấp từ 13 giờ đến 17 giờ** để thay đoạn ống hỏng.

- Các thôn bị ảnh hưởng: toàn xã, trừ hai thôn đầu nguồn.
- Đề nghị bà con trữ đủ nước dùng trong buổi chiều.
- Hộ có người già, người ốm cần nước gấp: gọi trưởng thôn, xe bồn sẽ chở đến.

Nước có lại có thể đục trong 15 phút đầu, xin xả bỏ trước khi dùng.""",
)
CAMPAIGN = Tale(
    "centre",
    3.4,
    ANNOUNCEMENT,
    "Phát động tháng cao điểm Vì người nghèo",
    """Tháng cao điểm **Vì người nghèo** kéo dài đến ngày 18 tháng 12.

Mỗi khu dân cư rà soát hộ nghèo, hộ cận nghèo thiếu nhà ở an toàn và đề nghị hỗ trợ qua Mặt trận cấp xã. Mọi khoản ủng hộ đều có phiếu thu và công khai theo tuần.""",
    {
        "en": (
            "A month for the poor begins",
            "The month **for the poor** lasts until 18 December. Each donation is receipted, and the sums are published weekly.",
        )
    },
)

WITH_PICTURES = Tale(
    "commune",
    2.1,
    ACTIVITY,
    "Ngày hội Đại đoàn kết: năm thôn cùng góp một bữa cơm chung",
    """Chủ nhật vừa qua, năm thôn ven sông tổ chức **Ngày hội Đại đoàn kết toàn dân tộc** tại sân nhà văn hóa. Hơn 400 người thuộc 180 hộ đã đến.

## Những việc đã làm

- Biểu dương 62 hộ đạt danh hiệu gia đình văn hóa ba năm liền.
- Trao 12 suất quà cho các hộ khó khăn.
- Bữa cơm đoàn kết do phụ nữ các thôn nấu, mỗi nhà góp một món.

## Chi phí

| Khoản | Số tiền (đồng) |
|---|---:|
| Nhân dân đóng góp | 18.600.000 |
| Doanh nghiệp ủng hộ | 9.000.000 |
| Đã chi | 26.150.000 |
| Còn lại, chuyển Quỹ vì người nghèo | 1.450.000 |

Danh sách đóng góp dán tại bảng tin nhà văn hóa trong 15 ngày.""",
    {
        "en": (
            "Great Unity Day: five villages share one meal",
            """Last Sunday five villages along the river held the **Great Unity Day** in the yard of the culture house. More than 400 people of 180 households came.

- 62 households were commended.
- 12 gifts went to households in need.
- Each house brought one dish to the common meal.""",
        ),
    },
)
CORRECTED = Tale(
    "commune",
    5.3,
    ANNOUNCEMENT,
    "Lịch tiêm phòng cho trâu bò đợt 2",
    """Thú y xã tiêm phòng miễn phí cho trâu bò **từ 7 giờ đến 10 giờ** tại nhà văn hóa các thôn.

| Ngày | Các thôn |
|---|---|
| Thứ Hai | Thôn số 1 đến thôn số 7 |
| Thứ Ba | Thôn số 8 đến thôn số 16 |
| Thứ Tư | Các thôn còn lại |

Gia súc dưới 4 tháng tuổi chưa tiêm. Đề nghị buộc dây chắc khi dắt đến.""",
)
CORRECTION = "Thôn số 8 tiêm vào thứ Hai, không phải thứ Ba như đã đăng."
CORRECTED_WORDS = (
    "Thôn số 1 đến thôn số 7 |\n| Thứ Ba | Thôn số 8 đến",
    "Thôn số 1 đến thôn số 8 |\n| Thứ Ba | Thôn số 9 đến",
)
PICTURES = {
    "Sân nhà văn hóa sáng Chủ nhật": ("#bcd7ea", "#b9a27a", 46),
    "Bữa cơm chung của năm thôn": ("#d8e3ea", "#8fa36b", 70),
    "Các hộ nhận danh hiệu gia đình văn hóa": ("#cfdcc8", "#a98f66", 24),
}
"""Caption → sky, ground, how many people."""
SCHEDULED = Tale(
    "commune",
    0.4,
    ACTIVITY,
    "Ra quân dọn vệ sinh đường làng sáng Chủ nhật tới",
    """Sáng Chủ nhật tới, **6 giờ 30**, mỗi hộ cử một người cùng dọn đường làng và khơi cống.

Tập trung tại nhà văn hóa thôn. Mang theo chổi, xẻng, găng tay. Rác gom thành đống, xe của xã đến chở lúc 9 giờ.""",
)
DRAFT = Tale(
    "commune",
    0.6,
    GUIDANCE,
    "Cách đăng ký khám sức khỏe cho người cao tuổi",
    """Người từ 60 tuổi trở lên được khám miễn phí tại trạm y tế xã.

Cần mang theo: căn cước, thẻ bảo hiểm y tế, đơn thuốc đang dùng.

(Còn chờ trạm y tế xác nhận ngày khám.)""",
)
TO_REVIEW = Tale(
    "village",
    0.3,
    ANNOUNCEMENT,
    "Mời họp thôn bàn việc sửa đường vào nghĩa trang",
    """Ban công tác Mặt trận thôn kính mời đại diện các hộ dự họp.

- **Thời gian:** 19 giờ 30 tối thứ Sáu.
- **Địa điểm:** nhà văn hóa thôn.
- **Nội dung:** góp ý phương án sửa 320 m đường vào nghĩa trang, mức đóng góp, tổ giám sát.

Hộ nào không dự được có thể gửi ý kiến bằng giấy cho trưởng ban trước 17 giờ.""",
)
WITHDRAWN = Tale(
    "commune",
    9.2,
    ANNOUNCEMENT,
    "Thông báo thu phí vệ sinh quý IV",
    "Mức thu 30.000 đồng mỗi hộ một tháng, nộp tại nhà văn hóa thôn trước ngày 15.",
)
WITHDRAWAL = (
    "Mức thu đăng nhầm, xã chưa thông qua. Thông báo mới sẽ đăng sau kỳ họp Hội đồng nhân dân."
)

TOLD = (
    Tale(
        "centre",
        20.5,
        GUIDANCE,
        "Hướng dẫn tổ chức Ngày hội Đại đoàn kết toàn dân tộc ở khu dân cư",
        """Ngày hội tổ chức ở thôn, tổ dân phố **từ ngày 1 đến ngày 18 tháng 11**.

1. Phần lễ không quá 60 phút: ôn truyền thống, tổng kết cuộc vận động, biểu dương.
2. Phần hội do Nhân dân tự chọn: văn nghệ, thể thao, bữa cơm đoàn kết.
3. Không huy động quá sức dân; thu chi công khai tại bảng tin.

Các xã gửi báo cáo tổng hợp theo biểu mẫu tuần sau ngày hội.""",
        {
            "en": (
                "How to hold the Great Unity Day in villages and residential groups",
                """The day is held **from 1 to 18 November**.

1. The ceremony takes no more than 60 minutes.
2. The festivities are the people's own choice.
3. Nobody is asked for more than they can give; the accounts are posted on the notice board.""",
            ),
            "hi": (
                "गाँवों और आवासीय समूहों में महान एकता दिवस कैसे मनाएँ",
                """यह दिवस **1 से 18 नवंबर** तक मनाया जाता है।

1. समारोह 60 मिनट से अधिक न हो।
2. उत्सव में क्या हो, यह लोग स्वयं चुनते हैं।
3. किसी से सामर्थ्य से अधिक न माँगा जाए; हिसाब सूचना पट्ट पर लगाया जाए।""",
            ),
        },
    ),
    Tale(
        "province",
        12.3,
        Category.DOCUMENT,
        "Kế hoạch giám sát việc thực hiện dân chủ ở cơ sở quý IV",
        """Ủy ban Mặt trận tỉnh giám sát tại 12 xã, phường về:

- công khai thu chi các khoản Nhân dân đóng góp;
- lấy ý kiến Nhân dân về quy hoạch;
- trả lời phản ánh, kiến nghị đúng hạn.

Đoàn làm việc nửa ngày tại mỗi xã. Lịch cụ thể gửi về trước 5 ngày làm việc.""",
    ),
    Tale(
        "province",
        4.6,
        ACTIVITY,
        "Toàn tỉnh khánh thành 126 nhà Đại đoàn kết",
        """Từ đầu năm, Quỹ vì người nghèo các cấp hỗ trợ xây mới **126 nhà Đại đoàn kết**, sửa chữa 84 nhà.

Mỗi nhà xây mới được hỗ trợ 80 triệu đồng; anh em, hàng xóm góp hơn 3.400 ngày công. Mười bốn nhà cuối cùng sẽ xong trước Tết.""",
    ),
    Tale(
        "other",
        1.4,
        Category.EXAMPLE,
        "Tổ phụ nữ nhặt ve chai nuôi ba em nhỏ đến trường",
        """Sáu năm nay, chiều thứ Bảy nào các chị trong tổ cũng đi từng ngõ gom giấy vụn, vỏ lon. Tiền bán được bỏ vào ống tre ở nhà văn hóa.

Nhờ ống tre ấy, ba em nhỏ mồ côi trong thôn có đủ sách vở, áo ấm và thẻ bảo hiểm. “Mỗi nhà một ít, chẳng ai thấy nặng,” tổ trưởng cười nói.""",
    ),
    Tale(
        "commune",
        7.5,
        GUIDANCE,
        "Làm căn cước cho trẻ dưới 14 tuổi: cần gì, ở đâu",
        """Cha mẹ làm căn cước cho con **không bắt buộc**, miễn phí.

1. Khai trên Cổng dịch vụ công, hoặc đến Công an xã.
2. Mang giấy khai sinh của trẻ và căn cước của cha hoặc mẹ.
3. Trẻ từ 6 tuổi đến cùng để chụp ảnh, lấy vân tay.

Công an xã làm việc cả sáng thứ Bảy trong tháng này.""",
    ),
    Tale(
        "commune",
        16.4,
        ACTIVITY,
        "Đội bóng chuyền hơi nữ của xã giành giải nhì toàn tỉnh",
        """Sau bốn ngày thi đấu, đội tuyển nữ của xã giành **giải nhì** giải bóng chuyền hơi người cao tuổi. Vận động viên lớn tuổi nhất đã 71.""",
    ),
    Tale(
        "village",
        6.2,
        ANNOUNCEMENT,
        "Công khai tiền đóng góp làm đường ngõ 3",
        """Đã thu **42.500.000 đồng** của 17 hộ, chi 41.200.000 đồng mua xi măng, cát, đá. Còn 1.300.000 đồng để lát nắp cống. Sổ thu chi để tại nhà văn hóa, ai cũng xem được.""",
    ),
    Tale(
        "village",
        13.1,
        ACTIVITY,
        "Thôn trồng 60 cây hoa dọc đường chính",
        "Sáng Chủ nhật, Chi đoàn cùng Chi hội phụ nữ trồng 60 cây hoa giấy. Mỗi hộ nhận chăm một cây trước cửa nhà mình.",
    ),
)
FOR_OFFICERS = Tale(
    "commune",
    1.1,
    ANNOUNCEMENT,
    "Cán bộ thôn: chốt danh sách hộ khó khăn trước thứ Năm",
    "Đề nghị các trưởng ban công tác Mặt trận gửi danh sách hộ khó khăn nhận quà Tết **trước 16 giờ thứ Năm**. Danh sách chưa công khai, không chuyển tiếp.",
)
