"""Redirects to itself as often as the query says, and then to what shows the request."""

import os

left = int(os.environ["QUERY_STRING"])
print("Location: %s\n" % ("/cgi-bin/count.py?%d" % (left - 1) if left else "/cgi-bin/shows.py"))
