use std::time::Duration;

use super::{Bounds, Pipeline};
use crate::docroot::Docroot;
use crate::policy::Limits;
use crate::static_files::{Draft, Parts, asked};

fn bounds() -> Bounds {
    let minute = Duration::from_secs(60);
    Bounds::new(&Limits { response: 1000, cpu: minute, wall: minute, ..Limits::default() })
}

/// The draft after `expression` on `content`, or what is wrong.
fn piped(content: &str, expression: &str) -> Result<(Draft, String), String> {
    let docroot = Docroot::open(&std::env::temp_dir()).unwrap();
    let asked = asked("/a/b.txt?x=%3Cb%3E&y=1", "a/b.txt", &[("Host", "h:1"), ("X-One", "1"), ("x-one", "2")]);
    let mut draft = Draft::new(200, "text/plain", Parts::bytes(content.to_owned()), true);
    Pipeline::new("a/b.txt", Some(expression))
        .and_then(|pipeline| pipeline.apply(&docroot, &asked, &mut draft, &bounds()))
        .map_err(|problem| problem.to_string())?;
    let text = draft.content.clone().read(10_000).unwrap();
    Ok((draft, String::from_utf8_lossy(&text).into_owned()))
}

fn text(content: &str, expression: &str) -> String {
    piped(content, expression).map_or_else(|problem| problem, |(_, text)| text)
}

#[test]
fn templates() {
    assert_eq!(text("{{host}} {{location[host]}}{{location[path]}}", "sub"), "127.0.0.1 h:1/a/b.txt");
    assert_eq!(text("{{GET[x]}}", "sub"), "&lt;b&gt;");
    assert_eq!(text("{{GET[x]}}{{GET[z]}}", "sub(none)"), "<b>");
    assert_eq!(text("{{headers[x-one]}}", "sub"), "1");
    assert_eq!(text("{{header_or_default(X-Two, none here)}}", "sub"), "none here");
    assert_eq!(text("{{$a:GET[y]}}{{$a}}", "sub"), "11");
    assert_eq!(text("{{fs_path(c.txt)}} {{fs_path(/c)}}", "sub"), "/docroot/a/c.txt /docroot/c");
    assert_eq!(text("{{ports[http][-1]}} {a} {{b} }}", "sub"), "8000 {a} {{b} }}");
    assert_eq!(text("{{uuid()}}", "sub").len(), 36);
}

#[test]
fn mistakes_of_templates() {
    for content in
        ["{{}}", "{{ host}}", "{{nothing}}", "{{GET}}", "{{uuid}}", "{{host()}}", "{{headers[no]}}", "{{{host}}}"]
    {
        assert!(text(&format!("ab{content}"), "sub").starts_with("template, byte 3: "), "{content}");
    }
    for path in ["../x", "../../../x", "/a/../../x", "a..b"] {
        let content = format!("{{{{fs_path({path})}}}}");
        let refused = text(&content, "sub").contains("leads out");
        assert_eq!(refused, path != "../x", "{path}");
    }
    assert!(text("{{file_hash(md5, /etc/passwd)}}", "sub").contains("no file"));
    assert!(text("{{file_hash(md5, ../../../../../etc/passwd)}}", "sub").contains("no file"));
    assert_eq!(text("x", "sub(other)"), "x");
    assert!(text("{{host}}", "sub(other)").contains("no escaping"));
}

#[test]
fn growth_ends_at_the_bound() {
    assert_eq!(text(&"{{$a:host}}".repeat(200), "sub"), "the content is too long for a pipe");
}

#[test]
fn slices_count_as_python_does() {
    let cases = [("2", "cdef"), ("null,2", "ab"), ("-2", "ef"), ("1,-1", "bcde"), ("4,2", ""), ("-99,99", "abcdef")];
    for (arguments, expected) in cases {
        assert_eq!(text("abcdef", &format!("slice({arguments})")), expected);
    }
    assert!(text("a", "slice()").starts_with("pipe expression, position 7"));
}

#[test]
fn no_field_ends_early() {
    for argument in ["a\\nb,c", "a,b\\r\\nSet-Cookie: x", "a,\u{0}", "a,\u{20ac}"] {
        assert!(text("x", &format!("header({argument})")).starts_with("pipe expression, position"), "{argument}");
    }
}

#[test]
fn delays_that_nobody_sees_go_before_the_response() {
    let (draft, text) = piped("abcdef", "trickle(2:d2:r2)|slice(1)").unwrap();
    assert_eq!((draft.wait, text.as_str()), (Duration::from_secs(6), "bcdef"));
}
