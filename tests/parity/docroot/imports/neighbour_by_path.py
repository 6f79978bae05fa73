SAYS = "found through sys.path"
