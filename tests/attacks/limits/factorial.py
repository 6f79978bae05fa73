import math


def attempt():
    return "got %d bits" % math.factorial(20_000_000).bit_length()
