from bottle_app import application
