test(() => {});
// META: global=worker
