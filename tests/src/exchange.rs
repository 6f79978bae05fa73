//! Playing a case to one server: its steps become bytes, and the answers are kept as they came.

use std::net::SocketAddr;

use anyhow::Result;

use crate::corpus::{Case, Reading, Step};
use crate::raw_http::{Connection, End, Received};
use crate::wire_text::Placeholders;

/// The host that requests name unless the case names one.
pub const HOST: &str = "web-platform.test:8000";

/// A small handler of the corpus; asked afterwards whether the connection still serves.
pub const PROBE: &str = "/wire/alive.py";

/// What happened to the connection after a complete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// It answered a further request.
    Open,
    /// It did not.
    Closed,
    /// The response itself ended with the connection, so that there is nothing to ask.
    Unasked,
}

/// What one server answered to one step.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The bytes.
    pub received: Received,
    /// What became of the connection.
    pub afterwards: Afterwards,
}

/// All steps of a case, in order, each on its own connection.
pub fn play(case: &Case, address: SocketAddr) -> Result<Vec<Answer>> {
    let placeholders = Placeholders::new(&case.name, address.port());
    let mut answers: Vec<Option<Answer>> = Vec::new();
    let mut open = Vec::new();
    for step in &case.steps {
        let mut connection = Connection::open(address)?;
        connection.send(&request_bytes(step, &placeholders)?);
        if let Some(wanted) = &step.leave_after {
            let received = connection.leave_after(&placeholders.bytes(wanted)?);
            answers.push(Some(Answer { received, afterwards: Afterwards::Unasked }));
        } else if let Some(wanted) = &step.open_until {
            // If the bytes do not come the rest of the answer shows what came instead.
            let _ = connection.wait_for(&placeholders.bytes(wanted)?);
            open.push((answers.len(), connection, step));
            answers.push(None);
        } else {
            answers.push(Some(answer(connection, step)));
        }
    }
    for (index, connection, step) in open {
        if let Some(place) = answers.get_mut(index) {
            *place = Some(answer(connection, step));
        }
    }
    Ok(answers.into_iter().flatten().collect())
}

fn answer(mut connection: Connection, step: &Step) -> Answer {
    match step.read {
        Reading::Stream => Answer { received: connection.read_stream(), afterwards: Afterwards::Unasked },
        Reading::Message => {
            let received = connection.read_response(step.method == "HEAD");
            let afterwards = match received.end {
                End::Complete => probe(&mut connection),
                _ => Afterwards::Unasked,
            };
            Answer { received, afterwards }
        }
    }
}

fn probe(connection: &mut Connection) -> Afterwards {
    connection.send(format!("GET {PROBE} HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes());
    let received = connection.read_response(false);
    match received.parsed() {
        Some(head) if head.status == 200 && received.body == b"alive" => Afterwards::Open,
        _ => Afterwards::Closed,
    }
}

/// The bytes of a step's request.
pub fn request_bytes(step: &Step, placeholders: &Placeholders) -> Result<Vec<u8>> {
    if let Some(raw) = &step.raw {
        return placeholders.bytes(raw);
    }
    let body = match &step.body {
        Some(text) => {
            let [before, behind] = step.body_ends.clone().unwrap_or_default();
            let repeated = placeholders.bytes(text)?.repeat(step.body_times);
            Some([placeholders.bytes(&before)?, repeated, placeholders.bytes(&behind)?].concat())
        }
        None => None,
    };
    let has = |name: &str| step.headers.iter().any(|line| line.to_ascii_lowercase().starts_with(name));

    let mut head = format!("{} {} {}\r\n", step.method, step.target, step.version);
    if !step.bare && !has("host:") {
        head += &format!("Host: {HOST}\r\n");
    }
    for line in &step.headers {
        head += line;
        head += "\r\n";
    }
    if let (Some(body), false) = (&body, step.bare || has("content-length:") || has("transfer-encoding:")) {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    if step.read == Reading::Stream && !step.bare && !has("connection:") {
        head += "Connection: close\r\n";
    }
    head += "\r\n";

    let mut bytes = placeholders.bytes(&head)?;
    bytes.extend(body.unwrap_or_default());
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::request_bytes;
    use crate::corpus::Step;
    use crate::wire_text::Placeholders;

    fn bytes(toml: &str) -> String {
        let step: Result<Step, _> = toml::from_str(toml);
        let made = step.ok().and_then(|step| request_bytes(&step, &Placeholders::new("c", 80)).ok());
        String::from_utf8(made.unwrap_or_default()).unwrap_or_default()
    }

    #[test]
    fn host_and_length_are_added_where_they_lack() {
        assert_eq!(bytes("target = '/a'"), "GET /a HTTP/1.1\r\nHost: web-platform.test:8000\r\n\r\n");
        let post = "method = 'POST'\ntarget = '/a'\nheaders = ['HOST: x']\nbody = 'ab'\nbody_times = 2";
        assert_eq!(bytes(post), "POST /a HTTP/1.1\r\nHOST: x\r\nContent-Length: 4\r\n\r\nabab");
        assert_eq!(bytes("raw = \"x\\n{port}\""), "x\n80");
    }
}
