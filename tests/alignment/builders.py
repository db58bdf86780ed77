"""Documents for the tests of this room, built without the reading of files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shangxia.coding import code_document, load_codebook
from shangxia.document import Document, Instrument, Source
from shangxia.provisions import find_provisions
from shangxia.reading import detect_script
from shangxia.structure import parse_tree


def document(text: str, language: str, *, codebooks: Sequence[str] = (), **about) -> Document:
    """Build a document from a text."""
    tree = parse_tree(text, language)
    provisions = find_provisions(text, tree.nodes, language)
    books = [load_codebook(name) for name in codebooks]
    codings = code_document(text, tree.nodes, language, books, provisions) if books else ()
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    script = detect_script(text, language)
    return Document(
        text=text,
        source=Source("test", sha256, "utf-8", len(text), language, script),
        instrument=Instrument(**about),
        nodes=tree.nodes,
        provisions=provisions,
        codings=codings,
        coverage=tree.coverage,
    )


ZH = """云溪市领导干部调整办法

第一章　总则

第一条　为了推进领导干部能上能下，制定本办法。

第二条　本办法适用于市级各机关的领导干部。

第三条　领导干部应当依法履行职责，不得推诿扯皮。

第二章　调整程序

第四条　有下列情形之一的，应当予以调整：

（一）工作不在状态，不担当、不作为的；

（二）民主测评得票率低于三分之二的。

第五条　组织部门应当在三十日内提出调整建议。

第六条　干部对调整决定不服的，可以在收到决定之日起十五日内提出申诉。

第三章　附则

第七条　本办法自2023年1月1日起施行。
"""

VI = """QUY ĐỊNH VỀ ĐIỀU CHỈNH CÁN BỘ LÃNH ĐẠO

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi áp dụng
Quy định này áp dụng đối với cán bộ lãnh đạo của các cơ quan cấp tỉnh.

Điều 2. Trách nhiệm của cán bộ
Cán bộ lãnh đạo phải thực hiện chức trách theo pháp luật, không được đùn đẩy, né tránh trách nhiệm.

Chương II
TRÌNH TỰ ĐIỀU CHỈNH

Điều 3. Khiếu nại
Cán bộ không đồng ý với quyết định điều chỉnh có thể khiếu nại trong thời hạn 15 ngày kể từ ngày nhận được quyết định.

Điều 4. Đề xuất điều chỉnh
Ban tổ chức phải đề xuất điều chỉnh trong thời hạn 10 ngày làm việc.

Điều 5. Hỗ trợ thiên tai
Nhà nước hỗ trợ lúa giống cho nông dân bị bão lũ.

Chương III
ĐIỀU KHOẢN THI HÀNH

Điều 6. Hiệu lực thi hành
Quy định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2023.
"""
