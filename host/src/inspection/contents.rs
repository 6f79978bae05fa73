use serde::Serialize;
use wasmparser::component_types::{ComponentEntityType, ComponentItem};
use wasmparser::types::TypesRef;
use wasmparser::{
    ComponentExternalKind, KnownCustom, Parser, Payload, ProducersSectionReader, Validator, WasmFeatures,
};

/// More tools than this are not named.
const PRODUCER_LIMIT: usize = 32;
/// Longer names of tools are cut.
const NAME_LIMIT: usize = 80;

/// Why bytes are no WebAssembly.
#[derive(Debug, thiserror::Error)]
pub enum InvalidWasm {
    /// They do not begin as it does.
    #[error("this is no WebAssembly: it does not begin with the bytes 00 61 73 6d and a known version")]
    Beginning,
    /// They are broken further on.
    #[error("this is no valid WebAssembly: {0}")]
    Broken(#[from] wasmparser::BinaryReaderError),
}

/// Whether a file can be a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// With imports and exports by interface.
    Component,
    /// The bare code; `airlock build` makes components of these.
    CoreModule,
}

/// What a file holds.
#[derive(Debug, Serialize)]
pub struct Contents {
    /// What it is.
    pub kind: Kind,
    /// In bytes.
    pub size: usize,
    /// What it asks of its host.
    pub imports: Vec<Interface>,
    /// What it offers.
    pub exports: Vec<Interface>,
    /// Functions with code, of all modules in it.
    pub functions: u64,
    /// Linear memories, of all modules in it.
    pub memories: u64,
    /// By which tools it was made, as it says.
    pub producers: Vec<Producer>,
}

/// An import or export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interface {
    /// Such as `airlock:handler/stash@0.1.0`, or a function's own name.
    pub name: String,
    /// The functions of it that are used; none for what is no interface.
    pub functions: Vec<String>,
}

/// A tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Producer {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
}

impl Contents {
    /// What the bytes of a file are.
    pub fn of(bytes: &[u8]) -> Result<Self, InvalidWasm> {
        let kind = match bytes {
            bytes if Parser::is_component(bytes) => Kind::Component,
            bytes if Parser::is_core_wasm(bytes) => Kind::CoreModule,
            _ => return Err(InvalidWasm::Beginning),
        };
        let types = Validator::new_with_features(WasmFeatures::all()).validate_all(bytes)?;
        let types = types.as_ref();
        let empty = Self {
            kind,
            size: bytes.len(),
            imports: Vec::new(),
            exports: Vec::new(),
            functions: 0,
            memories: 0,
            producers: Vec::new(),
        };
        empty.filled(bytes, types)
    }

    fn filled(mut self, bytes: &[u8], types: TypesRef<'_>) -> Result<Self, InvalidWasm> {
        // Of the parts that lie inside each other, the outermost is the file's own.
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::FunctionSection(section) => self.functions += u64::from(section.count()),
                Payload::MemorySection(section) => self.memories += u64::from(section.count()),
                Payload::ComponentImportSection(section) if depth == 0 => {
                    for import in section {
                        let name = import?.name.name;
                        self.imports.push(interface(name, types.component_item_for_import(name), types));
                    }
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section {
                        let export = export?;
                        if matches!(export.kind, ComponentExternalKind::Func | ComponentExternalKind::Instance) {
                            let name = export.name.name;
                            self.exports.push(interface(name, types.component_item_for_export(name), types));
                        }
                    }
                }
                Payload::ImportSection(section) if depth == 0 => {
                    for import in section.into_imports() {
                        let import = import?;
                        add_function(&mut self.imports, import.module, import.name);
                    }
                }
                Payload::ExportSection(section) if depth == 0 => {
                    for export in section {
                        self.exports.push(Interface { name: export?.name.to_owned(), functions: Vec::new() });
                    }
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Producers(producers) = section.as_known() {
                        self.add_producers(producers);
                    }
                }
                _ => {}
            }
        }
        Ok(self)
    }

    /// What comes before a broken entry is taken: the section is a remark, and decides nothing.
    fn add_producers(&mut self, section: ProducersSectionReader<'_>) {
        for tool in section.into_iter().flatten().flat_map(|field| field.values.into_iter().flatten()) {
            let cut = |text: &str| text.chars().take(NAME_LIMIT).collect::<String>();
            let producer = Producer { name: cut(tool.name), version: cut(tool.version) };
            if self.producers.len() < PRODUCER_LIMIT && !self.producers.contains(&producer) {
                self.producers.push(producer);
            }
        }
    }
}

fn interface(name: &str, item: Option<&ComponentItem>, types: TypesRef<'_>) -> Interface {
    let functions = match item.map(|item| item.ty) {
        Some(ComponentEntityType::Instance(instance)) => {
            let exports = types.get(instance).into_iter().flat_map(|instance| &instance.exports);
            let functions = exports.filter(|(_, item)| matches!(item.ty, ComponentEntityType::Func(_)));
            functions.map(|(name, _)| name.clone()).collect()
        }
        _ => Vec::new(),
    };
    Interface { name: name.to_owned(), functions }
}

/// Core modules name each function with its module.
fn add_function(imports: &mut Vec<Interface>, module: &str, function: &str) {
    match imports.iter_mut().find(|import| import.name == module) {
        Some(import) => import.functions.push(function.to_owned()),
        None => imports.push(Interface { name: module.to_owned(), functions: vec![function.to_owned()] }),
    }
}
