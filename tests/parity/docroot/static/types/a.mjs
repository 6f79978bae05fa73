a file of the kind mjs
