def main(request, response):
    text = "a"
    while True:
        text += text
