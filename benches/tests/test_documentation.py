"""The table's place on the page."""

import unittest

from airlock_bench.documentation import BEGIN, END, with_table
from airlock_bench.failure import Failure


class WithTable(unittest.TestCase):
    def test_only_what_stands_between_the_comments_is_replaced(self):
        page = f"before\n\n{BEGIN}\n\n| old |\n\n{END}\n\nafter\n"
        self.assertEqual(with_table(page, "| new |\n"), f"before\n\n{BEGIN}\n\n| new |\n\n{END}\n\nafter\n")

    def test_the_same_table_again_changes_nothing(self):
        page = with_table(f"a\n{BEGIN}\n{END}\nb\n", "| x |")
        self.assertEqual(with_table(page, "| x |"), page)

    def test_a_page_without_the_comments_is_refused(self):
        for page in ("text\n", f"{BEGIN}\n", f"{END}\n", f"{BEGIN}\n{BEGIN}\n{END}\n", f"{END}\n{BEGIN}\n"):
            with self.subTest(page), self.assertRaises(Failure):
                with_table(page, "| x |")


if __name__ == "__main__":
    unittest.main()
