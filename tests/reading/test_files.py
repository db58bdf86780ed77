from pathlib import Path

import pytest

from shangxia.errors import ReadingError
from shangxia.reading import find_files


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in (
        "b.txt",
        "a.md",
        "sub/c.DOCX",
        "sub/d.png",
        ".hidden.txt",
        ".git/e.txt",
        "~$c.docx",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["."], ["a.md", "b.txt", "sub/c.DOCX"]),
        (["b.txt", "a.md", "./b.txt"], ["a.md", "b.txt"]),
        (["*.txt"], ["b.txt"]),
        (["**/*"], ["a.md", "b.txt", "sub/c.DOCX"]),
        (["s*"], ["sub/c.DOCX"]),
        (["sub/d.png", ".hidden.txt"], [".hidden.txt", "sub/d.png"]),
        (["b.txt", "-"], ["-", "b.txt"]),
        (["sub", "sub/c.DOCX"], ["sub/c.DOCX"]),
    ],
)
def test_arguments(folder, arguments, found):
    assert find_files(arguments) == [Path(name) for name in found]


@pytest.mark.parametrize(
    ("argument", "reason"),
    [("none.txt", "does not exist"), ("*.pdf", "matches no file"), ("empty", "holds no file")],
)
def test_what_names_nothing_is_an_error(folder, argument, reason):
    with pytest.raises(ReadingError, match=reason):
        find_files(["b.txt", argument])


def test_a_loop_of_links_ends(folder):
    (folder / "sub" / "loop").symlink_to(folder)
    assert len(find_files([str(folder)])) == 3
