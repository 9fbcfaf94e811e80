"""The ids of what an import makes, each once."""

from tpcli.record.values import is_link
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

    def source(self, name: str) -> Fields:
        """The source of that name, the same whenever it is named: its id, its title, and its address if it is one."""
        known = key(name) or name
        if known not in self._named:
            self._named[known] = self.fresh(name.partition("://")[2] if is_link(name) else name)
        return {"id": self._named[known], "title": name, **({"url": name} if is_link(name) else {})}
