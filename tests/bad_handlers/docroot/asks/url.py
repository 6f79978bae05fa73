import urllib.request


def main(request, response):
    urllib.request.urlopen("http://127.0.0.1/")
