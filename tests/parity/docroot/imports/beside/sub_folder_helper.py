value = b"appended to sys.path"
