import sys


def main():
    sys.stdout.write("used from a shell\n")


if __name__ == "__main__":
    main()
