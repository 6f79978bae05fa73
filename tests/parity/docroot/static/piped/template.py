"""Sets a template, for which the request has to ask."""


def main(request, response):
    response.content = b"<{{host}}> {{GET[x]}} {{location[path]}} {{headers[x-one]}} {{$a:url_base}}{{$a}}"
