from wptserve.request import Authentication


def main(request, response):
    auth = Authentication({"authorization": b"Basic dTpw"})
    return repr((auth.username, auth.password, isinstance(request.auth, Authentication)))
