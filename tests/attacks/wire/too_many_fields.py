"""More fields than anybody reads."""


def answer():
    return 200, "OK", [("X-Many", "a")] * 100_000, b"a"
