// The origins of the server: this page's, its subdomain's, and the other domain's, with the page's own scheme.
"use strict";

const origins = (() => {
  const ports = new URLSearchParams(location.search);
  const [one, two] = ["web-platform.test", "not-web-platform.test"];
  const at = (scheme, host) => `${scheme}://${host}:${ports.get(scheme)}`;
  const scheme = location.protocol.slice(0, -1);
  const other = location.hostname === one ? two : one;
  return {
    own: location.origin,
    subdomain: at(scheme, `www.${location.hostname}`),
    other: at(scheme, other),
    clear: at("http", location.hostname),
  };
})();
