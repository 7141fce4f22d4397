"""How well a theme is suggested: macro-F1 beside always naming the commonest, marks or none.

Cross-validated on the starting set, and asked about sentences in other words that were written
apart and are used nowhere else. All of them are invented: the figures say what to expect of the
first weeks, not of a year of confirmed petitions.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from unicodedata import normalize

from rich.table import Table

from bench.rounds import table
from portal.base import text as folding
from portal.themes.bayes import MARGIN, Model, grams
from portal.themes.default_codebook import lessons
from portal.themes.starting_set import sentences

Taught = Sequence[tuple[str, str]]
FOLDS = 10
SEEDS = 3

# The words of the starting set were avoided where somebody would have said it otherwise.
HELD_OUT: dict[str, str] = {
    "roads": """\
Mặt đường bê tông xóm em vỡ nát hết, đi xe đạp cũng xóc.
Tối đến cả đoạn dốc tối om, không bóng nào sáng.
Cái cầu khỉ qua kênh ọp ẹp lắm rồi, bao giờ làm cầu mới?
Đề nghị kẻ vạch sang đường chỗ cổng chợ, ô tô phóng nhanh quá.
Ngõ nhà tôi chưa được đổ bê tông, mưa xuống là bùn lầy.""",
    "power": """\
Cứ chập tối là điện phập phù, quạt quay không nổi.
Dây dẫn vào nhà bị tróc vỏ, tôi sợ giật chết người.
Sao cúp điện cả ngày Chủ nhật mà không ai báo?
Tiền điện nhà tôi tháng này cao bất thường.
Trụ điện trước nhà bị xe tông xiêu vẹo.""",
    "water": """\
Vòi nhà tôi chảy nhỏ giọt, có hôm chẳng có giọt nào.
Nước chảy ra vàng khè, giặt áo trắng thành áo ố.
Mưa một trận là ngõ thành sông, cống không thoát kịp.
Bao giờ bản Nậm được kéo nước máy về?
Mương thoát trước cửa bị lấp, nước bẩn đọng lại.""",
    "waste": """\
Rác chất thành đống ở chân cầu cả tháng không ai dọn.
Nhà máy thải khói đen, phơi quần áo đầy bụi than.
Hôi phân lợn không chịu nổi, nhất là những hôm trời nồm.
Họ vứt xác gà chết xuống sông, bẩn quá.
Mong có xe chở rác vào tận xóm.""",
    "land": """\
Sổ đỏ nhà tôi ghi sai tên, xin sửa thế nào?
Ông bên cạnh đổ móng nhà qua mốc giới của tôi.
Bị thu hồi ruộng mà tiền đền bù chưa nhận đủ.
Tôi muốn chuyển đất vườn lên thổ cư thì làm ở đâu?
Nhà cao tầng kia không có giấy phép vẫn xây ầm ầm.""",
    "welfare": """\
Bố tôi liệt giường, có được tiền hỗ trợ hằng tháng không?
Năm nay sao nhà tôi bị cắt hộ nghèo?
Tiền tuất của mẹ liệt sĩ tháng này chưa thấy.
Nhà bà cụ cuối xóm sập bếp, mong các bác giúp.
Tôi cần vay tiền mua bò mà ngân hàng chưa duyệt.""",
    "health": """\
Trạm xá hết thuốc huyết áp đã lâu.
Thôn có người bị sốt xuất huyết, bọ gậy đầy ao tù.
Bánh mì cổng trường làm mấy đứa nhỏ đau bụng phải đi viện.
Thẻ BHYT hết hạn, gia hạn ở đâu?
Xin lịch tiêm phòng cho cháu sáu tháng tuổi.""",
    "education": """\
Đầu năm đóng quỹ lớp hơn hai triệu, nhiều quá.
Cô giáo phạt cháu đứng nắng, gia đình rất buồn.
Lớp mẫu giáo sáu chục cháu một phòng.
Suất cơm trưa ở trường toàn rau với đậu.
Trường cấp một dột, mưa các cháu phải nghỉ.""",
    "security": """\
Đêm qua nhà tôi bị bẻ khóa lấy mất xe.
Đám choai choai rú ga lạng lách ngoài đê.
Nghi có con nghiện tiêm chích sau chợ.
Có kẻ gọi xưng là cán bộ ngân hàng để lừa lấy mã.
Con chó béc giê nhà ấy cắn ba người rồi.""",
    "noise": """\
Mười hai giờ đêm vẫn hát rống lên, góp ý còn bị chửi.
Tiếng máy cưa của xưởng mộc làm cả ngõ đau đầu.
Quán bia mở nhạc sàn inh tai.
Bàn ghế quán phở choán hết lối đi bộ.
Nhà có đám mà thổi kèn ba đêm liền.""",
    "conduct": """\
Chị ở phòng tiếp dân gắt gỏng, ném trả giấy của tôi.
Gọi mãi không gặp được người phụ trách, ai cũng bảo không biết.
Phải biếu phong bì thì mới chịu ký.
Ông trưởng xóm chỉ bênh họ hàng nhà mình.
Tôi phản ánh ba lần mà xã im lặng.""",
    "procedures": """\
Làm lại giấy khai sinh cần những giấy gì?
Nộp trên mạng báo lỗi hoài, gọi không ai nghe.
Chờ từ bảy giờ đến mười một giờ mới tới lượt ở một cửa.
Đổi xã rồi giấy tờ cũ còn dùng được không?
Xin giấy xác nhận độc thân mà bị trả hồ sơ hai lần.""",
    "culture": """\
Bọn trẻ muốn có chỗ đá bóng buổi chiều.
Mái đình dột nát, các cụ mong được sửa.
Hội trường thôn chật, không đủ chỗ cho bà con ngồi.
Xin bộ loa và đàn cho đội văn nghệ.
Công viên nên có xà đơn, xe đạp tập.""",
    "farming": """\
Đồng trên khô nứt nẻ, trạm bơm không chạy.
Sâu cuốn lá ăn trụi ruộng nhà tôi.
Bò nhà tôi bỏ ăn, sốt, không thấy thú y tới.
Dưa chín đầy ruộng mà không ai mua.
Mương dẫn nước bị sạt, cấy không được.""",
    "governance": """\
Tiền đóng góp làm cổng làng chi những gì, dân chưa được biết.
Họp thôn toàn thông báo chứ có hỏi ý dân đâu.
Nên giữ lại tên cũ của xã.
Đảng viên ở chi bộ tôi ít gương mẫu.
Đề nghị dân được bàn mức thu xây dựng nhà văn hóa.""",
    "information": """\
Cái loa trên cột im thin thít cả tháng.
Loa phát từ sáng tinh mơ, nhà có em bé không ngủ được.
Vào bản là mất sóng, phải trèo đồi mới gọi được.
Wifi nhà mạng chậm quá, con tôi không nộp bài được.
Có lịch họp mà chẳng ai báo cho chúng tôi.""",
}


def held_out() -> list[tuple[str, str]]:
    return [(code, line) for code, block in HELD_OUT.items() for line in block.splitlines()]


def bare(taught: Taught) -> list[tuple[str, str]]:
    """As somebody writes without marks."""
    return [(code, folding.fold(line)) for code, line in taught]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean over themes of F1; `pairs` are (true, said)."""
    themes = sorted({true for true, _ in pairs})
    right = Counter(true for true, said in pairs if true == said)
    trues, saids = Counter(true for true, _ in pairs), Counter(said for _, said in pairs)
    return sum(2 * right[one] / (trues[one] + saids[one]) for one in themes) / len(themes)


def folds(taught: Taught, seed: int) -> Iterator[tuple[list[tuple[str, str]], Taught]]:
    """(learnt from, asked about), ten times; every sentence is asked about once."""
    mixed = list(taught)
    Random(seed).shuffle(mixed)
    for fold in range(FOLDS):
        yield [one for n, one in enumerate(mixed) if n % FOLDS != fold], mixed[fold::FOLDS]


Learner = Callable[[Taught], Callable[[str], str]]


def bayes(taught: Taught) -> Callable[[str], str]:
    """Our model, made to say its likeliest theme, sure or not."""
    return _sayer(Model(taught), taught)


def _sayer(model: Model, taught: Taught) -> Callable[[str], str]:
    otherwise = majority(taught)("")
    return lambda text: next((one.theme for one in model.scores(text)), otherwise)


class Marked(Model):
    """The same model, taught and asked as written alone."""

    features = staticmethod(lambda text: frozenset(grams(normalize("NFC", text).casefold())))


def marked_alone(taught: Taught) -> Callable[[str], str]:
    """What becomes of it without the second, unmarked lesson."""
    return _sayer(Marked(taught), taught)


def majority(taught: Taught) -> Callable[[str], str]:
    """Always the commonest theme."""
    commonest = Counter(code for code, _ in taught).most_common(1)[0][0]
    return lambda text: commonest


def crossed(learner: Learner, *, without_marks: bool) -> float:
    """Macro-F1 over all folds and seeds."""
    found = []
    for seed in range(SEEDS):
        pairs = []
        for taught, asked in folds(list(sentences()), seed):
            say = learner([*taught, *lessons()])
            pairs += [(code, say(line)) for code, line in (bare(asked) if without_marks else asked)]
        found.append(macro_f1(pairs))
    return sum(found) / len(found)


def apart(learner: Learner, *, without_marks: bool) -> float:
    """Macro-F1 on the sentences written apart."""
    say = learner([*sentences(), *lessons()])
    asked = bare(held_out()) if without_marks else held_out()
    return macro_f1([(code, say(line)) for code, line in asked])


def measure() -> list[Table]:
    """Both tables."""
    made = table(
        "Themes: macro-F1", "", "folds, marks", "folds, none", "other words, marks", "none"
    )
    for name, learner in (
        ("always the commonest", majority),
        ("marked syllables alone", marked_alone),
        ("naive Bayes, both", bayes),
    ):
        figures = [crossed(learner, without_marks=one) for one in (False, True)]
        figures += [apart(learner, without_marks=one) for one in (False, True)]
        made.add_row(name, *(f"{figure:.3f}" for figure in figures))
    return [made, margins()]


def margins() -> Table:
    """What a margin costs and buys on sentences in other words."""
    made = table("Suggested (other words)", "margin", "marks", "right", "none", "right")
    model = Model([*sentences(), *lessons()])
    for margin in (0.0, 0.05, 0.1, MARGIN, 0.2):
        cells = []
        for asked in (held_out(), bare(held_out())):
            said = [(code, model.suggest(line, margin)) for code, line in asked]
            made_of = [(code, one) for code, one in said if one is not None]
            right = sum(code == one for code, one in made_of)
            cells += [f"{len(made_of)} of {len(said)}", f"{right / max(1, len(made_of)):.0%}"]
        made.add_row(f"{margin:.2f}", *cells)
    return made
