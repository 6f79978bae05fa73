window.value = "set by a script";
