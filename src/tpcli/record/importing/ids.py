"""The ids of what an import makes, each once."""

from tpcli.record.values import is_id, is_link
from tpcli.text.folding import key, slug
from tpcli.text.json import Fields


class Ids:
    """The ids that were given out, and the sources that rows name."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._named: dict[str, str] = {}

    def fresh(self, base: str) -> str:
        """An id that begins with these words and was not given out before."""
        made = base = slug(base, 80) or "entry"
        number = 2
        while made in self._taken:
            made, number = f"{base}-{number}", number + 1
        self._taken.add(made)
        return made

    def given(self, id_: str, base: str) -> str:
        """An id as it was given, where it may be one and was not given out before; else one that begins with `base`."""
        if not is_id(id_) or is_link(id_) or id_ in self._taken:
            return self.fresh(base)
        self._taken.add(id_)
        return id_

    def source(self, name: str) -> Fields:
        """The source of that name, the same whenever it is named: its id, its title, and its address if it is one."""
        known = key(name) or name
        if known not in self._named:
            self._named[known] = self.fresh(name.partition("://")[2] if is_link(name) else name)
        return {"id": self._named[known], "title": name, **({"url": name} if is_link(name) else {})}
