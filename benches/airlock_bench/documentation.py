"""The table of `docs/benchmarks.md`: what lies between two comments is a run's, all around it is written by hand."""

from airlock_bench.failure import Failure

BEGIN = "<!-- The table begins: written by benches/write_docs, not by hand. -->"
END = "<!-- The table ends. -->"


def with_table(page: str, table: str) -> str:
    """The page with `table` in place of what stood between the two comments."""
    for marker in (BEGIN, END):
        if page.count(marker) != 1:
            raise Failure(f"the page has {page.count(marker)} lines {marker!r}; the table's place is between exactly one of each")
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise Failure(f"the page has {END!r} before {BEGIN!r}; the table's place is between them")
    return f"{before}{BEGIN}\n\n{table.strip()}\n\n{END}{after}"
