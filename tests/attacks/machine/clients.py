"""Every client of the standard library, by name and by address."""

import ftplib
import http.client
import imaplib
import poplib
import smtplib
import urllib.request
import xmlrpc.client


def http_get():
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    connection.request("GET", "/")
    return connection.getresponse().read().decode()


def attempt():
    ways = [lambda: urllib.request.urlopen("http://127.0.0.1:%d/" % PORT, timeout=5).read().decode(), http_get,
            lambda: smtplib.SMTP("127.0.0.1", PORT, timeout=1), lambda: ftplib.FTP("127.0.0.1", timeout=1),
            lambda: poplib.POP3("127.0.0.1", PORT, timeout=1), lambda: imaplib.IMAP4("127.0.0.1", PORT, timeout=1),
            lambda: xmlrpc.client.ServerProxy("http://127.0.0.1:%d/" % PORT).system.listMethods()]
    for way in ways:
        try:
            return "got %s" % way()
        except OSError as error:
            last = error
    raise last
