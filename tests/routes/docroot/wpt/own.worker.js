importScripts("/resources/testharness.js");
