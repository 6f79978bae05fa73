import unittest

from support import with_request

TEXT = b'--BB\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
FILE = (
    b'--BB\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n'
    b'Content-Type: text/html; charset="u"\r\n\r\nfile\r\n\xff\x00data\r\n'
)
END = b"--BB--\r\n"


class FormTest(unittest.TestCase):
    def form(self, body, content_type=b"multipart/form-data; boundary=BB", method="POST"):
        fields = [(b"Content-Length", b"%d" % len(body))]
        if content_type is not None:
            fields.append((b"Content-Type", content_type))
        return with_request(self, method=method, fields=fields, body=body).POST

    def test_urlencoded(self):
        for content_type in (b"application/x-www-form-urlencoded", None):
            form = self.form(b"a=1&b=%E9+x&a=&c", content_type)
            self.assertEqual(list(form.items()), [(b"a", [b"1", b""]), (b"b", [b"\xe9 x"]), (b"c", [b""])])

    def test_no_form(self):
        self.assertEqual(self.form(b"", b"text/plain"), {})
        self.assertEqual(self.form(b"a=1", b"application/x-www-form-urlencoded", "GET"), {})
        self.assertEqual(self.form(b"", None, "PUT"), {})
        with self.assertRaises(TypeError):
            self.form(b"{}", b"application/json")

    def test_upload(self):
        form = self.form(TEXT + FILE + END)
        self.assertEqual(form[b"a"], b"one")
        file = form[b"f"]
        self.assertEqual((file.name, file.filename, file.type), ("f", "x.txt", "text/html"))
        self.assertEqual(file.type_options, {"charset": "u"})
        self.assertEqual(file.headers["content-TYPE"], 'text/html; charset="u"')
        self.assertEqual(file.value, b"file\r\n\xff\x00data")
        self.assertEqual((file.file.read(4), file.value, file.file.read(2)), (b"file", file.value, b"fi"))
        with self.assertRaises(TypeError):
            bool(file)

    def test_two_of_a_name(self):
        self.assertEqual(self.form(TEXT + TEXT + END).get_list(b"a"), [b"one", b"one"])

    def test_no_file_chosen(self):
        self.assertEqual(self.form(FILE.replace(b"x.txt", b"") + END)[b"f"], b"file\r\n\xff\x00data")

    def test_names_of_files(self):
        for sent, shown in (
            (b'"a;b.txt"', "a;b.txt"),
            (b'"q\\"q"', 'q"q'),
            (b"plain", "plain"),
            (b'"\xc3\xa9"', "\xc3\xa9"),
            (b'"C:\\\\x"', "C:\\x"),
        ):
            with self.subTest(sent=sent):
                self.assertEqual(self.form(FILE.replace(b'"x.txt"', sent) + END)[b"f"].filename, shown)

    def test_tolerance(self):
        for name, body, values in (
            ("preamble, epilogue", b"before\r\n" + TEXT + END + b"after", [b"one"]),
            ("bare line feeds", (TEXT + END).replace(b"\r\n", b"\n"), [b"one"]),
            ("blanks after the boundary", (TEXT + END).replace(b"BB\r", b"BB \t\r"), [b"one"]),
            ("no end", TEXT, [b"one"]),
            ("no line end", TEXT + END[:-2], [b"one"]),
            ("empty", TEXT.replace(b"one", b"") + END, [b""]),
            ("no content at all", TEXT.replace(b"one\r\n", b"") + END, [b""]),
            ("boundary within a line", TEXT.replace(b"one", b"x--BB") + END, [b"x--BB"]),
            ("longer boundary", TEXT.replace(b"one", b"--BBx") + END, [b"--BBx"]),
            ("line ends in the content", TEXT.replace(b"one", b"\r\r\n\n\r") + END, [b"\r\r\n\n\r"]),
            ("end before the beginning", END + TEXT + END, [b"one"]),
            ("nothing behind the end counts", TEXT + END + TEXT, [b"one"]),
            ("empty body", b"", []),
            ("end only", END, []),
            ("long", TEXT.replace(b"one", b"x\n" * 200_000) + END, [b"x\n" * 200_000]),
        ):
            with self.subTest(name):
                self.assertEqual(self.form(body).get_list(b"a"), values)

    def test_refused(self):
        for name, body, content_type, error in (
            ("no boundary", TEXT + END, b"multipart/form-data", ValueError),
            ("empty boundary", TEXT + END, b"multipart/form-data; boundary=", ValueError),
            (
                "part without name",
                TEXT.replace(b'; name="a"', b"") + END,
                b"multipart/form-data; boundary=BB",
                TypeError,
            ),
            (
                "form in a form",
                FILE.replace(b"text/html", b"multipart/mixed") + END,
                b"multipart/form-data; boundary=BB",
                ValueError,
            ),
        ):
            with self.subTest(name), self.assertRaises(error):
                self.form(body, content_type)

    def test_long_quoted_parameter(self):
        # Each semicolon is looked at once: this would take minutes otherwise.
        quoted = b'"%s"' % (b";" * 500_000)
        body = TEXT.replace(b'"a"', quoted) + END
        self.assertEqual(list(self.form(body)), [quoted.strip(b'"')])

    def test_after_part_was_read(self):
        request = with_request(self, method="POST", body=b"a=1&b=2", fields=[(b"Content-Length", b"7")])
        self.assertEqual(request.raw_input.read(2), b"a=")
        self.assertEqual(request.POST[b"b"], b"2")
        self.assertEqual(request.raw_input.read(), b"1&b=2")


if __name__ == "__main__":
    unittest.main()
