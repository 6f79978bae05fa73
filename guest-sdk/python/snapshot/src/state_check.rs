//! Refuses a module whose state is more than its memory. The host keeps the memory of an instance that has loaded an
//! application and begins others with it: what an instance could have changed elsewhere would be as at the start again.

use anyhow::{Result, ensure};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

/// The stack pointer, which is at its start again whenever an exported function has returned.
const MUTABLE_GLOBALS: usize = 1;

/// Checks a core module.
pub fn check(module: &[u8]) -> Result<()> {
    let mut mutable = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::GlobalSection(globals) => {
                for global in globals {
                    mutable += usize::from(global?.ty.mutable);
                }
            }
            Payload::CodeSectionEntry(body) => check_function(&body)?,
            _ => {}
        }
    }
    ensure!(
        mutable <= MUTABLE_GLOBALS,
        "the module has {mutable} mutable globals: besides the stack pointer, memory has to be all that changes"
    );
    Ok(())
}

fn check_function(body: &FunctionBody<'_>) -> Result<()> {
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        let writes = matches!(
            operator,
            Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. }
        );
        ensure!(!writes, "the module writes to a table ({operator:?}): memory has to be all that changes");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, ConstExpr, Function, FunctionSection, GlobalSection, GlobalType, Module, RefType, TableSection,
        TableType, TypeSection, ValType,
    };

    fn module(globals: usize, write_table: bool) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            minimum: 1,
            maximum: None,
            table64: false,
            shared: false,
        });
        let mut section = GlobalSection::new();
        for _ in 0..globals {
            let kind = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            section.global(kind, &ConstExpr::i32_const(0));
        }
        let mut function = Function::new([]);
        if write_table {
            function.instructions().i32_const(0).ref_null(wasm_encoder::HeapType::FUNC).table_set(0);
        }
        function.instructions().end();
        let mut code = CodeSection::new();
        code.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&tables).section(&section).section(&code);
        module.finish()
    }

    #[test]
    fn state_outside_memory_is_refused() {
        assert!(check(&module(1, false)).is_ok());
        assert!(check(&module(2, false)).is_err());
        assert!(check(&module(1, true)).is_err());
    }
}
