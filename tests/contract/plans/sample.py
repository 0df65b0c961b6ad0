"""A short plan of our own writing, in the genre."""

SAMPLE = """\
ỦY BAN NHÂN DÂN
TỈNH SÔNG LAM
Số: 45/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sông Lam, ngày 12 tháng 3 năm 2026

KẾ HOẠCH
Nâng cao an toàn đuối nước cho học sinh năm 2026

Căn cứ Luật Trẻ em ngày 05/4/2016;

Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:

I. MỤC TIÊU

Giảm số vụ đuối nước ở học sinh.

II. TỔ CHỨC THỰC HIỆN

1. Sở Giáo dục và Đào tạo

- Chủ trì, phối hợp với Sở Y tế mở lớp dạy bơi tại các trường tiểu học.

- Rà soát các điểm nguy hiểm quanh trường học. Cắm biển cảnh báo tại từng điểm.

2. Sở Y tế

- Tập huấn sơ cứu cho giáo viên, hoàn thành trước ngày 30/6/2026.

3. Ủy ban nhân dân các xã, phường

- Bố trí người trực tại bến sông trong mùa mưa.

4. Đề nghị Tỉnh Đoàn

- Vận động đoàn viên tham gia dạy bơi.

III. CHẾ ĐỘ BÁO CÁO

Các sở, ban, ngành và Ủy ban nhân dân các xã, phường báo cáo kết quả về Sở Giáo dục và Đào tạo \
trước ngày 15/11/2026 để tổng hợp, báo cáo Ủy ban nhân dân tỉnh./.

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Trần Văn Mẫu
"""
