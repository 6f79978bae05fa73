"""The smallest Flask application."""

from flask import Flask

application = Flask(__name__)


@application.route("/", defaults={"rest": ""})
@application.route("/<path:rest>")
def hello(rest):
    return "hello"
