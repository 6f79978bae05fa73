use std::fmt::Write as _;

use super::kind::{Script, WorkerKind, Wrapper};
use super::metadata::Metadata;

/// The text of a page. `resource` is the URL of what it loads, `query` what stands behind it, both in ASCII.
pub fn page(wrapper: Wrapper, metadata: &Metadata, resource: &str, query: &str) -> String {
    match wrapper {
        Wrapper::WorkerScript(script) => worker_script(script, metadata, resource),
        Wrapper::Worker => worker_page(WorkerKind::Dedicated, Script::Classic, metadata, resource, query),
        Wrapper::AnyWorker(kind, script) => worker_page(kind, script, metadata, resource, query),
        Wrapper::Window | Wrapper::AnyWindow | Wrapper::AnyWindowModule => window_page(wrapper, metadata, resource),
    }
}

/// Bytes beyond ASCII, which a URL does not hold, written as it does.
pub fn in_ascii(url: &str) -> String {
    let mut ascii = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            ' '..='~' => ascii.push(character),
            // Latin-1: a character is a byte. Writing to a string can not fail.
            other => drop(write!(ascii, "%{:02X}", u32::from(other))),
        }
    }
    ascii
}

fn in_attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

fn in_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Also where the script stands in a page: nothing in it ends the element.
fn in_string(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('<', "\\x3c").replace('\u{2028}', "\\u2028")
}

/// The beginning that all pages share.
fn head(metadata: &Metadata) -> String {
    let mut page = String::from("<!doctype html>\n<meta charset=utf-8>\n");
    for (name, value) in metadata.iter() {
        match (name, value) {
            ("timeout", "long") => page.push_str("<meta name=\"timeout\" content=\"long\">\n"),
            ("title", title) => page.push_str(&format!("<title>{}</title>\n", in_text(title))),
            _ => {}
        }
    }
    page
}

fn script_element(source: &str) -> String {
    format!("<script src=\"{}\"></script>\n", in_attribute(source))
}

fn harness() -> String {
    script_element("/resources/testharness.js") + &script_element("/resources/testharnessreport.js")
}

/// What a script asks to know where it runs.
fn global(is_window: bool) -> String {
    let answers = [("isWindow", is_window), ("isWorker", !is_window), ("isShadowRealm", false)];
    let answers = answers.map(|(name, value)| format!("  {name}: () => {value},\n"));
    format!("self.GLOBAL = {{\n{}}};\n", answers.concat())
}

fn window_page(wrapper: Wrapper, metadata: &Metadata, resource: &str) -> String {
    let mut page = head(metadata);
    if wrapper == Wrapper::AnyWindow {
        page.push_str(&format!("<script>\n{}</script>\n", global(true)));
    }
    page.push_str(&harness());
    page.extend(metadata.values("script").map(script_element));
    page.push_str("<div id=log></div>\n");
    if wrapper == Wrapper::AnyWindowModule {
        page.push_str(&format!("<script type=module src=\"{}\"></script>\n", in_attribute(resource)));
    } else {
        page.push_str(&script_element(resource));
    }
    page
}

fn worker_page(kind: WorkerKind, script: Script, metadata: &Metadata, resource: &str, query: &str) -> String {
    let url = format!("\"{}{}\"", in_string(resource), in_string(query));
    let option = match script {
        Script::Classic => "",
        Script::Module => ", { type: \"module\" }",
    };
    let start = match kind {
        WorkerKind::Dedicated => format!("fetch_tests_from_worker(new Worker({url}{option}));\n"),
        WorkerKind::Shared => format!("fetch_tests_from_worker(new SharedWorker({url}{option}));\n"),
        WorkerKind::Service => service_worker(&url, script),
    };
    format!("{}{}<div id=log></div>\n<script>\n{start}</script>\n", head(metadata), harness())
}

/// Registered anew each time, for a scope that holds no page, so that it controls none.
fn service_worker(url: &str, script: Script) -> String {
    let kind = match script {
        Script::Classic => "",
        Script::Module => ", type: \"module\"",
    };
    format!(
        "(async () => {{
  const scope = \"does/not/exist\";
  const before = await navigator.serviceWorker.getRegistration(scope);
  if (before) {{
    await before.unregister();
  }}
  const registration = await navigator.serviceWorker.register({url}, {{ scope{kind} }});
  fetch_tests_from_worker(registration.installing);
}})();
"
    )
}

/// The script that a worker starts with.
fn worker_script(script: Script, metadata: &Metadata, resource: &str) -> String {
    let load = |url: &str| match script {
        Script::Classic => format!("importScripts(\"{}\");\n", in_string(url)),
        Script::Module => format!("import \"{}\";\n", in_string(url)),
    };
    let mut text = global(false);
    text.push_str(&load("/resources/testharness.js"));
    for (name, value) in metadata.iter() {
        match name {
            "script" => text.push_str(&load(value)),
            "title" => text.push_str(&format!("self.META_TITLE = \"{}\";\n", in_string(value))),
            _ => {}
        }
    }
    text.push_str(&load(resource));
    text.push_str("done();\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_url_or_a_title_becomes_markup_or_code() {
        assert_eq!(in_attribute("/a\"&b.js"), "/a&quot;&amp;b.js");
        assert_eq!(in_text("<b>&"), "&lt;b>&amp;");
        assert_eq!(in_string("\"\\</script>"), "\\\"\\\\\\x3c/script>");
        assert_eq!(in_ascii("/é\n"), "/%E9%0A");
    }

    #[test]
    fn a_page_names_what_it_loads() {
        let text = page(Wrapper::AnyWindow, &Metadata::default(), "/a.any.js", "?x");
        assert!(text.ends_with("<div id=log></div>\n<script src=\"/a.any.js\"></script>\n"), "{text}");
        let worker = Wrapper::AnyWorker(WorkerKind::Shared, Script::Module);
        let text = page(worker, &Metadata::default(), "/a.any.worker-module.js", "?x");
        assert!(text.contains("new SharedWorker(\"/a.any.worker-module.js?x\", { type: \"module\" })"), "{text}");
    }
}
