//! With the in-process engine: where the interpreter lies whose library is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "in-process")]
    embed_python();
}

#[cfg(feature = "in-process")]
fn embed_python() {
    // The library is found again at run time where it was linked from, also when that is no folder of the system's.
    pyo3_build_config::add_libpython_rpath_link_args();
    let executable = pyo3_build_config::get().executable().unwrap_or_default();
    println!("cargo:rustc-env=AIRLOCK_EMBEDDED_PYTHON={executable}");
}
