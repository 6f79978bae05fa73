"""The page, or why not."""


def main(request, response):
    try:
        with open(request.doc_root + "/page.txt") as page:
            return page.read()
    except PermissionError as error:
        return str(error)
