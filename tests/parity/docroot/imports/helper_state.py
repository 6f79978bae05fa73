from imports.beside import stateful


def main(request, response):
    stateful.CALLS.append(request.method)
    return str(len(stateful.CALLS))
