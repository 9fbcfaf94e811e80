"""What took the place of retired ids, held to a walk from each of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpcli.record.about import in_the_end
from tpcli.record.entries import Retired
from tpcli.record.problems import Wrong


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([*"abcdefgh", None])))
def test_what_took_the_place_of_an_id_in_the_end(after: dict[str, str | None]) -> None:
    ends = {}
    for id_ in after:
        at: str | None = id_
        for _ in range(len(after)):
            at = after.get(at or "", at)
        ends[id_] = at
    retired = [Retired(id_, "why", instead) for id_, instead in after.items()]
    if ends.keys() & ends.values():
        with pytest.raises(Wrong, match="by itself in the end"):
            in_the_end(retired)
    else:
        assert in_the_end(retired) == ends
