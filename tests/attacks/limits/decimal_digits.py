import decimal


def attempt():
    with decimal.localcontext() as context:
        context.prec = 3_000_000
        context.Emax = decimal.MAX_EMAX
        return "got %s" % decimal.Decimal(2).sqrt().exp()
