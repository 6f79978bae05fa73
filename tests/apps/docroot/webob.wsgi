from webob_app import application
