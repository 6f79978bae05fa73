"""Flask: routes, templates, a session, forms, an upload, streams, files, errors."""

import hashlib
from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import (Flask, Response, abort, flash, jsonify, make_response, redirect, render_template, request, session,
                   stream_with_context, url_for)

application = Flask(__name__)
application.secret_key = "the same in both servers"


@application.get("/")
def index():
    return "<!doctype html><title>Start</title>Welcome, %s" % session.get("user", "stranger")


@application.get("/hello/<name>")
def greet(name):
    return render_template("flask_greeting.html", name=name)


@application.route("/number/<int:number>", methods=["GET", "PUT"])
def number(number):
    return {"number": number, "method": request.method, "args": request.args.to_dict(flat=False)}


@application.post("/login")
def login():
    session["user"] = request.form["user"]
    session.permanent = False
    flash("Welcome back")
    return redirect(url_for("index", _external=True), 303)


@application.post("/logout")
def logout():
    session.clear()
    return redirect("/")


@application.post("/upload")
def upload():
    file = request.files["file"]
    content = file.read()
    return jsonify(name=file.filename, type=file.mimetype, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
                   form=request.form.to_dict())


@application.post("/echo")
def echo():
    return jsonify(request.get_json())


@application.get("/stream")
def stream():
    def lines():
        for line in range(50):
            yield "%d of %s\n" % (line, request.args.get("of", "nothing"))
    return Response(stream_with_context(lines()), mimetype="text/plain")


@application.get("/cookies")
def cookies():
    response = make_response("; ".join("%s=%s" % item for item in sorted(request.cookies.items())))
    response.set_cookie("plain", "a value; with \"marks\" \u00e9", path="/cookies", httponly=True, samesite="Lax")
    response.delete_cookie("old")
    return response


@application.get("/when/<path:zone>")
def when(zone):
    try:
        return datetime(2020, 7, 1, 12, tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).isoformat()
    except ZoneInfoNotFoundError as error:
        abort(404, str(error))


@application.get("/teapot")
def teapot():
    abort(418)


@application.get("/fails")
def fails():
    raise ValueError("nobody sees this")


@application.errorhandler(404)
def missing(error):
    return "Nothing at %s" % request.path, 404, {"X-Missing": "yes"}


@application.after_request
def mark(response):
    response.headers["X-App"] = "flask"
    return response
