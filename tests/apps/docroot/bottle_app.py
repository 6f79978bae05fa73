"""Bottle: routes, templates, cookies, files, forms, errors."""

import os

import bottle
from bottle import Bottle, HTTPResponse, abort, redirect, request, response, static_file, template

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "the same in both servers"

bottle.TEMPLATE_PATH[:] = [os.path.join(HERE, "templates")]
application = Bottle()


@application.get("/")
@application.get("/list/<words:path>")
def index(words=""):
    return template("bottle_list.tpl", title="A <list>", words=[word for word in words.split("/") if word])


@application.route("/sum/<left:int>/<right:float>", method=["GET", "POST"])
def add(left, right):
    return {"sum": left + right, "method": request.method}


@application.post("/form")
def form():
    response.content_type = "text/plain; charset=utf-8"
    return "\n".join("%s=%s" % (name, value) for name, value in request.forms.decode().allitems())


@application.post("/upload")
def upload():
    file = request.files.get("file")
    return {"name": file.filename, "raw": file.raw_filename, "size": len(file.file.read()), "type": file.content_type}


@application.post("/json")
def json():
    return {"got": request.json}


@application.get("/visits")
def visits():
    count = int(request.get_cookie("visits", default="0", secret=SECRET)) + 1
    response.set_cookie("visits", str(count), secret=SECRET, path="/", httponly=True)
    return "visit %d" % count


@application.get("/static/<name:path>")
def static(name):
    return static_file(name, root=os.path.join(HERE, "static"))


@application.get("/old")
def old():
    redirect("/list/new")


@application.get("/pieces")
def pieces():
    yield "one "
    yield "two "
    yield "\u2713"


@application.get("/own")
def own():
    return HTTPResponse(status=299, body=b"own", headers={"X-Own": "yes"})


@application.get("/forbidden")
def forbidden():
    abort(403, "Not <you>")


@application.get("/fails")
def fails():
    return [][0]


@application.error(404)
def missing(error):
    return "nothing: %s" % error.body
