"""The garbage collector is as it was after it was paused, whatever happened meanwhile."""

import gc
from contextlib import suppress

import pytest

from tpcli.text.collector import collector_paused


@pytest.mark.parametrize("was_enabled", [True, False])
def test_it_is_as_it_was_even_after_an_error(was_enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if was_enabled else gc.disable)()
    try:
        with suppress(KeyboardInterrupt), collector_paused():
            assert not gc.isenabled()
            raise KeyboardInterrupt
        assert gc.isenabled() == was_enabled
    finally:
        (gc.enable if before else gc.disable)()
