"""What runs a handler: dispatch of one request, imports from the docroot, and the state that the snapshot keeps."""
