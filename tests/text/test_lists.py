"""A list in one cell is read as it was."""

from hypothesis import given
from hypothesis import strategies as st

from tpcli.text.lists import joined, parted


@given(st.lists(st.text("a;\\ [\n", min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_is_joined_is_parted_again(texts: list[str]) -> None:
    assert parted(joined(texts)) == texts


def test_a_list_that_people_write_is_read_as_they_mean_it() -> None:
    assert parted("PK; TR") == ["PK", "TR"]
    assert parted("a;;b") == ["a", "", "b"]
    assert parted("AC\\DC;c:\\x") == ["AC\\DC", "c:\\x"]
