self.file = "from a file";
