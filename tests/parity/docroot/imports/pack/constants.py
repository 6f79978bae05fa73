VERSION = "pack 1.0"
