a..js
