"""The one kind of error that is printed without a traceback."""


class Failure(Exception):
    """Something that whoever started the benchmark can put right; the text says how."""
