"""The words of agencies' names: what begins one, what may stand inside, what ends it.

A new kind of agency is a word in `HEADS` (and in `BODIES`, for `các …`); a verb that a name ran
over is a word in `VERBS`.
"""

from __future__ import annotations

# A name begins with one of these. What follows "Các" must be people or bodies, not tasks.
BODIES = (
    r"đảng (?:ủy|uỷ|đoàn)|sở|ban(?! hành)|ngành|cơ quan|đơn vị|địa phương|huyện|quận|thị xã|"
    r"thành phố|phường|xã(?! hội)|"
    r"thị trấn"
    r"|đặc khu|thôn|ấp|bản|khóm|xóm|buôn|bon|làng|khu phố|khối(?! lượng)|quân khu|"
    r"tổ(?! chức (?:các|thực))|hội(?! nghị| thảo| thi)|đoàn thể|"
    r"đoàn(?! kết)"
    r"|trường(?! hợp)|cơ sở(?! dữ liệu| vật chất| hạ tầng)|doanh nghiệp"
    r"|phòng(?:,? (?:ban|đơn vị|trung tâm|bộ phận)\b|(?!,| chống| ngừa))"
    r"|bộ(?! tiêu| chỉ| phận| máy)|cục|chi cục|tổng cục|vụ(?! việc| án)|viện(?! trợ)|trung tâm|"
    r"công ty"
    r"|tổng công ty|tập đoàn|ngân hàng|thành viên|cấp|đồng chí|chủ|bệnh viện|khu dân cư|lực lượng"
    r"|hợp tác xã|thủ trưởng|ủy ban|uỷ ban|ubnd|hđnd|báo(?! cáo)|đài|tòa soạn|học viện|quỹ|hiệp hội"
    r"|nhà trường|trưởng|hộ|nhà thầu|nhà đầu tư|cá nhân|tổ chức(?! thực hiện)|công chức|cán bộ"
    r"|khoa(?! học)|tòa án|viện kiểm sát|cơ quan báo chí|cấp ủy|chi bộ|bí thư|bộ phận|trạm"
)
HEADS = (
    r"Sở|Ủy ban|Uỷ ban|UBND|UB MTTQ|UBMTTQ|HĐND|Hội đồng(?! nhân dân cùng)|MTTQ|Mặt trận"
    r"|Ban(?! hành)|Công an|Công chức|Công ty|Công đoàn|Bộ(?! tiêu| chỉ s| máy| luật)|BCH|BCĐ|BQL"
    r"|Đài(?! thọ)|Báo(?! cáo| đảm)|Hội(?! nghị| thảo| thi| nhập| họp)|Liên đoàn|Liên hiệp|"
    r"Liên minh"
    r"|Tỉnh [Đđ]oàn|Thành [Đđ]oàn|Huyện [Đđ]oàn|Xã [Đđ]oàn|Đoàn(?! kết)|LĐLĐ|Viện(?! trợ)|VKSND|"
    r"TAND"
    r"|(?:Tòa|Toà) (?:án|soạn)|Kho bạc|KBNN|Ngân hàng|NHNN|NHCSXH|Cục|Chi cục|Tổng cục|"
    r"Vụ(?! việc| án)"
    r"|Thanh tra(?!,| và)|Văn phòng|VP|Trung tâm|Trường(?! hợp)|Học viện|Đại học|Bệnh viện|Trạm|"
    r"Khoa(?! học| giáo)"
    r"|Phòng(?!,| chống| ngừa| tránh)|Tập đoàn|Tổng công ty|Doanh nghiệp|Quỹ|Bảo hiểm xã hội|BHXH"
    r"|Chủ tịch|Phó Chủ tịch|Giám đốc|Thủ trưởng|Chánh|Trưởng(?! thành)|Hiệu trưởng|Bí thư|"
    r"Bộ trưởng|Thứ trưởng|Chỉ huy trưởng|Chính ủy|Tư lệnh|Tổng [Gg]iám đốc"
    r"|Người đứng đầu|Cán bộ(?!,)|Cấp ủy|Đảng ủy|Thường trực|Tỉnh ủy|Thành ủy|Huyện ủy|Chi bộ"
    r"|Tổ(?! chức)|Nhóm|Cổng [Tt]hông tin|Hiệp hội|Hợp tác xã|Vườn quốc gia|Điện lực|Thuế|Hải quan"
    r"|Cảng vụ|Kiểm lâm|Thống kê|Bộ đội|Quân đội|Quân khu|Bảo tàng|Thư viện|Nhà (?:văn hóa|"
    r"thiếu nhi|hát|máy)"
    r"|Đơn vị(?! tính)|Cơ quan|Cơ sở(?! dữ liệu| vật chất| hạ tầng)|Nhà trường|Địa phương"
    r"|Xã(?! hội)|Phường"
    r"|Đặc khu|Thành viên|Lực lượng|Các tổ chức|Tổ chức (?:chính trị|xã hội|Đảng|đoàn|cơ sở)|"
    r"Ngành|Chính quyền"
    r"|Khu dân cư|Khu phố|Thôn|Ấp|Buôn|Bon|Xóm|Làng|Hộ (?:gia đình|kinh doanh)|Chủ (?:rừng|cơ sở)"
    r"|Thủ tướng|Chính phủ|Quốc hội|Đảng đoàn|Ban cán sự|Đồng chí|Đ/c|Lãnh đạo(?!,)|Chi nhánh|"
    r"Chủ đầu tư|Nhà đầu tư|Đội|Xí nghiệp|Bưu điện|Hạt"
    r"|Hội Liên hiệp|Đoàn thể|Y tế|Toàn thể|Từng|Mỗi|Tất cả"
)

# Two-word verbs and openers that no name contains; seen in small letters they end a name.
VERBS = (
    "ban hành|báo cáo|bảo đảm|đảm bảo|bảo vệ|biên soạn|bố trí|bổ sung|cải thiện|cải cách|cân đối|"
    "cập nhật"
    "|cấp phát|căn cứ|chấp hành|chịu trách nhiệm|chỉ đạo(?! 35)|chủ động|chủ trì|chuẩn bị|chú trọng"
    "|có trách nhiệm|có nhiệm vụ|có kế hoạch|cung cấp|cụ thể h[oó][aá]|củng cố|dự toán|duy trì|"
    "đánh giá|đào tạo|"
    "đăng ký"
    "|đầu tư(?= (?:các|những|mới|nâng|mua|cơ sở|trang|hạ tầng|thêm))|đẩy mạnh|"
    "đề xuất|điều phối|định hướng|định kỳ|đổi mới|đôn đốc|giám sát"
    "|giải quyết|hoàn thành|hoàn thiện|hỗ trợ|huy động|hướng dẫn|khai thác|khẩn trương|khuyến khích"
    "|kịp thời|kiểm tra|kiểm soát|kiện toàn|kiến nghị|lãnh đạo(?=,? (?:chỉ|"
    "xây dựng|cụ thể|việc|công tác|thực hiện|triển khai|tổ chức|ban hành|thể chế|rà soát))"
    "|lấy ý kiến|lồng ghép"
    "|nâng cao|nghiên cứu|nghiêm túc|ngăn chặn|nhân rộng|cấp(?= (?:giấy|thẻ|định|mã|phát|đổi))|"
    "phân công|phân bổ|phân tích|phát động"
    "|phát hiện|phát huy|phát triển|phê duyệt|phổ biến|phối hợp|phòng ngừa|quan tâm|quán triệt|"
    "quản lý"
    "|quy định|rà soát|sắp xếp|sẵn sàng|sử dụng|tăng cường|tăng thời lượng|tập huấn|tập trung|"
    "sửa đổi|tham gia"
    "|tham mưu|thành lập|thanh tra|theo dõi|theo chức năng|theo thẩm quyền|theo phạm vi|"
    "theo nhiệm vụ|theo quy"
    "|thẩm định|thống kê|thông báo|thông qua"
    "|thông tin(?= (?:kịp|đầy|rộng|công khai|tuyên|về|đến|cho))|thu hút|thu thập|thúc đẩy|thực hiện"
    "|thường xuyên|tích cực|tiến hành|tiếp nhận|tiếp tục|tiếp thu|tổng hợp|tổng kết|trên cơ sở"
    "|triển khai|trong phạm vi|trực tiếp|truyền thông(?! và| đại| tuyên| tăng| đưa| mở| phối)"
    "|tuyên truyền|tư vấn|ưu tiên"
    "|xét xử|ra quân|gửi(?= (?:kết quả|báo cáo|hồ sơ|danh sách|văn bản|số liệu|ý kiến|về))"
    "|vận dụng|vận động|vận hành|xác định|xem xét|xây dựng|xử lý|ứng dụng|khảo sát|bám sát"
    "|nâng cấp|quảng bá|giới thiệu|khắc phục|bàn giao|niêm yết|thu gom|chăm lo|mở rộng|đăng tải"
    "|tháo gỡ|trao đổi|thí điểm|gương mẫu|đưa (?:tin|vào|nội)|vận chuyển|rút kinh|chấm dứt"
    "|điều chỉnh|điều động|tuần tra|canh gác|thu hồi|tạm dừng|đình chỉ|khôi phục|phục hồi|cải tạo"
    "|nạo vét|tu bổ|tôn tạo|phân luồng|giải tỏa|cưỡng chế|chỉnh trang|cắt giảm|rút ngắn|ký kết"
    "|cho (?:vay|thuê|mượn)|trực (?:ban|chỉ|cứu|sẵn)|sơ tán|kiểm đếm|kêu gọi|cứu trợ"
    "|lựa chọn|công bố|công khai|công nhận|xác nhận|chi trả|thanh toán|in ấn"
    r"|cử(?= (?:\d|cán bộ|công chức|người|đại diện|thành viên|lực lượng))"
    "|tuyển (?:chọn|dụng|mộ)|mua sắm|sửa chữa|lắp đặt|trang bị|xuất bản|phát hành|nghiệm thu"
    "|biểu dương|khen thưởng|xử phạt|điều tra|liên kết|kết nối|sơ tán|di dời|gia cố|ứng trực"
    "|mời gọi|chia sẻ|lan tỏa|tôn vinh|tuyên dương|nắm bắt|nhận diện|truy xuất|truy quét|trấn áp"
    "|triệt phá|đo đạc|cắm mốc|lấy mẫu|số h[oó][aá]|tích hợp|chuẩn h[oó][aá]|làm sạch|phản ánh"
    "|tái cấu trúc|quyết toán|giải ngân|khuyến cáo|xác minh|khởi công|khánh thành|tháo dỡ|dự trữ"
    "|bình ổn|phun (?:thuốc|hóa)|tiêm (?:phòng|vắc)|trồng (?:mới|dặm|cây)|phân loại|phát sóng"
    "|trong quá|trong việc|đối với|về việc"
    "|tổ chức(?! (?:chính trị|xã hội|thành viên|liên quan|có liên quan|đoàn thể|quốc tế|tôn giáo|"
    "phi chính"
    "|[Đđ]ảng|khác|kinh tế|nghề nghiệp|cá nhân|đại diện|hội|tín dụng|cơ sở|, )|[,;:]|$)"
)
# Small words that end a name wherever they stand, and those that may be the second syllable of
# one (`Đào tạo`, `Ngân hàng`) and end it only elsewhere.
ENDING = (
    "phải|cần|sẽ|là|để|nhằm|khi|nếu|về|tại|bằng|qua|đã|đang|trước|vào|hằng|từ ngày|đến ngày|"
    "biết|kết quả|tình hình|nội dung|không(?! chuyên| gian)|trong (?:tháng|quý|năm|thời)|"
    "cấp (?:định|giấy|thẻ|mã)"
)
WORDS = "cử|gắn|giúp|lập|làm|mở|nắm|trình|tùy|mời|gửi|nộp|tạo|hàng"

# Small words that may stand inside a name besides the second syllable of a capitalised one.
INNER = frozenset(
    {
        "ban", "binh", "bàn", "báo", "bản", "bệnh", "bộ", "cao", "chi", "chiến", "chuyên", "chí",
        "chính", "chúng", "chủ", "chức", "cá", "các", "có", "công", "cùng", "cơ", "cư", "cấp",
        "cục", "của", "cựu", "danh", "doanh", "dân", "giao", "giám", "hai", "hiệp", "huyện",
        "huyện,", "hình", "học", "hội", "hợp", "khu", "khác", "khóm", "khối", "kinh", "liên",
        "lý", "lĩnh", "lượng", "lập", "lực", "miền", "môn", "mầm", "ngang", "nghiệp", "nghề",
        "ngành", "nhiệm", "nhà", "nhánh", "nhân", "niên", "non", "nông", "năng", "nước", "nữ",
        "phát", "phân", "phạm", "phòng", "phó", "phương", "phường", "phố", "phối", "phụ",
        "quan", "quân", "quận", "quỹ", "sản", "sở", "sự", "thanh", "theo", "thuộc", "thành",
        "thôn", "thông",
        "thường", "thể", "thị", "thủ", "tiểu", "toàn", "trang", "trung", "truyền", "trách",
        "trên", "trì", "trường", "trưởng", "trạm", "trấn", "trị", "trực", "tác", "tâm", "tại",
        "tấn", "tế", "tỉnh", "tịch", "tổ", "ubnd", "uỷ", "vi", "viên", "viện", "và", "vùng", "văn",
        "vũ", "vị", "với", "vụ", "vực", "xuất", "xã", "xã,", "xã/phường", "y", "đoàn", "đài",
        "đóng", "đơn", "được", "đại", "đẳng", "đặc", "địa", "đốc", "đồng", "đội", "ương", "ấp",
        "ở", "ủy",
    }
)  # fmt: skip
