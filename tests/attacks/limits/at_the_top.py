"""Before there is a handler: at the top of the file."""

while True:
    pass
