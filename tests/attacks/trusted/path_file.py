import sys; sys.left_behind = open(OUTSIDE + "/ran", "a")
