"""A script, for those alone who say that they want a service worker."""


def main(request, response):
    if request.headers.get(b"Service-Worker") != b"script":
        return 400, [], "not a service worker's script"
    return [("Content-Type", "text/javascript")], "addEventListener('install', () => skipWaiting());"
