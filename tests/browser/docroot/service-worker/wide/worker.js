"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("fetch", event => {
  if (event.request.mode !== "navigate") event.respondWith(new Response("from a wide scope"));
});
