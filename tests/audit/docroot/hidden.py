import builtins


def main(request, response):
    # Names that no look at the text finds.
    getattr(request.server, "sta" + "sh").put(request.GET.first(b"key"), 1)
    return getattr(builtins, "op" + "en")(__file__).readline()
