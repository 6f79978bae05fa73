// Checks with names: a page registers them, they are made one after the other once it has loaded, and what came of them
// is in `window.checks`, where the driver of the browser reads it.
"use strict";

(() => {
  const registered = [];
  const checks = { running: null, results: [] };

  checks.finished = new Promise(finish => addEventListener("load", async () => {
    for (const { name, body } of registered) {
      checks.running = name;
      let message = "";
      try {
        await body();
      } catch (error) {
        message = String(error?.stack ?? error) || "thrown";
      }
      checks.results.push({ name, passed: message === "", message });
    }
    checks.running = null;
    finish();
  }));

  window.checks = checks;
  window.check = (name, body) => registered.push({ name, body });
})();

// Both are the same when written as JSON.
function same(actual, expected, what = "it") {
  const [is, shall] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== shall) throw new Error(`${what} is ${is}, not ${shall}`);
}

function holds(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

async function rejects(promise, name, what) {
  let outcome = "nothing";
  try {
    await promise;
  } catch (error) {
    outcome = error.name;
  }
  same(outcome, name, `what ${what} throws`);
}

// The first event of that name; "error" is the end of waiting, unless it is waited for.
function event(target, name) {
  return new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { once: true });
    if (name !== "error") target.addEventListener("error", () => reject(new Error(`error, not ${name}`)), { once: true });
  });
}

// A key for the stash, or a value that no cache has. Pages without TLS have no crypto.randomUUID.
function unique() {
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0"));
  return digits.join("");
}

// The protocol that a resource came by: "http/1.1" or "h2". It is known when all of the resource has come.
function protocolOf(url) {
  return performance.getEntriesByName(new URL(url, location).href)[0]?.nextHopProtocol;
}

// An element in the page, complete with its attributes.
function place(name, attributes) {
  const element = Object.assign(document.createElement(name), attributes);
  document.body.append(element);
  return element;
}
