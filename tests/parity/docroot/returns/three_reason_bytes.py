def main(request, response):
    return (299, b"M\xfcd \xff"), [], b"reason in Latin-1"
