"""Answers of a language model: read, and held against their schema."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.tagging.answers import answer_schema, read_answer, violation

values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.sampled_from(["a", "b", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["labels", "inaction", "code", "confidence", "evidence", "x"]), inner
        )
    ),
    max_leaves=12,
)
near = st.fixed_dictionaries({
    "labels": st.lists(st.fixed_dictionaries({
        "code": st.sampled_from(["a", "b", "c"]),
        "confidence": st.floats(-0.5, 1.5) | st.booleans(),
        "evidence": st.lists(st.text(max_size=2) | st.none(), max_size=6),
    }), max_size=3),
    "inaction": st.booleans() | st.just(1),
})  # fmt: skip


@given(values | near)
def test_violation_agrees_with_json_schema(value) -> None:
    schema = answer_schema(["a", "b"])
    valid = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (violation(value, schema) == "") == valid


def test_fences_and_thoughts_are_passed_over() -> None:
    assert read_answer('<think>{"a"</think>\n```json\n{"a": 1}\n```') == {"a": 1}
    with pytest.raises(ValueError, match="goes on"):
        read_answer('{"a": 1} {"b": 2}')
