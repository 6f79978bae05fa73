from wptserve.stash import Stash


def main(request, response):
    stash = request.server.stash
    return repr((isinstance(stash, Stash), stash is request.server.stash, stash.default_path))
