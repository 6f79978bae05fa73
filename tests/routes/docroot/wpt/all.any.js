// META: title=One & <two>
// META: timeout=long
// META: script=/files/a.js?x="1"
// META: variant=?a
// META: global=window,worker
test(() => {});
