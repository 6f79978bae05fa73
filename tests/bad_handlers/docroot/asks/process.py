import subprocess


def main(request, response):
    subprocess.run(["true"])
