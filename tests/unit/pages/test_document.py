"""A plan's text in windows, with spans marked."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.pages import document
from gateway.pages.document import LONGEST, Mark, Piece, Window, marked

TEXT = "I. MỤC TIÊU\n1. Sở Y tế\n- Chủ trì khám sàng lọc trước ngày 25/11.\n2. Sở Tài chính\n"


def spanned(words: str, kind: str = "item") -> Mark:
    start = TEXT.index(words)
    return Mark(start, start + len(words), kind)


def whole() -> Window:
    return Window(0, len(TEXT), len(TEXT))


def test_the_pieces_of_a_window_are_its_text() -> None:
    pieces = list(marked(TEXT, [spanned("Sở Y tế"), spanned("khám sàng lọc")], whole()))
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.text for piece in pieces if piece.marks] == ["Sở Y tế", "khám sàng lọc"]


def test_of_marks_that_overlap_the_later_one_lies_inside() -> None:
    outer, inner = spanned("Chủ trì khám sàng lọc trước ngày 25/11."), spanned("trước ngày 25/11")
    pieces = [piece for piece in marked(TEXT, [outer, inner], whole()) if piece.marks]
    assert pieces == [
        Piece("Chủ trì khám sàng lọc ", (outer,), frozenset({outer})),
        Piece("trước ngày 25/11", (outer, inner), frozenset({inner})),
        Piece(".", (outer,)),
    ]


def test_a_stretch_leads_where_its_innermost_link_leads() -> None:
    outer, inner = Mark(0, 9, "item", target="#item-1"), Mark(2, 4, "deadline")
    finding = Mark(2, 4, "finding", target="#finding-5")
    assert Piece("x", (outer, inner)).target == "#item-1"
    assert Piece("x", (outer, inner, finding)).target == "#finding-5"
    assert Piece("x").target == ""


def test_a_window_shows_what_leads_to_the_spans_it_holds() -> None:
    text = "1. Sở Y tế\n- Khám sàng lọc.\n"
    start = text.index("- Khám")
    assert Window.holding(text, [(start, len(text))]).start == start
    assert Window.holding(text, [(start, len(text))], lead=5).start == 0


def test_a_window_around_a_span_holds_it_and_starts_at_a_line() -> None:
    text = "dòng\n" * 20_000
    window = Window.around(text, (50_003, 50_010))
    assert window.start < 50_003
    assert window.end > 50_010
    assert window.start == 0 or text[window.start - 1] == "\n"
    assert window.end - window.start <= LONGEST + 4_000


def test_windows_follow_one_another_to_the_end() -> None:
    text = "một dòng của văn bản\n" * 4_000
    window, read = Window.around(text, None), ""
    while True:
        read += text[window.start : window.end]
        if window.later is None:
            break
        window = Window.around(text, None, str(window.later))
    assert read.replace("\n", "") == text.replace("\n", "")


def test_a_window_that_holds_far_spans_is_cut() -> None:
    text = "dòng\n" * 20_000
    window = Window.holding(text, [(10, 20), (90_000, 90_010)])
    assert window.start <= 10
    assert window.end <= LONGEST + 4_000


@given(
    text=st.text(alphabet="ab \n", max_size=80),
    spans=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6),
)
def test_marking_never_changes_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(min(span), max(span), f"kind{n}") for n, span in enumerate(spans)]
    window = Window.around(text, None)
    pieces = list(document.marked(text, marks, window))
    assert "".join(piece.text for piece in pieces) == text[window.start : window.end]
