def answer(request):
    return "%s for %s" % (__name__, request.method)
