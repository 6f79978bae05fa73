//! Components of a package's world for handlers, built as one in any language is: from a core module that names its imports,
//! and the world.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, LiftLowerAbi, ManglingAndAbi, WasmImport, WorldItem, WorldKey};

use crate::wit_package::WitPackage;

/// One that imports all there is and does nothing: what a host has to offer for handlers built against that package.
pub fn importing_everything(package: &WitPackage) -> Result<Vec<u8>> {
    of_module(package, &module(package)?)
}

/// One around the core module of this text.
pub fn of_module(package: &WitPackage, text: &str) -> Result<Vec<u8>> {
    let mut module = wat::parse_str(text)?;
    embed_component_metadata(&mut module, &package.resolve, package.world, StringEncoding::UTF8)?;
    ComponentEncoder::default().module(&module)?.validate(true).encode()
}

fn module(package: &WitPackage) -> Result<String> {
    let mut text = String::from("(module\n");
    for (key, item) in &package.world()?.imports {
        let WorldItem::Interface { id, .. } = item else { continue };
        let interface = package.resolve.interfaces.get(*id).context("an interface that is not there")?;
        for function in interface.functions.values() {
            import(&mut text, package, key, function);
        }
    }
    text.push_str(
        r#"(memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
        (func (export "handle")))"#,
    );
    Ok(text)
}

fn import(text: &mut String, package: &WitPackage, key: &WorldKey, function: &Function) {
    let abi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let import = WasmImport::Func { interface: Some(key), func: function };
    let (module, name) = package.resolve.wasm_import_name(abi, import);
    let signature = package.resolve.wasm_signature(AbiVariant::GuestImport, function);
    let (params, results) = (types(&signature.params), types(&signature.results));
    // Writing to a string does not fail.
    let _ = writeln!(text, r#"(import "{module}" "{name}" (func (param {params}) (result {results})))"#);
}

fn types(types: &[WasmType]) -> String {
    let name = |ty: &WasmType| match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    };
    types.iter().map(name).collect::<Vec<_>>().join(" ")
}
