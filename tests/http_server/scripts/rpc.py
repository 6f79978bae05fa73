from xmlrpc.server import SimpleXMLRPCServer

server = SimpleXMLRPCServer(("", 8000))
server.register_function(pow)
server.serve_forever()
