import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shangxia.tagging.clauses import LONGEST, cut

TEXTS = st.lists(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs"]), st.sampled_from("，。 a政ế\n1.")
        ),
        max_size=60,
    ),
    min_size=1,
    max_size=5,
)


def quoted(texts: list[str]) -> list[list[str]]:
    clauses = cut(texts)
    joined = "".join(f"{text}\n\n" for text in texts)
    found: list[list[str]] = [[] for _ in texts]
    for start, end, report in zip(clauses.start, clauses.end, clauses.report, strict=True):
        found[report].append(joined[start:end])
    return found


@given(TEXTS)
def test_cut_clauses_lie_in_order_inside_their_reports(texts: list[str]) -> None:
    clauses = cut(texts)
    report = clauses.report
    assert np.all(clauses.start < clauses.end)
    assert np.all(clauses.end[:-1] <= clauses.start[1:])
    assert np.all(clauses.offset[report] <= clauses.start)
    assert np.all(clauses.end <= clauses.offset[report + 1])


@given(TEXTS)
def test_cut_is_the_same_alone_and_in_a_batch(texts: list[str]) -> None:
    assert quoted(texts) == [quoted([text])[0] for text in texts]


def test_cut_at_commas_stops_and_blanks_beside_han() -> None:
    assert quoted(["路灯坏了 请修，谢谢。"]) == [["路灯坏了", "请修", "谢谢"]]


def test_cut_keeps_numbers_whole() -> None:
    assert quoted(["phí 1.500, hết"]) == [["phí 1.500", "hết"]]


def test_cut_ends_endless_chat() -> None:
    assert len(quoted(["đi " * (LONGEST + 5)])[0]) == 2


def test_cut_words_ignore_case_marks_script_and_width() -> None:
    words = [cut([text]).word.tolist() for text in ("Đường thuế", "duong THUE")]
    assert words[0] == words[1]
    assert cut(["部門１"]).word.tolist() == cut(["部门1"]).word.tolist()


def test_cut_nothing_to_read_gives_nothing() -> None:
    assert len(cut(["", "！！", " \n"])) == 0
