"""Takes a form apart and says how many values it has."""


def main(request, response):
    return b"%d values" % len(list(request.POST.items()))
