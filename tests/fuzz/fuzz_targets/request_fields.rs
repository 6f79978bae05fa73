#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| airlock_guest::fuzzing::request_fields(input));
