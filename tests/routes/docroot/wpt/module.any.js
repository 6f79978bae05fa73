// META: global=window-module,dedicatedworker-module
test(() => {});
