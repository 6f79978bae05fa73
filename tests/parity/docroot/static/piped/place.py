"""A template with a path."""


def main(request, response):
    response.content = b"{{fs_path(x.txt)}} {{fs_path(/y.txt)}}"
