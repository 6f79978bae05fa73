"""Django: one module with its settings; a form, sessions in signed cookies, templates, redirects, errors."""

import os

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

HERE = os.path.dirname(os.path.abspath(__file__))

if not settings.configured:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="the same in both servers",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.http.ConditionalGetMiddleware",
        ],
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATIC_URL="/static/",
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        SESSION_EXPIRE_AT_BROWSER_CLOSE=True,  # no date in the cookie
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [os.path.join(HERE, "templates")]}],
        USE_TZ=False,
        LOGGING_CONFIG=None,
    )
    django.setup()


class NameForm(forms.Form):
    name = forms.CharField(max_length=10)
    age = forms.IntegerField(min_value=0, required=False)


def index(request):
    names = request.session.get("names", [])
    return render(request, "django_form.html", {"form": NameForm(), "names": names})


def form(request):
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    filled = NameForm(request.POST)
    if not filled.is_valid():
        return render(request, "django_form.html", {"form": filled, "title": "Again"}, status=400)
    request.session["names"] = request.session.get("names", []) + [filled.cleaned_data["name"]]
    return redirect("index")


def article(request, year, slug):
    if year < 1900:
        raise Http404("too old")
    return JsonResponse({"year": year, "slug": slug, "url": reverse("article", args=[year, slug]), "query": request.GET.dict()})


def upload(request):
    file = request.FILES["file"]
    return JsonResponse({"name": file.name, "size": file.size, "type": file.content_type, "begin": file.read(5).decode()})


def stream(request):
    return StreamingHttpResponse((b"line %d\n" % line for line in range(20)), content_type="text/plain")


def file(request):
    return FileResponse(open(os.path.join(HERE, "static", "numbers.txt"), "rb"), as_attachment=True, filename="z\u00e4hl.txt")


def fails(request):
    raise ValueError("nobody sees this")


urlpatterns = [
    path("", index, name="index"),
    path("form/", form, name="form"),
    path("articles/<int:year>/<slug:slug>/", article, name="article"),
    path("upload/", upload),
    path("stream/", stream),
    path("file/", file),
    path("fails/", fails),
]

application = get_wsgi_application()
