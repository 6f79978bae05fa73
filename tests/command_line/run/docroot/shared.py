name = "from shared"
