import os


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "stored_answer.txt")
    response.writer.write_raw_content(open(path, "rb"))
    response.close_connection = True
