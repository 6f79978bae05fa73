// META: script=a.js
test(() => {});
