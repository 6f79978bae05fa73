import time
time.sleep(0.01)
WHO = 'two'
COUNT = 0
