from helper import WHO
