// Shows requests, streams, and routes by path: a component of wasi:http, in JavaScript.
//
//     componentize-js --wit WIT --world-name wasi:http/proxy --disable stdio -o javascript.wasm shows-requests.js
//     airlock serve . & curl --data-binary hello http://127.0.0.1:8000/javascript.wasm/echo?x=1
//
// WIT is a folder with the package wasi:http 0.2. With stdio the component imports a file system, which no handler gets.

addEventListener("fetch", (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const url = new URL(request.url);
  switch (url.pathname.split("/").at(-1)) {
    case "echo":
      return text(joined(shown(request, url), request.body));
    case "count":
      return text(streamed(["one\n", "two\n", "three\n"]));
    case "teapot":
      return text("short and stout\n", 418, [["x-kind", "teapot"], ["x-kind", "short"]]);
    default:
      return text("no such path\n", 404);
  }
}

function text(content, status = 200, fields = []) {
  return new Response(content, { status, headers: [["content-type", "text/plain"], ...fields] });
}

// The request's head, its own fields in the order of their names.
function shown(request, url) {
  const own = [...request.headers].filter(([name]) => name.startsWith("x-")).sort();
  const lines = [`${request.method} ${url.pathname}${url.search}`, ...own.map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join("\n")}\n\n`;
}

function streamed(pieces) {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(encoder.encode(piece));
    },
  });
}

// The text, then what a body brings, as it comes.
function joined(head, body) {
  const reader = body?.getReader();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(head));
    },
    async pull(controller) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
