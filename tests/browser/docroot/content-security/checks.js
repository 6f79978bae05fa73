"use strict";

const violations = [];
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  violations.push([effectiveDirective, blockedURI]));

check("scripts in the page are blocked, but for those with the nonce", async () => {
  const isInline = ([directive, source]) => directive === "script-src-elem" && source === "inline";
  while (!violations.some(isInline)) await event(window, "securitypolicyviolation");
  same([window.inline, window.withNonce], [undefined, "ran"]);
});

check("text is not run", async () => {
  await rejects(Promise.resolve().then(() => eval("1")), "EvalError", "eval");
});

check("scripts and images of other origins are blocked", async () => {
  await event(place("script", { src: `${origins.other}/sniffing/files/a.js` }), "error");
  await event(place("img", { src: `${origins.other}/trickle/image.svg` }), "error");
  await event(place("img", { src: "/trickle/image.svg" }), "load");
});

check("a violation is reported to a handler", async () => {
  const key = unique();
  const frame = place("iframe", { src: `reports.py?key=${key}` });
  await event(frame, "load");
  same(frame.contentWindow.inline, undefined);
  const { type, report } = await (await fetch(`report.py?key=${key}`)).json();
  same(type, "application/csp-report");
  same([report["violated-directive"], report["blocked-uri"]], ["script-src-elem", "inline"]);
});

check("a sandboxed page has no origin", async () => {
  const frame = place("iframe", { src: "sandboxed.html" });
  same((await event(window, "message")).origin, "null");
  same(frame.contentDocument, null);
});

check("report-only blocks nothing", async () => {
  const frame = place("iframe", { src: "report-only.html" });
  await event(frame, "load");
  same(frame.contentWindow.inline, "ran");
});
