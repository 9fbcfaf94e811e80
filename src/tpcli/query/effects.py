"""What statuses do to a deal, whatever a record calls them."""

import sqlite3


def effects_of(connection: sqlite3.Connection) -> dict[str, str]:
    """What each status does to a deal, in the vocabulary's order: it advances, pauses or ends it.

    The last that advances one `completes` it: nothing is to come after that.
    """
    stages = "SELECT coalesce(status, value), effect FROM term WHERE field = 'stage' ORDER BY term"
    effects = {status: effect or "advances" for status, effect in connection.execute(stages)}
    advancing = [status for status, effect in effects.items() if effect == "advances"]
    return effects | dict.fromkeys(advancing[-1:], "completes")
