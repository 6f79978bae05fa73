import unittest

from support import answer_main, with_request

from wptserve.pipes import Pipeline
from wptserve.templates import template
from wptserve.utils import BadHandler


class ExpressionTest(unittest.TestCase):
    def test_positions(self):
        for expression, problem in (
            ("foo", "position 1: no pipe is named 'foo'"),
            ("status(404)|foo(1)", "position 13: no pipe"),
            ("(1)", "position 1: the name of a pipe is missing"),
            ("sub|(1)", "position 5: the name"),
            ("status(4\\", "position 9: nothing follows"),
        ):
            with self.subTest(expression), self.assertRaises(BadHandler) as raised:
                Pipeline(expression)
            self.assertIn(problem, raised.exception.message)

    def test_arguments(self):
        found = Pipeline("header(a, b\\,\\n\\),true)||gzip").pipe_functions
        self.assertEqual([arguments for _, arguments, _ in found],
                         [[(8, "a"), (10, " b,\n)"), (19, "true")], []])


class PipeTest(unittest.TestCase):
    def sent(self, body, pipe):
        host = answer_main(body, "/handler.py?pipe=" + pipe)
        return bytes(host.wire)

    def test_once_for_a_response_and_twice_for_a_value(self):
        self.assertTrue(self.sent("response.content = b'abcdef'", "slice(1)").endswith(b"\r\n\r\nbcdef"))
        self.assertTrue(self.sent("return b'abcdef'", "slice(1)").endswith(b"\r\n\r\ncdef"))

    def test_what_would_never_end_is_refused(self):
        for delays in ("d1:r2", "r2", "1:d1:r0", "0:d0:r2", "dinf", "dnan", "d-1", "-1:d1"):
            with self.subTest(delays):
                self.assertNotIn(b" 200 ", self.sent("return b'x'", "trickle(%s)" % delays))

    def test_no_field_ends_early(self):
        for value in ("a%0d%0ab:%20c", "a\\nb", "%00"):
            with self.subTest(value):
                self.assertNotIn(b" 200 ", self.sent("return b'x'", "header(X,%s)" % value))


class TemplateTest(unittest.TestCase):
    def test_values(self):
        request = with_request(self, "/a/b.py?x=%3Cb%3E&y")
        for text, expected in (
            (b"{{GET[x]}}", b"&lt;b&gt;"),
            (b"{{$a:GET[x]}}{{$a}}{{url_base}}", b"&lt;b&gt;&lt;b&gt;/"),
            (b"[{{GET[z]}}{{GET[y]}}] {{location[path]}} {one} {{two}", b"[] /a/b.py {one} {{two}"),
            (b"{{header_or_default(X-None, a b)}}", b"a b"),
        ):
            with self.subTest(text):
                self.assertEqual(template(request, text), expected)

    def test_mistakes(self):
        request = with_request(self, "/")
        for text in (b"{{}}", b"{{ host}}", b"{{nothing}}", b"{{GET}}", b"{{uuid}}", b"{{$a}}", b"{{headers[x]}}",
                     b"{{fs_path(../../../x)}}", b"{{file_hash(md5, /etc/hostname)}}"):
            with self.subTest(text), self.assertRaises((ValueError, TypeError, KeyError)):
                template(request, text)


if __name__ == "__main__":
    unittest.main()
