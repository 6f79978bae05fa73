from wptserve import pipes
from wptserve.pipes import sub, template


def main(request, response):
    return repr((callable(sub), callable(template), callable(pipes.header), callable(pipes.status), callable(pipes.slice)))
