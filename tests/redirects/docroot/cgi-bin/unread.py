"""Redirects without having read the body."""

print("Location: /plain.txt\n")
