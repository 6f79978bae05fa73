"""A script that prints what is no header."""


print("content without a head\n" * 10)
