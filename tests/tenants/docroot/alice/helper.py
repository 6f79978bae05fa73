NAME = "the module of alice"
