import no_such_module_anywhere


def main(request, response):
    return no_such_module_anywhere.answer
