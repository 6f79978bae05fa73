use std::fmt;

use bytesize::ByteSize;

use super::{Inspection, Interface, Kind, Need, Producer};

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { contents, world, needs, refused } = self;
        let kind = match contents.kind {
            Kind::Component => "component",
            Kind::CoreModule => "core module",
        };
        writeln!(f, "{kind}, {} ({} bytes)", ByteSize(contents.size as u64), contents.size)?;
        if let Some(world) = world {
            writeln!(f, "world     {world}")?;
        }
        list(f, "exports", &contents.exports)?;
        list(f, "imports", &contents.imports)?;
        lines(f, "needs", needs)?;
        writeln!(
            f,
            "code      {}, {}",
            counted(contents.functions, "function", "functions"),
            counted(contents.memories, "memory", "memories")
        )?;
        lines(f, "made by", &contents.producers)?;
        match refused {
            Some(why) => writeln!(f, "refused   as a handler: {why}"),
            None => writeln!(f, "accepted  as a handler"),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, interfaces: &[Interface]) -> fmt::Result {
    match interfaces {
        [] => writeln!(f, "{title:<10}nothing"),
        interfaces => lines(f, title, interfaces),
    }
}

/// A line for each, the title before the first.
fn lines(f: &mut fmt::Formatter<'_>, title: &str, items: &[impl fmt::Display]) -> fmt::Result {
    for (number, item) in items.iter().enumerate() {
        let title = if number == 0 { title } else { "" };
        writeln!(f, "{title:<10}{item}")?;
    }
    Ok(())
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A terminal would obey some characters.
        write!(f, "{}", self.name.escape_debug())?;
        match self.functions.as_slice() {
            [] => Ok(()),
            functions => write!(f, ": {}", functions.join(", ").escape_debug()),
        }
    }
}

impl fmt::Display for Producer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version } = self;
        write!(f, "{}", format!("{name} {version}").trim_end().escape_debug())
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { grant, import, by_default } = self;
        write!(f, "{grant} (for {})", import.escape_debug())?;
        match (*by_default, *grant) {
            (true, _) => Ok(()),
            (false, "wasi") => f.write_str(": refused unless the configuration grants `wasi = \"command\"`"),
            (false, _) => f.write_str(": denied unless the configuration grants it"),
        }
    }
}
