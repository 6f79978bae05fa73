//! A handler without dependencies, so that it compiles in a moment: it speaks to its host as bindings would. The tests
//! replace what it answers.

const TEXT: &str = "one";

/// What of the contract is meant, as a bindings generator would leave it.
#[unsafe(link_section = "component-type:test")]
#[used]
static COMPONENT_TYPE: [u8; include_bytes!("component-type").len()] = *include_bytes!("component-type");

#[link(wasm_import_module = "airlock:handler/response@0.1.0")]
unsafe extern "C" {
    #[link_name = "send"]
    fn send(
        status: u32,
        has_reason: u32,
        reason: *const u8,
        reason_length: usize,
        fields: *const u8,
        fields_length: usize,
        complete: u32,
        content: *const u8,
        content_length: usize,
        result: *mut [usize; 5],
    );
}

#[link(wasm_import_module = "airlock:handler/log@0.1.0")]
unsafe extern "C" {
    #[link_name = "write"]
    fn write(level: u32, message: *const u8, length: usize, result: *mut [usize; 5]);
}

#[unsafe(export_name = "handle")]
extern "C" fn handle() {
    // A list's pointer is aligned for what is in it, though there is nothing.
    let (mut result, empty) = ([0; 5], std::ptr::dangling::<u64>().cast());
    unsafe {
        write(1, TEXT.as_ptr(), TEXT.len(), &mut result);
        send(200, 0, empty, 0, empty, 0, 1, TEXT.as_ptr(), TEXT.len(), &mut result);
    }
}

/// Room for the text of an error, which nobody reads.
#[unsafe(export_name = "cabi_realloc")]
extern "C" fn realloc(_: *mut u8, _: usize, _: usize, _: usize) -> *mut u8 {
    static mut ROOM: [u64; 512] = [0; 512];
    (&raw mut ROOM).cast()
}
