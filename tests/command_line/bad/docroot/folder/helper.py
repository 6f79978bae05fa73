def answer():
    return b"from a helper"
