"""A CGI program names another host in the redirect, and hopes for its files."""


print("Location: /\\bob.test/../bob/secret.txt\nHost: bob.test\n\n")
