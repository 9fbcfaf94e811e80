"""Build hook: compile the bundled record's index into the wheel, from the very files that go into it."""

import hashlib
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Adds `index.sqlite` and its stamp beside the record's files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the index in a temporary folder; an editable install, whose files change, gets none."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from tpcli.index.build import build
        from tpcli.index.cache import SHIPPED, Stamp, made_by, stamp_text
        from tpcli.record.reading.files import FileState
        from tpcli.record.reading.opened import opened

        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / SHIPPED
        record = opened(None)
        connection = sqlite3.connect(path, check_same_thread=False)
        build(connection, record, lambda *_: None)
        connection.close()
        digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
        states = [state._replace(name=os.path.basename(state.name)) for _, state in sorted(record.states.items())]
        stamp = path.with_suffix(".stamp")
        built_index = FileState(SHIPPED, 0, 0, 0, 0, digest)
        stamp.write_text(stamp_text(Stamp(made_by(), 0, states, built_index, 0)), encoding="utf-8")
        for built in (path, stamp):
            build_data["force_include"][str(built)] = f"tpcli/data/{built.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        if version != "editable":
            self.folder.cleanup()
