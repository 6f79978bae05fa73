a file of the kind js
