self.word = "from another script";
