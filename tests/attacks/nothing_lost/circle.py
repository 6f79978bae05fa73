"""A script that sends the server back to itself."""


print("Location: /script/nothing_lost/circle.py\n")
