"""One operation of C code over numbers of many digits."""


def attempt():
    number = 3 ** 4_000_000
    while True:
        number = number * number % (7 ** 5_000_000)
