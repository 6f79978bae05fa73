"use strict";

async function changed(request) {
  const response = await fetch(request);
  const headers = new Headers(response.headers);
  headers.set("X-From", "the worker, who asked the server");
  return new Response(response.body, { status: response.status, headers });
}

async function kept(request) {
  const cache = await caches.open("kept");
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  await cache.put(request, response.clone());
  return response;
}

addEventListener("install", () => skipWaiting());
addEventListener("fetch", event => {
  const { pathname, search } = new URL(event.request.url);
  if (pathname.endsWith("/made-up")) event.respondWith(new Response("made by the worker"));
  else if (pathname.endsWith("/text.txt")) event.respondWith(changed(event.request));
  else if (search === "?kept") event.respondWith(kept(event.request));
});
