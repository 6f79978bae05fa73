import os

print("Location: " + os.environ["QUERY_STRING"])
print()
