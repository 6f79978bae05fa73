use std::path::PathBuf;

use clap::Args;

use super::{BudgetFlags, Shared};
use crate::config::values::{Address, ApplicationName, PathGlobs, PathPrefix, TextValue, Time, Word as _};
use crate::config::{FlagLayer, Loaded, Value, load};
use crate::policy::ConfinementMode;

/// What `serve` takes, and `config show` as well.
#[derive(Args, Clone, Debug)]
pub struct ServeFlags {
    /// The folder to serve: `*.py` files are handlers, all others are sent as they are. With a configuration file,
    /// in place of the docroot of its only tenant
    #[arg(env = "AIRLOCK_DOCROOT", value_name = "DIR", required_unless_present = "config")]
    docroot: Option<PathBuf>,
    /// The configuration file; none is read unless it is named
    #[arg(long, env = "AIRLOCK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// An address to listen on, several if repeated; port 0 takes a free one [default: 127.0.0.1:8000]
    #[arg(long, env = "AIRLOCK_LISTEN", value_delimiter = ',', value_name = "ADDR:PORT", value_parser = Address::read)]
    listen: Vec<Address>,
    /// An address to listen on with TLS, several if repeated; port 0 takes a free one; none without it
    #[arg(long, env = "AIRLOCK_LISTEN_TLS", value_delimiter = ',', value_name = "ADDR:PORT",
        value_parser = Address::read)]
    listen_tls: Vec<Address>,
    /// An address to listen on with TLS for HTTP/2 alone, several if repeated; none without it
    #[arg(long, env = "AIRLOCK_LISTEN_H2", value_delimiter = ',', value_name = "ADDR:PORT",
        value_parser = Address::read)]
    listen_h2: Vec<Address>,
    /// The folder for what outlives the server: the private CA [default: `airlock` below $XDG_STATE_HOME or
    /// ~/.local/state]
    #[arg(long, env = "AIRLOCK_STATE", value_name = "DIR")]
    state: Option<PathBuf>,
    /// Most sandboxes at once; further requests get 503 [default: 12000]
    #[arg(long, env = "AIRLOCK_CONCURRENCY", value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    concurrency: Option<u32>,
    /// How long requests under way may take to finish when the server is told to stop [default: 10s]
    #[arg(long, env = "AIRLOCK_GRACE", value_name = "TIME", value_parser = Time::read)]
    grace: Option<Time>,
    /// Whether the server gives up what serving does not need, other files and system calls: as far as the kernel can and
    /// trusted handlers leave room for it; in any case; not at all [default: auto with the profile exposed, else off]
    #[arg(long, env = "AIRLOCK_CONFINE", value_name = "auto|required|off", value_parser = ConfinementMode::read)]
    confine: Option<ConfinementMode>,
    /// Handlers to run in the server's own process, with its rights: a pattern over their paths, several if repeated
    #[arg(long, env = "AIRLOCK_TRUST", value_name = "GLOB", value_parser = PathGlobs::read)]
    trust: Vec<PathGlobs>,
    /// A WSGI application that answers all requests: MODULE:CALLABLE, imported from the docroot or its site-packages
    #[arg(long, env = "AIRLOCK_APP", value_name = "MODULE:CALLABLE", value_parser = ApplicationName::read)]
    app: Option<ApplicationName>,
    /// A folder of CGI programs, such as /cgi-bin; several if repeated
    #[arg(long, env = "AIRLOCK_CGI_DIRECTORY", value_name = "PATH", value_delimiter = ',', value_parser = PathPrefix::read)]
    cgi_directory: Vec<PathPrefix>,
    #[command(flatten)]
    budget: BudgetFlags,
}

impl ServeFlags {
    /// The configuration they, the environment and the file come to.
    pub fn load(&self, shared: &Shared) -> anyhow::Result<Loaded> {
        Ok(load(self.config.as_deref(), &self.layer(shared)?)?)
    }

    /// What flags and variables set.
    fn layer(&self, shared: &Shared) -> anyhow::Result<FlagLayer> {
        let mut layer = FlagLayer::default();
        let sources = &shared.sources;
        let server = Some("server");
        let listeners = [
            ("listen", "listen", &self.listen),
            ("listen-tls", "listen_tls", &self.listen_tls),
            ("listen-h2", "listen_h2", &self.listen_h2),
        ];
        for (key, id, addresses) in listeners {
            if !addresses.is_empty() {
                let addresses = addresses.iter().map(|address| Value::Text(address.0.to_string()));
                layer.set_list(server, key, addresses, sources.origin(id));
            }
        }
        if let Some(folder) = &self.state {
            layer.set(server, "state", Value::Text(utf8(folder)?.to_owned()), sources.origin("state"));
        }
        if let Some(number) = self.concurrency {
            layer.set(server, "max-sandboxes", Value::Whole(number.into()), sources.origin("concurrency"));
        }
        if let Some(grace) = self.grace {
            layer.set(server, "grace", Value::Text(grace.to_string()), sources.origin("grace"));
        }
        if let Some(mode) = self.confine {
            layer.set(Some("confinement"), "mode", Value::Text(mode.word()), sources.origin("confine"));
        }
        if let Some(docroot) = &self.docroot {
            layer.set_docroot(utf8(docroot)?, sources.origin("docroot"));
        }
        if let Some(app) = &self.app {
            layer.set(None, "app", Value::Text(app.to_string()), sources.origin("app"));
        }
        if !self.cgi_directory.is_empty() {
            let directories = self.cgi_directory.iter().map(|directory| Value::Text(directory.0.clone()));
            layer.set_list(None, "cgi-directories", directories, sources.origin("cgi_directory"));
        }
        for glob in self.trust.iter().flat_map(|globs| &globs.0) {
            layer.add_trust(&glob.to_string(), sources.origin("trust"));
        }
        self.budget.add_to(&mut layer, shared);
        shared.add_to(&mut layer)?;
        Ok(layer)
    }
}

/// The configuration is text.
pub fn utf8(path: &std::path::Path) -> anyhow::Result<&str> {
    path.to_str()
        .ok_or_else(|| anyhow::anyhow!("the path {} is not UTF-8; give the folder another name", path.display()))
}
