import time
time.sleep(0.01)
WHO = 'one'
COUNT = 0
