"""How long the rest of a run will take, from what its parts took so far."""


class Remaining:
    """Parts with the seconds that each is expected to take; they are finished in any order."""

    def __init__(self, expected: dict[str, float]):
        self._left = dict(expected)
        self._expected_so_far = 0.0
        self._taken_so_far = 0.0

    def finished(self, part: str, seconds: float) -> None:
        """`part` took so many seconds."""
        self._expected_so_far += self._left.pop(part)
        self._taken_so_far += seconds

    def seconds(self) -> float:
        """What is left, at the speed of what is done: a busy machine is slow in all parts."""
        speed = self._taken_so_far / self._expected_so_far if self._expected_so_far else 1.0
        return sum(self._left.values()) * speed

    def text(self) -> str:
        """In words, as roughly as it is known."""
        seconds = self.seconds()
        return f"about {seconds / 60:.0f} min left" if seconds >= 90 else f"about {seconds:.0f} s left"
