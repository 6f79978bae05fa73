import sys

sys.stdout.write("HTTP/1.1 203 Mine\r\nContent-Type: text/plain\r\nX-Own: 1\r\n\r\nthe whole response")
