import os

os.chdir("..")
print("Content-Type: text/plain\n")
print(open("data.txt").read(), end="")
