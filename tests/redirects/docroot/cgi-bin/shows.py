"""Shows the request that it is asked."""

import json
import os
import sys

print("Content-Type: application/json\n")
print(json.dumps({**os.environ, "body": sys.stdin.read()}))
