"""Where these were until lately."""

from tpcli.record.choices import *  # noqa: F403
from tpcli.record.entries import *  # noqa: F403
from tpcli.record.fields import *  # noqa: F403
from tpcli.record.values import *  # noqa: F403
