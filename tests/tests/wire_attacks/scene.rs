//! A server in its default profile with all lanes and somebody who has done nothing wrong.

use std::net::SocketAddr;
use std::sync::LazyLock;

use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use airlock_tests::innocents::Innocents;
use airlock_tests::places;
use airlock_tests::proc_files::{open_sockets, resident_bytes};
use airlock_tests::requests::{ask, get};
use airlock_tests::rust_component;
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, anyhow, ensure};

static COMPONENT: LazyLock<Result<Vec<u8>, String>> =
    LazyLock::new(|| rust_component::build("proxy").map_err(|error| format!("{error:#}")));

/// In no answer: it lies beside the docroot.
pub const SECRET: &str = "what lies beside the docroot";

/// See the module.
pub struct Scene {
    /// The server; the docroot is a folder of its own.
    pub server: Configured,
    sockets_before: usize,
}

impl Scene {
    /// A server with all lanes.
    pub fn new(name: &str) -> Result<Self> {
        Self::with(name, "", "")
    }

    /// The same with more at the top of its configuration, and more tenants.
    pub fn with(name: &str, top: &str, tenants: &str) -> Result<Self> {
        let folder = Scratch::new("wire-attacks")?;
        folder.copy_from(&places::tests_folder().join("wire_attacks"))?;
        folder.write("secret.txt", SECRET)?;
        folder.write("docroot/proxy.wasm", COMPONENT.as_deref().map_err(|error| anyhow!("{error}"))?)?;
        // Compiled code is kept there for the other tests.
        let state = places::target_folder().join("component-state");
        let state = state.to_str().context("a path that is no text")?;
        let configuration = format!(
            "cgi-directories = [\"/cgi-bin\"]\nserver.state = \"{state}\"\n{top}\n\
             [[tenant]]\nname = \"only\"\ndocroot = \"docroot\"\n{tenants}"
        );
        let server = Configured::start_in(folder, &format!("wire-attacks-{name}"), &configuration)?;
        eventually("the component is compiled", || {
            Ok((ask(server.address(), &get("/proxy.wasm/whole"))?.status == 200).then_some(()))
        })?;
        Self::over(server)
    }

    /// A server that was started in another way. It has `innocent.py`.
    pub fn over(server: Configured) -> Result<Self> {
        let sockets_before = open_sockets(server.airlock.process_id())?;
        Ok(Self { server, sockets_before })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Someone to be served meanwhile.
    pub fn innocents(&self) -> Result<Innocents> {
        Innocents::start(self.address(), "/innocent.py", "innocent")
    }

    /// Bytes that the server has resident.
    pub fn resident(&self) -> Result<u64> {
        resident_bytes(self.server.airlock.process_id())
    }

    /// Waits until the server has let go of all connections of an attack, the innocent one aside.
    pub fn all_are_gone(&self) -> Result<()> {
        eventually("the server lets go of all connections", || {
            let sockets = open_sockets(self.server.airlock.process_id())?;
            // The innocent client's own, and one that was just accepted in its place.
            Ok((sockets <= self.sockets_before + 1).then_some(()))
        })
    }

    /// The server is well, and nothing is left of the attacks.
    pub fn conclude(mut self) -> Result<()> {
        ensure!(self.server.airlock.is_running(), "the server has ended");
        self.all_are_gone()?;
        assert_eq!(self.server.log().lines_with(&["panicked"])?, Vec::<String>::new());
        Ok(())
    }
}
