import datetime
import unittest

import support  # noqa: F401
from wptserve.request_cookies import Cookies
from wptserve.response import Response


def parse(field):
    return Cookies.parse(field)


class RequestCookiesTest(unittest.TestCase):
    def test_values(self):
        cookies = parse(b'a=b; c="quoted"; a=later; d=%E9')
        self.assertEqual(cookies[b"a"], b"later")
        self.assertEqual(cookies[b"a"].value, b"later")
        self.assertEqual(cookies[b"c"].value, b'"quoted"')
        self.assertEqual(cookies[b"d"], b"%E9")
        self.assertEqual(cookies.first(b"a"), cookies.get(b"a"))
        self.assertEqual(list(cookies), [b"a", b"c", b"d"])
        self.assertNotEqual(cookies[b"a"], b"b")
        self.assertNotEqual(cookies[b"a"], "later")

    def test_absent(self):
        cookies = parse(b"")
        self.assertEqual((len(cookies), cookies.get(b"a"), cookies.get_list(b"a")), (0, None, []))
        with self.assertRaises(KeyError):
            cookies[b"a"]

    def test_what_does_not_parse_hides_everything(self):
        self.assertEqual(parse(b"=x; a=b"), {})

    def test_many_equals_signs(self):
        # Each is looked at once: this would take minutes otherwise.
        for end in (b"\x01", b'"', b'"x"\x01'):
            self.assertEqual(parse(b"a=" * 30_000 + end), {})
        self.assertEqual(parse(b"a=" * 30_000)[b"a"], b"a=" * 29_999)

    def test_text(self):
        self.assertEqual(str(parse(b"a=b")[b"a"]), "a=b")


class SetCookieTest(unittest.TestCase):
    def cookies(self, *arguments, **named):
        self.response = Response(None)
        self.response.set_cookie(*arguments, **named)
        return self.response.headers.get("set-cookie")

    def test_attributes(self):
        day = datetime.datetime(2030, 5, 2, 3, 4, 5)
        for arguments, named, text in (
            (("a", "b"), {}, b"a=b; Path=/"),
            ((b"a", b"b"), {"path": None}, b"a=b"),
            (("a", "b y"), {"domain": "d.test", "path": "/x"}, b"a=b y; Domain=d.test; Path=/x"),
            (("a", "b"), {"max_age": 5}, b"a=b; Max-Age=5; Path=/"),
            (("a", "b"), {"max_age": datetime.timedelta(minutes=1, seconds=0.9)}, b"a=b; Max-Age=60; Path=/"),
            (("a", "b"), {"expires": day}, b"a=b; expires=02 may 2030 03:04:05 GMT; Path=/"),
            (
                ("a", "b"),
                {"secure": True, "httponly": True, "samesite": "Lax"},
                b"a=b; HttpOnly; Path=/; SameSite=Lax; Secure",
            ),
            (("a", "b"), {"comment": "c"}, b"a=b; Comment=c; Path=/"),
        ):
            with self.subTest(named=named):
                self.assertEqual(self.cookies(*arguments, **named), [text])

    def test_interval(self):
        (text,) = self.cookies("a", "b", expires=datetime.timedelta(days=40))
        then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=40)
        self.assertIn(then.strftime("%Y %H:%M").encode(), text)

    def test_deleting(self):
        (text,) = self.cookies("a", None)
        self.assertRegex(text, rb"^a=; expires=\d\d [a-z]{3} \d{4} [\d:]{8} GMT; Max-Age=0; Path=/$")
        self.response.delete_cookie("b", path="/p")
        self.assertRegex(self.response.headers["Set-Cookie"][1], rb"^b=; .*Path=/p$")

    def test_taking_back(self):
        self.cookies("a", "b")
        self.response.unset_cookie("z")
        self.assertIn("Set-Cookie", self.response.headers)
        self.response.unset_cookie(b"a")
        self.assertNotIn("Set-Cookie", self.response.headers)

    def test_refused(self):
        import http.cookies

        for name, value, error in (
            ("a b", "c", http.cookies.CookieError),
            ("path", "c", http.cookies.CookieError),
            ("a", "\u20ac", UnicodeEncodeError),
            ("a", 5, TypeError),
        ):
            with self.subTest(name=name, value=value), self.assertRaises(error):
                self.cookies(name, value)


if __name__ == "__main__":
    unittest.main()
