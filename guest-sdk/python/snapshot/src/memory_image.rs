//! Takes the initial memory out of a module: what its active data segments would write becomes a file that the host
//! maps copy-on-write, and the module is left without them.

use anyhow::{Result, bail};
use wasm_encoder::{Module, RawSection};
use wasmparser::{DataKind, Operator, Parser, Payload};

const PAGE: usize = 65_536;

/// The module without data segments, and the content of its memory from address 0 on, in whole Wasm pages.
pub fn split(module: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut bare = Module::new();
    let mut image = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::DataCountSection { .. } => {}
            Payload::DataSection(segments) => {
                for segment in segments.clone() {
                    lay_down(&mut image, segment?)?;
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    bare.section(&RawSection { id, data: &module[range] });
                }
            }
        }
    }
    image.resize(image.len().next_multiple_of(PAGE), 0);
    Ok((bare.finish(), image))
}

fn lay_down(image: &mut Vec<u8>, segment: wasmparser::Data<'_>) -> Result<()> {
    // wizer leaves an empty passive segment for each original one.
    if matches!(segment.kind, DataKind::Passive) && segment.data.is_empty() {
        return Ok(());
    }
    let DataKind::Active { memory_index: 0, offset_expr } = &segment.kind else {
        bail!("a data segment is not an active one of memory 0; link without passive segments");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        bail!("a data segment's address is not a constant");
    };
    let start = value as u32 as usize;
    let end = start + segment.data.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    image[start..end].copy_from_slice(segment.data);
    Ok(())
}
