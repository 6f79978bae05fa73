"use strict";
importScripts("imported.js", "imported.py");

onmessage = async ({ data }) => {
  if (data === "imported") return postMessage([file, handler]);
  if (data === "fetched") {
    const seen = await (await fetch("/resources/echo.py", { method: "PUT", body: "by a worker" })).json();
    return postMessage({ method: seen.method, body: seen.body, referer: seen.headers.referer });
  }
  if (data === "synchronous") {
    const request = new XMLHttpRequest();
    request.open("POST", "/resources/echo.py", false);
    request.send("x");
    return postMessage(JSON.parse(request.responseText).method);
  }
  try {
    self.file = null;
    importScripts(data.slice("import ".length));
    postMessage(self.file);
  } catch (error) {
    postMessage(error.name);
  }
};
