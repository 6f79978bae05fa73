main = "not to be called"
