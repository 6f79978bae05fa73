"""A CGI program has the server answer with another tenant's file."""


print("Location: //bob.test/secret.txt\n")
