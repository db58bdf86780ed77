"""Texts written for the tests."""

CHINESE = """某市干部能上能下办法（试行）

第一章　总则

第一条　为了规范领导干部的管理，根据有关规定，结合本市实际，制定本办法。
第二条　本办法所称调整，是指对不适宜担任现职的干部采取的措施，包括：
（一）不担当、不作为，群众意见较大的；
（二）作风不实，工作拖沓，造成不良影响的。
第三条　本办法自2023年1月1日起施行。
"""
TRADITIONAL = """某市幹部管理辦法

第一條　為了規範領導幹部的管理，根據有關規定，結合本市實際，制定本辦法。
第二條　本辦法所稱調整，是指對不適宜擔任現職的幹部採取的措施，包括：
（一）不擔當、不作為，群眾意見較大的；
（二）作風不實，工作拖沓，造成不良影響的。
"""
VIETNAMESE = """QUY ĐỊNH
về việc miễn nhiệm, từ chức đối với cán bộ

Điều 1. Phạm vi điều chỉnh
1. Quy định này quy định việc xem xét miễn nhiệm, từ chức đối với cán bộ trong tỉnh.
2. Cán bộ bị kỷ luật thì không được bổ nhiệm trong thời hạn 12 tháng.
Điều 2. Trách nhiệm của các cơ quan
a) Ủy ban nhân dân xã phải trả lời đơn của công dân trong 10 ngày làm việc;
đ) Người đứng đầu chịu trách nhiệm về kết quả thực hiện.
"""
