TEXT = "part 0"
