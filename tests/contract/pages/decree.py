"""A plan of our own for tests of reorganisations: duties of a department in two fields."""

PLAN = """ỦY BAN NHÂN DÂN TỈNH
Số: 51/KH-UBND
KẾ HOẠCH
Bảo vệ trẻ em và giải quyết việc làm năm 2026
An Phú, ngày 05 tháng 01 năm 2026

I. TỔ CHỨC THỰC HIỆN
1. Sở Lao động - Thương binh và Xã hội
- Chủ trì tuyên truyền phòng, chống xâm hại trẻ em tại các trường học trước ngày 30/11/2026.
- Chủ trì mở sàn giao dịch việc làm cho lao động nữ trước ngày 30/11/2026.
- Tổng hợp, báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện trước ngày 15/12/2026.
2. Sở Y tế
- Phối hợp với Sở Lao động - Thương binh và Xã hội khám sức khỏe cho trẻ em.
"""
