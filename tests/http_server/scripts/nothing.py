if __name__ == "__main__":
    print("nothing to serve")
