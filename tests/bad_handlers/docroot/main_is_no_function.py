main = "text"
