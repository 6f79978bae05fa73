from flask_app import application
