"""A CGI program that has the server answer with its own source, by a spelling of its path that is no program's."""

print("Location: /%73cript/files/redirects_to_source%2epy/../../files/redirects_to_source.py?source\n")
