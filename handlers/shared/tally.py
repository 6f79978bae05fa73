"""Imported by `/sandbox/counter-that-never-counts.py`: a module that remembers, as long as it is kept."""

count = 0


def add_one():
    global count
    count += 1
    return count
