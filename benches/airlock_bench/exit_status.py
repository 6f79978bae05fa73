"""What a command ends with."""

import sys
from collections.abc import Callable

from airlock_bench.failure import Failure


def exit_status(command: Callable[[], int]) -> int:
    """The command's own status; 2 where something that it needs is missing or wrong, and said so; 130 where it is interrupted."""
    try:
        return command()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
