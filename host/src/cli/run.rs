use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::{Context, Poll};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use clap::Args;

use super::{BudgetFlags, Shared, async_runtime, open_docroot};
use crate::engine::{self, Outcome, Task};
use crate::exchange::{
    Answer, Content, Exchange, Field, HeadFields, HttpVersion, Mount, Piece, RequestBody, RequestHead, ResponseChannel,
};
use crate::sandbox::PythonSandbox;
use crate::server_names::ServerNames;
use crate::tenant::Tenant;

/// `airlock run`
#[derive(Args, Debug)]
pub struct Run {
    /// The handler's file
    file: PathBuf,
    /// The request's target or whole URL [default: the file's path]
    url: Option<String>,
    /// The request's method [default: GET, or POST with a body]
    #[arg(long)]
    method: Option<String>,
    /// A field of the request's head, several if repeated
    #[arg(long, value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// The request's body; `@FILE` takes it from a file, `@-` from standard input
    #[arg(long, value_name = "TEXT|@FILE")]
    body: Option<String>,
    /// The folder that the handler sees as its docroot [default: the file's folder]
    #[arg(long, env = "AIRLOCK_DOCROOT", value_name = "DIR")]
    docroot: Option<PathBuf>,
    #[command(flatten)]
    budget: BudgetFlags,
}

impl Run {
    /// Prints the response, head and content. Fails when the handler did: by an exception, a limit, half way.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let (folder, path) = self.locate()?;
        let policy = Arc::new(self.budget.policy(shared)?);
        let tenant = Arc::new(Tenant::alone(open_docroot(&folder)?, Arc::clone(&policy)));
        let request = self.request(&path)?;
        let body = self.read_body()?;
        async_runtime()?.block_on(async {
            let sandbox = PythonSandbox::start(shared.python_runtime.clone(), 1)?;
            let has_content = request.method != "HEAD";
            let response = Arc::new(ResponseChannel::default());
            let exchange = Exchange { request: Arc::new(request), body, admitted: None };
            let is_component = path.ends_with(".wasm");
            let task = Task::new(tenant, path.into(), policy, Arc::clone(&response));
            let run =
                if is_component { sandbox.handle_component(exchange, task) } else { sandbox.handle(exchange, task) };
            print_response(engine::Run::Sandbox(run?), &response, has_content).await
        })
    }

    /// The docroot and the handler's path below it.
    fn locate(&self) -> anyhow::Result<(PathBuf, String)> {
        let file = self.file.canonicalize().with_context(|| format!("finding the handler {}", self.file.display()))?;
        if !file.is_file() {
            bail!("the handler {} is no regular file", self.file.display());
        }
        let folder = match &self.docroot {
            Some(docroot) => {
                docroot.canonicalize().with_context(|| format!("finding the docroot {}", docroot.display()))?
            }
            None => file.parent().map(Path::to_owned).unwrap_or_default(),
        };
        let below = file.strip_prefix(&folder).ok().and_then(Path::to_str);
        let Some(path) = below else {
            bail!("the handler {} does not lie below the docroot {}", file.display(), folder.display());
        };
        Ok((folder, path.to_owned()))
    }

    fn request(&self, path: &str) -> anyhow::Result<RequestHead> {
        let url = self.url.clone().unwrap_or_else(|| format!("/{path}"));
        let mut host = "localhost".to_owned();
        let mut target = url.clone();
        let mut scheme = "http";
        if let Some((given, rest)) = url.split_once("://") {
            scheme = match given {
                "http" => "http",
                "https" => "https",
                _ => bail!("the URL {url} is neither http nor https"),
            };
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            host = rest.get(..end).unwrap_or_default().to_owned();
            target = rest.get(end..).unwrap_or_default().to_owned();
        }
        if target.is_empty() || target.starts_with('?') {
            target = format!("/{path}{target}");
        }
        if !target.starts_with('/') {
            bail!("the URL {url} is neither a target that begins with a slash nor http://…");
        }
        let mut fields = vec![Field { name: b"Host".to_vec(), value: host.into_bytes() }];
        for header in &self.header {
            let Some((name, value)) = header.split_once(':') else {
                bail!("the header {header:?} has no colon; write it as 'Name: value'");
            };
            fields.retain(|field| !name.eq_ignore_ascii_case("host") || field.name != b"Host");
            if name.is_empty() || name.contains(char::is_whitespace) || value.contains(['\r', '\n', '\0']) {
                bail!("the header {header:?} is none that HTTP allows; write it as 'Name: value', on one line");
            }
            fields.push(Field { name: name.into(), value: value.trim_start().into() });
        }
        let method = self.method.clone().unwrap_or_else(|| if self.body.is_some() { "POST" } else { "GET" }.to_owned());
        if method.is_empty() || method.contains(|c: char| !c.is_ascii_graphic()) {
            bail!("{method:?} is no method; give one word such as GET");
        }
        if target.contains(|c: char| c.is_ascii_control() || c == ' ') {
            bail!("the URL {url:?} has white space or control characters; percent-encode them");
        }
        let local = |port| std::net::SocketAddr::from(([127, 0, 0, 1], port));
        let server = local(if scheme == "https" { 443 } else { 80 });
        Ok(RequestHead {
            method,
            target: target.into_bytes(),
            version: HttpVersion::Http11,
            stream: None,
            scheme,
            fields: HeadFields::Parsed(fields),
            client: local(0),
            server,
            captures: None,
            mount: Mount::default(),
            names: Arc::new(ServerNames::of_lone(server)),
        })
    }

    fn read_body(&self) -> anyhow::Result<RequestBody> {
        let Some(body) = &self.body else { return Ok(RequestBody::empty()) };
        let content = match body.strip_prefix('@') {
            None => body.clone().into_bytes(),
            Some("-") => {
                let mut content = Vec::new();
                std::io::stdin().read_to_end(&mut content).context("reading the body from standard input")?;
                content
            }
            Some(file) => std::fs::read(file).with_context(|| format!("reading the body from {file}"))?,
        };
        Ok(RequestBody::whole(Bytes::from(content)))
    }
}

/// Runs a handler and remembers how it ended.
struct Observed {
    run: engine::Run,
    outcome: Option<Outcome>,
}

impl Observed {
    fn poll(&mut self, context: &mut Context<'_>) {
        if self.outcome.is_none()
            && let Poll::Ready(outcome) = Pin::new(&mut self.run).poll(context)
        {
            self.outcome = Some(outcome);
        }
    }
}

async fn print_response(run: engine::Run, response: &ResponseChannel, has_content: bool) -> anyhow::Result<ExitCode> {
    let mut run = Observed { run, outcome: None };
    let mut out = std::io::stdout().lock();
    let answer = std::future::poll_fn(|context| {
        run.poll(context);
        response.poll_answer(context)
    })
    .await;
    match answer {
        None => match response.take_redirect() {
            Some(target) => bail!("the handler redirects within its server, to {:?}", String::from_utf8_lossy(&target)),
            None => bail!("the handler broke off before it answered"),
        },
        Some(Answer::Head(head, Content::Whole(content))) => {
            let shown = if has_content && !head.forbids_content() { &content[..] } else { &[] };
            out.write_all(&head.to_wire(Some(content.len() as u64))).and_then(|()| out.write_all(shown))
        }
        Some(Answer::Head(head, Content::Pieces | Content::Chunks)) => out.write_all(&head.to_wire(None)),
        Some(Answer::Raw) => Ok(()),
    }
    .context("writing the response")?;
    loop {
        let piece = std::future::poll_fn(|context| {
            run.poll(context);
            // A whole response is complete before its handler has ended.
            match response.poll_piece(context) {
                Poll::Ready(Piece::End) if run.outcome.is_none() => Poll::Pending,
                piece => piece,
            }
        })
        .await;
        match piece {
            Piece::Bytes(bytes) => out.write_all(&bytes).and_then(|()| out.flush()).context("writing the response")?,
            Piece::Cut => bail!("the handler broke off in the middle of its response"),
            Piece::End if run.outcome == Some(Outcome::Failed) => return Ok(ExitCode::FAILURE),
            Piece::Trailers(_) | Piece::End => return Ok(ExitCode::SUCCESS),
        }
    }
}
