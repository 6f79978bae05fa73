def main(request, response):
    headers = [("Content-Type", "text/javascript"), ("Service-Worker-Allowed", "/service-worker/scope/")]
    return headers, "addEventListener('install', () => skipWaiting());"
