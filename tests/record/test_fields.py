"""The table of fields: what other rooms rely on, each in its own words."""

import pytest

from tpcli.query.nouns import DERIVED, NOUNS
from tpcli.record.entries import ENTRIES, Vocabulary
from tpcli.record.fields import ALL, FIELDS, LOOKS
from tpcli.record.values import shapes


@pytest.mark.parametrize("noun", ALL)
def test_each_field_is_read_into_its_entry_or_made_by_sql(noun: str) -> None:
    assert set(ENTRIES[noun]._fields) == set(FIELDS[noun])
    assert {field.shape for field in FIELDS[noun].values()} <= shapes(Vocabulary()).keys()
    assert [field.name for field in ALL[noun] if not field.given] == list(DERIVED[noun])
    assert [field.name for field in ALL[noun]] == list(NOUNS[noun].columns)


def test_a_name_looks_alike_in_every_noun() -> None:
    for fields in ALL.values():
        assert {field.name: field.look for field in fields}.items() <= LOOKS.items()
