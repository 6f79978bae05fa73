// The origins of the server: this page's, its subdomain's, and the other domain's, with the page's own scheme and port. And
// the page's host without TLS.
"use strict";

const origins = (() => {
  const { protocol, hostname, port, origin } = location;
  const other = hostname === "{{host}}" ? "{{hosts[alt][]}}" : "{{host}}";
  return {
    own: origin,
    subdomain: `${protocol}//www.${hostname}:${port}`,
    other: `${protocol}//${other}:${port}`,
    clear: `http://${hostname}:{{ports[http][0]}}`,
  };
})();
