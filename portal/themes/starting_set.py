"""Sentences to begin with: until petitions are confirmed, suggestions are learnt from these alone.

Invented, in the words that people use to an office; no sentence was written by a citizen. Kept with
marks; the model learns each without them too (`bayes.py`).
"""

from collections.abc import Iterator

TABLE: dict[str, str] = {
    "roads": """\
Đường liên thôn xuống cấp, nhiều ổ gà, trời mưa lầy lội xe máy đi hay bị ngã.
Đèn đường đầu ngõ hỏng đã hai tuần, buổi tối trẻ em đi học về rất nguy hiểm.
Đề nghị lắp thêm bóng đèn chiếu sáng ở đoạn đường qua nghĩa trang.
Cầu bê tông bắc qua mương bị nứt, lan can gãy, đi lại không an toàn.
Xe tải chở đất chạy qua làng làm hỏng mặt đường mới đổ bê tông.
Ngã ba gần trường học cần có gương cầu lồi và gờ giảm tốc vì hay xảy ra tai nạn.
Vỉa hè trước chợ bị bong gạch, người già đi bộ vấp ngã.
Xin mở rộng ngõ 5 vì xe cứu thương không vào được.
Nắp cống giữa đường bị mất, ban đêm không có biển cảnh báo.
Dự án làm đường trục xã thi công dở dang, để rào chắn cả năm không ai làm.
Biển báo giao thông ở đầu cầu bị cây che khuất.
Đường ra đồng sạt lở một nửa, đề nghị kè lại cho dân đi.
Đường bê tông trong thôn vỡ nát, đề nghị sửa đường trước Tết.
Xin lắp đèn đường chiếu sáng ngõ xóm, trời tối không thấy đường đi.
Cầu qua sông yếu, xe tải vẫn chạy, dân lo cầu sập.""",
    "power": """\
Điện trong thôn yếu, giờ cao điểm không bật được điều hòa, nồi cơm không chín.
Mấy hôm nay mất điện liên tục mà không thấy thông báo trước.
Dây điện chùng xuống sát mái nhà, mưa gió rất dễ chập cháy.
Cột điện nghiêng sắp đổ, đề nghị điện lực đến xử lý gấp.
Hóa đơn tiền điện tháng này tăng gấp đôi dù gia đình dùng như cũ.
Trạm biến áp quá tải, hè nào cũng nhảy aptomat.
Công tơ điện chạy sai, đã báo chi nhánh điện mà chưa kiểm tra.
Cây đổ vào đường dây điện hạ thế sau bão, cả xóm mất điện hai ngày.
Xin được kéo điện ba pha cho khu sản xuất của làng nghề.
Hộp công tơ treo thấp, hở dây, trẻ con với tay tới.
Đường dây điện cũ, hay chập cháy, đề nghị thay dây điện và cột điện.
Cắt điện giữa trưa nắng, điện lực không báo cho dân.
Tiền điện tính sai, công tơ điện nhảy số bất thường.""",
    "water": """\
Nước máy đục và có mùi tanh, đun lên đóng cặn trắng.
Hai hôm nay mất nước sinh hoạt, cả khu phải đi mua nước bình.
Cống thoát nước bị tắc, mưa to là nước tràn vào nhà.
Rãnh thoát nước dọc ngõ đầy bùn, nước thải ứ đọng lâu ngày.
Đồng hồ nước bị vỡ, công ty nước sạch chưa đến thay.
Thôn chưa có nước sạch, các hộ vẫn dùng giếng khoan nhiễm sắt.
Khu dân cư ngập úng mỗi khi mưa lớn do cống nhỏ.
Đường ống cấp nước rò rỉ, nước chảy lênh láng cả tuần.
Áp lực nước yếu, các hộ cuối nguồn không có nước dùng vào buổi tối.
Đề nghị nạo vét hệ thống thoát nước trước mùa mưa.
Giá nước sạch cao, đề nghị giải thích cách tính tiền nước.
Nước sinh hoạt có màu vàng, nghi nước bẩn, đề nghị kiểm tra nguồn nước.
Cống rãnh trong ngõ không có nắp, nước bẩn tràn ra đường khi mưa.
Xóm chưa có đường ống nước máy, mùa khô giếng cạn.""",
    "waste": """\
Xe thu gom rác một tuần chỉ đến một lần, rác ùn ở đầu ngõ.
Bãi rác tạm cạnh trường học bốc mùi hôi thối, ruồi nhặng bay vào lớp.
Trang trại lợn xả nước thải ra mương, nước đen ngòm, cá chết nổi.
Xưởng tái chế nhựa đốt rác ban đêm, khói khét không thở được.
Có người đổ trộm phế thải xây dựng ở bờ đê.
Thu phí vệ sinh môi trường đều đặn nhưng không ai quét dọn.
Bụi từ mỏ đá và xe chở cát làm cây cối, nhà cửa trắng xóa.
Đề nghị đặt thêm thùng rác và điểm tập kết vỏ bao thuốc bảo vệ thực vật.
Ao làng bị ô nhiễm, bèo và túi ni lông phủ kín mặt nước.
Người dân đốt rơm rạ sau vụ gặt khói mù mịt cả làng.
Cơ sở giết mổ gia súc gây mùi hôi, tiết chảy ra cống.
Chuồng gà sát nhà dân gây mùi, đề nghị di dời ra xa khu dân cư.
Rác vứt bừa bãi ven đường, không có người dọn rác.
Nước thải, khói bụi của nhà máy gây ô nhiễm môi trường cả vùng.
Chăn nuôi lợn trong làng mùi hôi nồng nặc, nhất là ngày nắng.""",
    "land": """\
Nộp đơn xin cấp sổ đỏ từ năm ngoái đến nay chưa được trả.
Hàng xóm xây tường lấn sang đất nhà tôi gần một mét.
Đề nghị công khai phương án đền bù giải phóng mặt bằng của dự án.
Giá bồi thường đất nông nghiệp quá thấp so với thị trường.
Có hộ xây nhà trái phép trên đất lúa mà không bị xử lý.
Xin hướng dẫn tách thửa và chuyển mục đích sử dụng đất vườn sang đất ở.
Đo đạc bản đồ địa chính sai diện tích thửa đất của gia đình.
Lối đi chung bị một hộ rào lại, tranh chấp nhiều năm chưa giải quyết.
Khu tái định cư chưa giao đất mà đã yêu cầu dân bàn giao mặt bằng.
Đất công ích của thôn cho thuê không qua đấu thầu.
Công trình xây dựng không phép, làm nứt tường nhà bên cạnh.
Xin hỏi về cấp giấy chứng nhận quyền sử dụng đất cho đất ông bà để lại.
Tranh chấp ranh giới đất giữa hai nhà, đề nghị xã xuống đo lại.
Thu hồi đất làm đường nhưng tiền đền bù chưa trả cho dân.""",
    "welfare": """\
Gia đình tôi thuộc hộ cận nghèo nhưng không có tên trong danh sách hỗ trợ.
Trợ cấp cho người khuyết tật hai tháng nay chưa nhận được.
Mẹ tôi trên 75 tuổi, xin hỏi thủ tục hưởng trợ cấp người cao tuổi hằng tháng.
Việc bình xét hộ nghèo ở thôn chưa công bằng, nhà khá giả vẫn được xét.
Nhà dột nát, xin được hỗ trợ làm nhà đại đoàn kết.
Chế độ thương binh, thân nhân liệt sĩ chi trả chậm.
Xin vay vốn ưu đãi ngân hàng chính sách để chăn nuôi.
Quà Tết cho hộ khó khăn phát chưa đúng đối tượng.
Đề nghị hỗ trợ các gia đình bị tốc mái sau cơn bão.
Mẹ đơn thân nuôi con nhỏ, mong được xét vào diện bảo trợ xã hội.
Người có công trong xóm chưa được thăm hỏi ngày 27 tháng 7.
Đề nghị xét hộ nghèo cho gia đình neo đơn, ốm đau lâu ngày.
Tiền trợ cấp bảo trợ xã hội của người già, người khuyết tật phát chậm.
Nhà ở xuống cấp, xin hỗ trợ tiền xóa nhà tạm, nhà dột nát.""",
    "health": """\
Trạm y tế xã thiếu thuốc, bệnh nhân có thẻ bảo hiểm phải tự mua ngoài.
Muỗi nhiều, đã có mấy ca sốt xuất huyết, đề nghị phun thuốc.
Quán ăn cổng chợ bán thịt ôi, nhiều người bị ngộ độc thực phẩm.
Thẻ bảo hiểm y tế của con tôi sai ngày sinh, đi khám không được thanh toán.
Đề nghị tổ chức khám sức khỏe cho người cao tuổi trong thôn.
Bác sĩ ở trạm hay vắng mặt, người dân đến khám phải chờ lâu.
Trẻ em đến lịch tiêm chủng mà trạm hết vắc xin.
Cửa hàng bán rau không rõ nguồn gốc, nghi có thuốc trừ sâu.
Có người bán thuốc nam không giấy phép, quảng cáo chữa bách bệnh.
Bệnh nhân nặng gọi xe cấp cứu mãi mới tới.
Đi khám bệnh ở trạm y tế không có bác sĩ, không có thuốc.
Thức ăn bán ở chợ không bảo đảm an toàn thực phẩm.
Đề nghị phun thuốc diệt muỗi, phòng dịch bệnh sau lũ.""",
    "education": """\
Nhà trường thu nhiều khoản đầu năm học mà không họp phụ huynh.
Trường mầm non thiếu lớp, con tôi đúng tuyến không được nhận.
Giáo viên ép học sinh học thêm tại nhà cô.
Bữa ăn bán trú của các cháu ít thịt, chất lượng kém.
Nhà vệ sinh của trường tiểu học bẩn, học sinh nhịn không dám đi.
Cổng trường giờ tan học ùn tắc, đề nghị có người hướng dẫn.
Học sinh cấp hai đánh nhau quay clip đưa lên mạng.
Phòng học dột, mái tôn nóng, bàn ghế cũ hỏng.
Đề nghị miễn giảm học phí cho con em hộ nghèo.
Quỹ lớp, quỹ hội cha mẹ học sinh thu cao, chi không rõ ràng.
Trường xa, xin mở điểm lẻ cho các cháu mẫu giáo trong bản.
Học phí và các khoản thu của trường quá cao so với năm trước.
Con tôi không được vào lớp một đúng tuyến, nhà trường báo hết chỗ.
Thầy cô dạy thêm ngoài giờ, học sinh không học thì bị điểm thấp.""",
    "security": """\
Gần đây trong xóm hay mất trộm gà, xe đạp, xe máy.
Thanh niên tụ tập đánh nhau, đua xe, nẹt pô ban đêm.
Có nhóm người sử dụng ma túy trong ngôi nhà hoang cuối làng.
Đề nghị công an xã tuần tra buổi tối vì người lạ vào làng nhiều.
Có tụ điểm đánh bạc, ghi lô đề ở quán nước.
Mẹ tôi bị kẻ gian gọi điện giả công an lừa đảo chuyển tiền.
Chó thả rông không rọ mõm cắn người đi đường.
Chồng hay say rượu đánh vợ con, xin can thiệp.
Tín dụng đen dán quảng cáo cho vay đầy cột điện.
Đề nghị lắp camera an ninh ở các ngã tư trong thôn.
Người ở trọ không khai báo tạm trú, hay gây gổ.
Kẻ trộm vào nhà lấy xe máy, đã báo công an mà chưa có kết quả.
Thanh niên nghiện ma túy, trộm cắp vặt làm dân bất an.
Cờ bạc, cá độ, lừa đảo qua mạng nhiều, đề nghị công an vào cuộc.""",
    "noise": """\
Nhà bên hát karaoke loa kéo đến nửa đêm, không ai ngủ được.
Quán nhậu bật nhạc to, khách la hét ồn ào tới khuya.
Xưởng cơ khí, xưởng gỗ trong khu dân cư cưa đục ầm ĩ suốt trưa.
Đám cưới dựng rạp lấn hết đường, mở loa từ năm giờ sáng.
Đám tang kéo dài nhiều ngày, kèn trống suốt đêm ảnh hưởng người bệnh.
Hàng quán bày bán lấn chiếm vỉa hè, lòng đường.
Tiếng ồn từ máy xát gạo và quạt công nghiệp làm các cháu không học được.
Đề nghị nhắc các hộ không mở loa quảng cáo bán hàng rong inh ỏi.
Hàng xóm nuôi chó sủa cả đêm, góp ý thì cãi nhau.
Xin có quy định giờ giấc sinh hoạt, hát hò trong khu tập thể.
Rải vàng mã khi đưa tang làm mất nếp sống văn minh.
Loa kéo karaoke ồn ào ban đêm, người già, trẻ nhỏ mất ngủ.
Hàng xóm mở nhạc to, hát karaoke quá mười giờ đêm.
Bán hàng lấn chiếm vỉa hè, gây ồn từ sáng sớm.""",
    "conduct": """\
Cán bộ tiếp dân nói năng khó nghe, quát nạt người già.
Đến ủy ban nhiều lần mà cán bộ phụ trách không có mặt tại phòng.
Anh cán bộ gợi ý phải có tiền bồi dưỡng mới giải quyết.
Trưởng thôn thiên vị người nhà, làm việc không khách quan.
Đơn gửi đã ba tháng mà lãnh đạo xã không trả lời.
Cán bộ hẹn rồi không đến, đùn đẩy trách nhiệm cho nhau.
Nhân viên thu phí có thái độ hách dịch với dân.
Đề nghị kiểm điểm cán bộ uống rượu trong giờ làm việc.
Cán bộ gây phiền hà, nhũng nhiễu người dân đến làm việc.
Chủ tịch không tiếp công dân theo lịch đã niêm yết.
Tổ trưởng tổ dân phố thiếu trách nhiệm, dân phản ánh không giải quyết.
Thái độ của cán bộ ở ủy ban không tốt, trả lời cộc lốc với dân.
Cán bộ xã chậm trễ, thiếu trách nhiệm, dân hỏi không trả lời.
Trưởng thôn tự ý quyết định, thiên vị, dân không đồng tình.""",
    "procedures": """\
Làm giấy khai sinh cho con phải đi lại bốn lần vì thiếu giấy tờ.
Bộ phận một cửa bắt chờ cả buổi sáng, không có số thứ tự.
Nộp hồ sơ trực tuyến trên cổng dịch vụ công bị lỗi, không tải lên được.
Sau sáp nhập xã, xin hướng dẫn đổi địa chỉ trên giấy tờ.
Xin xác nhận tình trạng hôn nhân mà hẹn trả kết quả quá lâu.
Đăng ký kết hôn, khai tử ở đâu sau khi bỏ cấp huyện?
Chứng thực bản sao phải xuống tận trung tâm phường cách mười lăm cây số.
Hồ sơ đăng ký kinh doanh hộ cá thể bị trả lại không ghi lý do.
Căn cước công dân làm từ tháng trước chưa được nhận.
Người già không biết dùng điện thoại thông minh, mong được hướng dẫn làm thủ tục.
Mẫu đơn phức tạp, đề nghị đơn giản hóa thủ tục hành chính.
Thủ tục hành chính rườm rà, nộp hồ sơ rồi lại bắt bổ sung giấy tờ.
Bộ phận một cửa hẹn trả hồ sơ nhưng quá hẹn nhiều ngày.
Xin hướng dẫn nộp hồ sơ qua dịch vụ công trực tuyến, làm giấy khai sinh.""",
    "culture": """\
Nhà văn hóa thôn xuống cấp, thiếu bàn ghế và quạt.
Xin lát lại sân nhà văn hóa để bà con tập thể dục, đánh bóng chuyền.
Đề nghị lắp dụng cụ thể thao ngoài trời ở công viên.
Thanh thiếu niên không có sân bóng, phải đá ở ruộng.
Đình làng bị mối mọt, mong được tu bổ di tích.
Hội làng năm nay tổ chức tốn kém, nhiều trò chơi trá hình.
Đề nghị mở lớp dạy hát quan họ cho các cháu dịp hè.
Câu lạc bộ dân vũ, dưỡng sinh chưa có chỗ sinh hoạt.
Thư viện xã đóng cửa, tủ sách không ai trông.
Xin kinh phí tổ chức hội diễn văn nghệ ngày hội Đại đoàn kết.
Ghế đá ở sân đình hỏng, đề nghị thay mới.
Sân bóng, sân thể thao của thôn bị chiếm làm chỗ phơi thóc.
Đề nghị xây nhà văn hóa mới, nhà văn hóa cũ chật chội.
Lễ hội đình làng cần bảo vệ di tích, giữ gìn văn hóa truyền thống.""",
    "farming": """\
Kênh mương nội đồng bị bồi lấp, ruộng cuối nguồn không có nước tưới.
Trạm bơm hỏng giữa vụ, lúa đang làm đòng bị khô hạn.
Rầy nâu và đạo ôn phá lúa, đề nghị cán bộ nông nghiệp hướng dẫn phun thuốc.
Đàn lợn chết nghi dịch tả, mong thú y đến kiểm tra.
Giá vải, giá dưa rớt thê thảm, xin hỗ trợ tiêu thụ nông sản.
Lúa giống mua của hợp tác xã nảy mầm kém.
Chuột phá hoại hoa màu, cần tổ chức diệt chuột đồng loạt.
Cống lấy nước vào đồng đóng không kịp, cả cánh đồng bị ngập.
Phân bón giả bán tràn lan, nông dân thiệt hại.
Thủy lợi phí đã thu mà mương không được nạo vét.
Đề nghị tiêm phòng cúm cho gà vịt, lở mồm long móng cho trâu bò.
Xin tập huấn kỹ thuật trồng rau an toàn trong nhà lưới.
Ruộng lúa thiếu nước tưới, kênh mương thủy lợi hư hỏng.
Lợn, gà, trâu bò mắc bệnh dịch, đề nghị thú y tiêm phòng.
Nông sản được mùa mất giá, nông dân mong có nơi thu mua.""",
    "governance": """\
Đề nghị công khai các khoản thu chi quỹ của thôn trước dân.
Việc họp dân lấy ý kiến còn hình thức, quyết xong mới hỏi.
Góp ý cho dự thảo văn kiện đại hội Đảng các cấp.
Kiến nghị xem lại tên xã mới sau khi sáp nhập.
Chi bộ cần nêu gương, đảng viên phải làm trước.
Quy ước làng có điều chưa hợp với luật, cần sửa đổi.
Đề nghị bầu lại trưởng thôn theo đúng quy trình dân chủ.
Mức đóng góp xây dựng nông thôn mới chưa được bàn bạc.
Hội đồng nhân dân nên chất vấn và trả lời cử tri rõ ràng hơn.
Sau khi bỏ cấp huyện, chính quyền hai cấp cần gần dân hơn.
Ban giám sát đầu tư cộng đồng chưa được cung cấp hồ sơ công trình.
Đề nghị công khai thu chi, đóng góp của dân cho nông thôn mới.
Bầu cử trưởng thôn cần dân chủ, lấy ý kiến Nhân dân.
Góp ý việc sáp nhập thôn, xã và sắp xếp bộ máy chính quyền.""",
    "information": """\
Loa truyền thanh cuối thôn mất tiếng từ đầu tháng.
Loa phường phát quá to lúc năm giờ sáng, xin điều chỉnh giờ phát.
Sóng điện thoại trong bản rất yếu, gọi không được.
Mạng internet chập chờn, học sinh không học trực tuyến được.
Thông báo họp dân chỉ gửi nhóm Zalo, người già không biết.
Đề nghị phát tin bằng cả tiếng dân tộc trên đài truyền thanh.
Cáp quang, cáp viễn thông thả lòng thòng xuống đường.
Lịch cắt nước, lịch tiêm không được thông báo trên loa.
Xin lắp wifi miễn phí ở nhà văn hóa.
Bảng tin của xã không cập nhật, giấy cũ đã mờ.
Trạm phát sóng đặt gần nhà, người dân lo ngại.
Loa truyền thanh của xã hỏng, dân không nghe được thông báo.
Mạng internet và sóng điện thoại yếu, đề nghị nhà mạng nâng cấp.
Thông báo của xã không đến được người dân, đề nghị phát trên loa.""",
}  # fmt: skip


def sentences() -> Iterator[tuple[str, str]]:
    """(theme's code, sentence)."""
    for code, block in TABLE.items():
        for line in block.splitlines():
            yield code, line
