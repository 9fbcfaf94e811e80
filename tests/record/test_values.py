"""Single values of a record, as their kinds read them."""

import pytest

from tpcli.record.problems import Wrong
from tpcli.record.values import currency, language
from tpcli.text.json import Json


@pytest.mark.parametrize("word", ["tr", "ur-Latn", "zh-Hant-TW", "yue"])
def test_a_language_is_a_tag(word: str) -> None:
    assert language(word) == word


@pytest.mark.parametrize("value", ["Turkish", "false", False, True, "t", "tr_TR", "", 3])
def test_a_name_of_a_language_or_a_truth_value_is_no_tag(value: Json) -> None:
    with pytest.raises(Wrong):
        language(value)


@pytest.mark.parametrize("value", ["usd", "US$", "dollars", True, None])
def test_a_currency_is_its_code(value: Json) -> None:
    with pytest.raises(Wrong):
        currency(value)
