from falcon_app import application
