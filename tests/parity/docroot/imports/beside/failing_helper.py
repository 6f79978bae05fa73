raise RuntimeError("a helper that fails when it is imported")
