//! The lanes that a request can take through the server. They differ in who reads its body, and must agree on where it ends.

/// Whoever answers a request.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    /// A file answers GET alone.
    pub method: &'static str,
    /// Where it is.
    pub target: &'static str,
    answers: Answers,
}

/// What an answer shows of the request's body.
#[derive(Clone, Copy, Debug)]
enum Answers {
    /// It is always this.
    Fixed(u16, &'static str),
    /// All of it.
    Body,
    /// Its first two bytes.
    Begin,
    /// How many bytes it has, and whether it was whole.
    Length,
}

const fn lane(target: &'static str, answers: Answers) -> Lane {
    Lane { method: "POST", target, answers }
}

const NOTHING: &str = "{\"error\": {\"code\": 404, \"message\": \"404\"}}";

/// All of them.
pub const LANES: &[Lane] = &[
    Lane { method: "GET", target: "/file.txt", answers: Answers::Fixed(200, "a file\n") },
    lane("/missing.py", Answers::Fixed(404, NOTHING)),
    lane("/reads.py", Answers::Body),
    lane("/reads_a_part.py", Answers::Begin),
    lane("/ignores.py", Answers::Fixed(200, "ignored")),
    lane("/reads.wsgi", Answers::Body),
    lane("/ignores.wsgi", Answers::Fixed(200, "ignored")),
    lane("/cgi-bin/reads.py", Answers::Body),
    lane("/cgi-bin/ignores.py", Answers::Fixed(200, "ignored")),
    lane("/proxy.wasm/count", Answers::Length),
    lane("/proxy.wasm/whole", Answers::Fixed(200, "whole")),
];

impl Lane {
    /// Status and content of the answer to a request with that body.
    pub fn answer_to(&self, body: &str) -> (u16, String) {
        match self.answers {
            Answers::Fixed(status, content) => (status, content.to_owned()),
            Answers::Body => (200, format!("read [{body}]")),
            Answers::Begin => (200, format!("part [{}]", body.get(..2).unwrap_or(body))),
            Answers::Length => (200, format!("{} bytes, true", body.len())),
        }
    }

    /// Whether this may be the answer to a request whose body breaks off. `content` is what stands before the break, if
    /// that may be taken for the whole.
    pub fn may_answer_broken(&self, status: u16, text: &str, content: Option<&str>) -> bool {
        let is_of_whole = content.is_some_and(|content| self.answer_to(content) == (status, text.to_owned()));
        let is_error = status >= 400;
        is_of_whole
            || is_error
            || match self.answers {
                Answers::Fixed(own, content) => (status, text) == (own, content),
                Answers::Body => false,
                Answers::Begin => text.starts_with("part ["),
                Answers::Length => text.ends_with("bytes, false"),
            }
    }
}
