NAME = "the module of bob"
