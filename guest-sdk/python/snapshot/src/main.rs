//! Build-time tool for the Python runtime. In: the WIT contract and the linked CPython module. Out: C bindings for the
//! glue, then the snapshotted component and the memory image that instances of it start from.

mod bindings;
mod encode;
mod initialize;
mod memory_image;
mod state_check;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    step: Step,
}

#[derive(Subcommand)]
enum Step {
    /// Write the C bindings of the `interpreter` world
    Bindings {
        /// The folder with the WIT package
        #[arg(long)]
        wit: PathBuf,
        /// The folder to write `interpreter.c`, `interpreter.h` and `interpreter_component_type.o` to
        #[arg(long)]
        out: PathBuf,
    },
    /// Run the module's initialisation, keep the resulting state, and make a component of it
    Snapshot {
        /// The linked core module
        module: PathBuf,
        /// The component to write; its memory is empty until the image is laid over it
        #[arg(long)]
        component: PathBuf,
        /// The initial content of the component's memory, to write
        #[arg(long)]
        image: PathBuf,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    match Arguments::parse().step {
        Step::Bindings { wit, out } => bindings::write(&wit, &out),
        Step::Snapshot { module, component, image } => {
            let linked =
                std::fs::read(&module).with_context(|| format!("reading the linked module {}", module.display()))?;
            let initialized = initialize::run(&linked).await.context("initialising Python for the snapshot")?;
            state_check::check(&initialized).context("looking for state outside memory")?;
            let (bare, memory) = memory_image::split(&initialized).context("taking the memory image out")?;
            let encoded = encode::component(&bare)?;
            std::fs::write(&component, &encoded).with_context(|| format!("writing {}", component.display()))?;
            std::fs::write(&image, &memory).with_context(|| format!("writing {}", image.display()))?;
            println!("component {} KiB, memory image {} KiB", encoded.len() / 1024, memory.len() / 1024);
            Ok(())
        }
    }
}
