def main(request, response):
    raise ValueError("\x1b[2J\x00\r\n2026-01-01T00:00:00Z  INFO forged line \x9b \u202e \ud800")
