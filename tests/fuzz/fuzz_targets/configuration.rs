#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| airlock::fuzzing::configuration(input));
