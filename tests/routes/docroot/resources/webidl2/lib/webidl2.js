// idl
