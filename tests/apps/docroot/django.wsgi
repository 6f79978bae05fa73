from django_app import application
