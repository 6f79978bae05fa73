"""A CGI program that sends the client on, within the server, to what is not to be had."""

print("Location: /links/absolute.txt\n")
