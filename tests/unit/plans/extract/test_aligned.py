"""Tables of PDF files without lines: columns that keep apart below a header, and never prose."""

from __future__ import annotations

from services.plans.extract.reading import read_file

from .pdfs import Paper, pdf

LEFT = 60
XS = (60, 100, 280, 400, 500)
TITLES = ("STT", "Nội dung", "Chủ trì", "Thời gian", "Kết quả")
ROWS = (
    ("1", "Đo đạc kênh chính", "Sở Xây dựng", "Quý I", "Bản đồ"),
    ("2", "Nạo vét bùn, rác", "UBND các xã", "Quý II", "Kênh sạch"),
    ("3", "Trồng cây hai bên", "Tỉnh đoàn", "Quý III", "500 cây"),
)


def _row(paper: Paper, y: float, cells: tuple[str, ...], xs: tuple[float, ...] = XS) -> None:
    for x, text in zip(xs, cells, strict=True):
        if text:
            paper.write(x, y, text)


def _read(*papers: Paper) -> list[tuple[str, ...] | str]:
    return [one.cells or one.text for one in read_file(pdf(papers), "a.pdf").blocks]


def test_rows_below_a_header_are_read_as_a_table() -> None:
    paper = Paper()
    paper.lines(LEFT, 60, ["PHỤ LỤC", "Danh mục nhiệm vụ nạo vét kênh năm 2026"])
    for at, row in enumerate((TITLES, *ROWS)):
        _row(paper, 120 + at * 24, row)
    paper.lines(LEFT, 260, ["Danh mục này do Sở Xây dựng theo dõi và sửa đổi khi cần thiết."])
    blocks = _read(paper)
    assert blocks[-5:-1] == [TITLES, *ROWS]
    assert isinstance(blocks[-1], str)


def test_cells_of_several_lines_are_put_together_wherever_their_number_stands() -> None:
    for number_at in (0, 16, 32):
        paper = Paper()
        _row(paper, 60, TITLES)
        for at, row in enumerate(ROWS):
            y = 90 + at * 70
            paper.write(XS[0], y + number_at, row[0])
            paper.lines(XS[1], y, ["Khảo sát hiện trạng", "và lập phương án", row[1].lower()])
            paper.lines(XS[2], y, [row[2], "chủ trì"])
            paper.write(XS[3], y, row[3])
        rows = _read(paper)
        assert rows[0] == TITLES
        assert [row[:4] for row in rows[1:]] == [
            (
                row[0],
                f"Khảo sát hiện trạng và lập phương án {row[1].lower()}",
                f"{row[2]} chủ trì",
                row[3],
            )
            for row in ROWS
        ]


def test_titles_of_several_lines_stand_around_the_number_of_their_column() -> None:
    paper = Paper()
    for x, upper, lower in zip(
        XS[1:], ("Nội", "Chủ", "Thời", "Kết"), ("dung", "trì", "gian", "quả"), strict=True
    ):
        paper.write(x, 60, upper)
        paper.write(x, 76, lower)
    paper.write(XS[0], 68, "STT")
    for at, row in enumerate(ROWS):
        _row(paper, 110 + at * 24, row)
    assert _read(paper) == [TITLES, *ROWS]


def test_an_empty_cell_stays_empty_and_a_total_is_a_row() -> None:
    titles = ("TT", "Nội dung", "Năm 2026", "Năm 2027", "Tổng")
    rows = (
        ("1", "Đo", "10", "", "10"),
        ("2", "Nạo vét", "", "20", "20"),
        ("3", "Cây", "5", "5", "10"),
        ("", "Tổng cộng", "15", "25", "40"),
    )
    paper = Paper()
    for at, row in enumerate((titles, *rows)):
        _row(paper, 60 + at * 24, row)
    assert _read(paper) == [titles, *rows]


def test_rows_go_on_overleaf_with_the_next_number() -> None:
    first, second = Paper(), Paper()
    for at, row in enumerate((TITLES, *ROWS)):
        _row(first, 700 + at * 24, row)
    _row(second, 80, ("4", "Nghiệm thu", "Sở Xây dựng", "Quý IV", "Biên bản"))
    second.lines(LEFT, 160, ["Danh mục này do Sở Xây dựng theo dõi và sửa đổi khi cần thiết."])
    reading = read_file(pdf([first, second]), "a.pdf")
    assert [one.cells[0] for one in reading.blocks if one.cells] == ["STT", "1", "2", "3", "4"]
    assert {one.table for one in reading.blocks if one.cells} == {1}
    assert not reading.blocks[-1].cells


def test_a_row_cut_by_the_page_is_one_and_titles_overleaf_are_passed_over() -> None:
    first, second = Paper(), Paper()
    for at, row in enumerate((TITLES, *ROWS)):
        _row(first, 680 + at * 24, row)
    first.write(XS[1], 768, "và trồng cỏ")
    _row(second, 60, TITLES)
    second.write(XS[1], 84, "trên mái kênh")
    _row(second, 110, ("4", "Nghiệm thu", "Sở Xây dựng", "Quý IV", "Biên bản"))
    rows = _read(first, second)
    assert [row[0] for row in rows] == ["STT", "1", "2", "3", "4"]
    assert rows[3][1] == "Trồng cây hai bên và trồng cỏ trên mái kênh"


def test_rows_whose_cells_are_set_in_the_middle_are_parted_by_space() -> None:
    paper = Paper()
    _row(paper, 60, TITLES)
    for at, row in enumerate(ROWS):
        y = 100 + at * 60
        paper.write(XS[0], y + 8, row[0])
        paper.lines(XS[1], y, ["Khảo sát hiện trạng", row[1].lower()])
        paper.write(XS[2], y + 8, row[2])
    assert [row[1] for row in _read(paper)[1:]] == [
        f"Khảo sát hiện trạng {row[1].lower()}" for row in ROWS
    ]


def _no_table(*papers: Paper) -> None:
    assert not [one for one in read_file(pdf(papers), "a.pdf").blocks if one.cells]


def test_two_rows_or_rows_that_are_not_counted_are_no_table() -> None:
    for numbers in (("1", "2"), ("1", "5", "9"), ("1", "1", "3")):
        paper = Paper()
        _row(paper, 60, TITLES)
        for at, (number, row) in enumerate(zip(numbers, ROWS, strict=False)):
            _row(paper, 84 + at * 24, (number, *row[1:]))
        _no_table(paper)


def test_prose_below_words_like_a_header_is_no_table() -> None:
    paper = Paper()
    paper.lines(
        LEFT,
        60,
        [
            "STT nội dung chủ trì thời gian thực hiện của từng nhiệm vụ ghi như sau đây:",
            "1. Sở Xây dựng đo đạc kênh chính, lập bản đồ và gửi các xã trong quý I.",
            "2. Ủy ban nhân dân các xã nạo vét bùn, rác và báo cáo kết quả trong quý II.",
            "3. Tỉnh đoàn trồng cây hai bên bờ kênh, vận động hộ dân chăm sóc cây.",
        ],
    )
    _no_table(paper)


def test_a_line_that_crosses_the_columns_ends_the_table() -> None:
    paper = Paper()
    for at, row in enumerate((TITLES, *ROWS)):
        _row(paper, 60 + at * 20, row)
    paper.lines(LEFT, 140, ["Các nhiệm vụ trên do Sở Xây dựng theo dõi, đôn đốc và báo cáo."], 20)
    blocks = _read(paper)
    assert blocks[:4] == [TITLES, *ROWS]
    assert isinstance(blocks[4], str)


PLAIN = tuple(row[1:] for row in (TITLES, *ROWS))
PLAIN_XS = (60, 220, 340, 440)


def test_rows_without_numbers_are_parted_by_the_space_between_them() -> None:
    paper = Paper()
    paper.lines(LEFT, 60, ["Các nhiệm vụ nạo vét kênh năm 2026 được giao như trong bảng dưới đây:"])
    _row(paper, 100, PLAIN[0], PLAIN_XS)
    for at, row in enumerate(PLAIN[1:]):
        y = 130 + at * 50
        _row(paper, y, row, PLAIN_XS)
        paper.write(PLAIN_XS[0], y + 16, "và lập phương án")
        paper.write(PLAIN_XS[1], y + 16, "chủ trì")
    paper.lines(LEFT, 300, ["III. KINH PHÍ", "Kinh phí do ngân sách bảo đảm theo phân cấp."])
    blocks = _read(paper)
    assert blocks[1:-2] == [
        PLAIN[0],
        *((f"{row[0]} và lập phương án", f"{row[1]} chủ trì", *row[2:]) for row in PLAIN[1:]),
    ]
    assert blocks[-2] == "III. KINH PHÍ"


def test_rows_without_numbers_go_on_below_what_runs_along_the_head_of_a_page() -> None:
    for first_rows in (0, 3):
        first, second = Paper(), Paper()
        first.lines(LEFT, 60, ["Các nhiệm vụ nạo vét kênh năm 2026 được giao như dưới đây:"])
        for at, row in enumerate(PLAIN[: first_rows + 1]):
            _row(first, 780 - (first_rows - at) * 24, row, PLAIN_XS)
        for paper, page in ((first, "1"), (second, "2")):
            paper.write(LEFT, 30, "Kế hoạch nạo vét kênh mương của xã Kim Sơn năm 2026")
            paper.write(300, 825, f"Trang {page}/2")
        for at, row in enumerate(PLAIN[1:]):
            _row(second, 80 + at * 24, row, PLAIN_XS)
        second.lines(LEFT, 200, ["Các đơn vị báo cáo về Ủy ban nhân dân xã trước ngày 15/12/2026."])
        rows = [one for one in _read(first, second) if isinstance(one, tuple)]
        assert rows == [*PLAIN[: first_rows + 1], *PLAIN[1:]]


def test_numbered_rows_go_on_below_what_runs_along_the_head_of_a_page() -> None:
    first, second = Paper(), Paper()
    for at, row in enumerate((TITLES, *ROWS)):
        _row(first, 700 + at * 24, row)
    second.write(LEFT, 30, "Kế hoạch nạo vét kênh mương của xã Kim Sơn năm 2026")
    _row(second, 80, ("4", "Nghiệm thu", "Sở Xây dựng", "Quý IV", "Biên bản"))
    rows = [one for one in _read(first, second) if isinstance(one, tuple)]
    assert [row[0] for row in rows] == ["STT", "1", "2", "3", "4"]


def test_words_set_apart_that_no_plan_heads_a_table_with_are_none() -> None:
    few = Paper()
    for at, row in enumerate(PLAIN[:3]):
        _row(few, 84 + at * 24, row, PLAIN_XS)
    few.lines(LEFT, 180, ["Hai dòng trên không phải là bảng, vì bảng có từ ba dòng trở lên."])
    names = Paper()
    for at in range(5):
        _row(names, 84 + at * 24, ("Trường Một", "Trường Hai", "Trường Ba", "Trường Bốn"), PLAIN_XS)
    _no_table(few, names)
