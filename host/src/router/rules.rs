use super::applications::MountedApplication;
use super::pattern::{Captures, PathPattern, PathTemplate};

/// One route of the configuration.
#[derive(Clone, Debug)]
pub struct RouteRule {
    /// For which methods.
    pub methods: Methods,
    /// For which paths below the docroot, decoded, with a slash in front.
    pub path: PathPattern,
    /// What answers.
    pub answer: RouteAnswer,
}

/// For which methods a route is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Methods {
    /// For all.
    Any,
    /// For these. GET stands for HEAD too, as in wptserve.
    Listed(Vec<String>),
}

/// What a route leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteAnswer {
    /// The file at the path that was asked for, or another one, and what is to be done with it; none: as its name says.
    File(Option<PathTemplate>, Option<FileHandler>),
    /// Another path, for which all other routes are asked.
    Rewrite(PathTemplate),
    /// A WSGI application; the path is its place.
    Application(MountedApplication),
    /// A page with this status.
    Status(u16),
}

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileHandler {
    /// It is run.
    Python,
    /// It is run, and its `application` is called.
    Wsgi,
    /// It is run as a CGI program.
    Cgi,
    /// It is a WebAssembly component, which is run.
    Component,
    /// It is sent.
    Static,
    /// It is the response, head and all.
    AsIs,
}

impl Methods {
    /// Whether `method` is one of them.
    pub fn include(&self, method: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(methods) => methods.iter().any(|one| one == method || (one == "GET" && method == "HEAD")),
        }
    }
}

impl RouteRule {
    /// What it takes of the path, if it is for this request.
    pub fn captures(&self, method: &str, path: &str) -> Option<Captures> {
        self.methods.include(method).then(|| self.path.captures(path)).flatten()
    }
}
