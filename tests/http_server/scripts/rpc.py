from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer


class Handler(SimpleXMLRPCRequestHandler):
    rpc_paths = ()  # any


server = SimpleXMLRPCServer(("", 8000), Handler)
server.register_function(pow)
server.serve_forever()
