import unittest

from support import with_request
from wptserve.request_headers import RequestHeaders
from wptserve.utils import HTTPException

FIELDS = [(b"Host", b"web.test:81"), (b"X-A", b"1"), (b"x-a", b"2"), (b"X-Latin", b"\xe9")]


class RequestTest(unittest.TestCase):
    def test_line_and_url(self):
        request = with_request(self, "//a%20b.py?x=1#y", method="PUT", fields=FIELDS)
        self.assertEqual(request.method, "PUT")
        self.assertEqual(request.request_path, "/a%20b.py?x=1#y")
        self.assertEqual(request.request_line, b"PUT //a%20b.py?x=1#y HTTP/1.1\r\n")
        self.assertEqual(request.url, "http://web.test:81/a%20b.py?x=1#y")
        self.assertEqual(request.url_parts.query, "x=1")
        self.assertEqual(request.url_parts.port, 81)
        self.assertEqual(request.route_match, {"*": "a%20b.py"})
        self.assertEqual(request.protocol_version, "HTTP/1.1")
        self.assertEqual(request.client_address, ("127.0.0.1", 50000))
        self.assertEqual(request.doc_root, "/docroot")
        self.assertEqual(repr(request), "<Request PUT http://web.test:81/a%20b.py?x=1#y>")

    def test_url_without_port_or_host(self):
        self.assertEqual(with_request(self, "/x", fields=[(b"host", b"web.test")]).url, "http://web.test:8000/x")
        self.assertEqual(with_request(self, "/x").url, "http://127.0.0.1:8000/x")
        self.assertEqual(with_request(self, "/x", fields=[(b"Host", b"[::1]:82")]).url_parts.port, 82)
        self.assertEqual(with_request(self, "http://a/b").url, "http://a/b")

    def test_query(self):
        query = with_request(self, b"/?a=1&a=%E9+%zz&b&&=v&c=x=y&\xff=1#?d=1").GET
        self.assertEqual(
            list(query.items()),
            [(b"a", [b"1", b"\xe9 %zz"]), (b"b", [b""]), (b"", [b"v"]), (b"c", [b"x=y"]), (b"\xff", [b"1"])],
        )
        self.assertEqual(with_request(self, "/").GET, {})

    def test_headers(self):
        headers = with_request(self, fields=FIELDS).headers
        self.assertEqual(headers["X-LATIN"], b"\xe9")
        self.assertEqual(headers.get(b"x-a"), b"1")  # the first alone, as in wptserve
        self.assertEqual(headers.get_list("x-a"), [b"1"])
        self.assertIn("host", headers)
        self.assertEqual(list(headers), [b"host", b"x-a", b"x-latin"])
        self.assertEqual(headers.get("nope", 5), 5)
        self.assertEqual(headers.get_list("nope", []), [])
        with self.assertRaises(KeyError):
            headers["nope"]
        with self.assertRaises(TypeError):
            headers["a"] = b"b"

    def test_headers_of_http2(self):
        fields = [(b":method", b"GET"), (b":authority", b"a.test"), (b"x-a", b"1"), (b"x-a", b"2")]
        headers = RequestHeaders.from_http2_fields(fields)
        self.assertEqual(list(headers.iteritems()), [(b"method", b"GET"), (b"authority", b"a.test"), (b"x-a", b"2")])
        self.assertNotIn("host", headers)

    def test_raw_headers(self):
        headers = with_request(self, fields=FIELDS).raw_headers
        self.assertEqual(
            list(headers.raw_items()), [("Host", "web.test:81"), ("X-A", "1"), ("x-a", "2"), ("X-Latin", "\xe9")]
        )
        self.assertEqual(headers.get_all("x-A"), ["1", "2"])
        self.assertTrue(str(headers).startswith("Host: web.test:81\nX-A: 1\nx-a: 2\n"))

    def test_authentication(self):
        def credentials(*value):
            auth = with_request(self, fields=[(b"Authorization", v) for v in value]).auth
            return auth.username, auth.password

        self.assertEqual(credentials(), (None, None))
        self.assertEqual(credentials(b"Basic dTpwOnE="), (b"u", b"p:q"))
        for value, error in ((b"Bearer x", HTTPException), (b"Basic", ValueError), (b"Basic dQ==", ValueError)):
            with self.subTest(value=value), self.assertRaises(error):
                credentials(value)

    def test_untouched_request_asks_nothing(self):
        request = with_request(self)
        self.assertEqual(vars(request), {})
        request.GET
        self.assertEqual(sorted(vars(request)), ["GET", "_head"])

    def test_attributes_can_be_replaced(self):
        request = with_request(self)
        request.method = "OTHER"
        request.doc_root = "/docroot/below"
        self.assertEqual((request.method, request.doc_root), ("OTHER", "/docroot/below"))

    def test_configuration(self):
        config = with_request(self).server.config
        self.assertEqual(config["ports"]["http"], [8000])
        self.assertEqual(config.browser_host, "127.0.0.1")
        self.assertIn("domains", config)
        with self.assertRaises(ValueError):
            config["nope"]
        with self.assertRaises(ValueError):
            config.ports = {}


if __name__ == "__main__":
    unittest.main()
