import pytest

from shangxia.tagging.examples import Example
from shangxia.tagging.model import TaggingModel

_SHIRKED = "社区说归城管管"
_SLOW = "三个月了还没有办下来"


def _example(text: str, code: str = "", quote: str = "", *, inaction: bool = False) -> Example:
    evidence = ((code, text.index(quote), text.index(quote) + len(quote)),) if code else ()
    return Example(text, (code,) if code else (), evidence, inaction, "zh")


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """Sixty short reports: two codes and none."""
    things = ["水管", "路灯", "证件", "围墙", "噪音", "垃圾", "补贴", "门牌", "树木", "井盖"]
    found = []
    for number, thing in enumerate(things * 2):
        found += [
            _example(
                f"{thing}的事，{_SHIRKED}，第{number}号。", "buck-passing", _SHIRKED, inaction=True
            ),
            _example(f"我家{thing}，{_SLOW}，第{number}号。", "dilatory", _SLOW, inaction=True),
            _example(f"请问{thing}什么时候开门，谢谢，第{number}号。"),
        ]
    return found


@pytest.fixture(scope="session")
def clues() -> TaggingModel:
    """The model that ships."""
    return TaggingModel.load("clues")
