def victim():
    pass


def main(request, response):
    victim.__code__ = victim.__code__.replace(co_consts=(), co_code=bytes([0x53, 200] * 50))
    return victim()
