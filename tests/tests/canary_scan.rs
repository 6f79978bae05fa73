//! With and without the scan for changed pages, while swap comes and goes, and while the kernel moves pages about: nothing of one
//! request's memory is in the memory of the next. As in `tests/canary.rs`, a handler breaks its interpreter to look for it.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::compaction::Compaction;
use airlock_tests::configured::docroot_of;
use airlock_tests::proc_files::{mappings, minor_faults};
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask_on, get};
use airlock_tests::scratch::Scratch;
use airlock_tests::swap_list::SwapList;
use anyhow::{Context, Result, ensure};

/// Times that something is left.
const ROUNDS: usize = 40;
/// Requests of others after each.
const OTHERS: usize = 40;
/// What the log says at the start, and when it is otherwise.
const SCANS: &str = "memories are reset by a scan";
const DROPS: &str = "memories are reset by dropping them";

/// A few sandboxes, since the one before may still be on its way out when the next is asked for. Two tenants with the same handlers, one of which keeps its interpreters.
fn configuration(folder: &Scratch, of_server: &str) -> Result<std::path::PathBuf> {
    let docroot = docroot_of("canary");
    let docroot = docroot.to_str().context("a path that is no text")?;
    let configuration = format!(
        "[server]\nmax-sandboxes = 4\n{of_server}\n\
         [[tenant]]\nname = \"keeps\"\nprefix = \"/keeps\"\ndocroot = {docroot:?}\nisolation = \"handler\"\n\
         reuse = {{ max-requests = 2, max-age = \"1h\" }}\n\
         [[tenant]]\nname = \"fresh\"\nprefix = \"/fresh\"\ndocroot = {docroot:?}\n"
    );
    folder.write("airlock.toml", configuration)
}

fn ask(connection: &mut Connection, target: &str) -> Result<String> {
    let answer = ask_on(connection, &get(target))?;
    ensure!(answer.status == 200, "{target}: {} {}", answer.status, answer.text());
    Ok(answer.text())
}

/// A tenant fills memory, by a handler or an application; the other one's handlers come after it, and the last of them looks
/// through all memory.
fn look(airlock: &Airlock, rounds: usize) -> Result<()> {
    let mut connection = Connection::open(airlock.address())?;
    for (round, mebibytes) in [1_usize, 3, 12].into_iter().cycle().take(rounds).enumerate() {
        let (leaves, others) = if round % 2 == 0 { ("/keeps", "/fresh") } else { ("/fresh", "/keeps") };
        let handler = if round % 4 < 2 { "leaves.py" } else { "application.wsgi/leaves" };
        let left = ask(&mut connection, &format!("{leaves}/{handler}?{mebibytes}"))?;
        ensure!(left == (mebibytes << 20).to_string(), "{left}");
        let context = || format!("round {round}, after {mebibytes} MiB of {leaves}/{handler}");
        for target in ["/fresh/looks.py", "/fresh/application.wsgi/looks"] {
            let found = ask(&mut connection, target)?;
            ensure!(found == "1 in all, 0 in unused memory", "{}: {target}: {found}", context());
        }
        for _ in 0..OTHERS {
            let found = ask(&mut connection, &format!("{others}/innocent.py"))?;
            ensure!(found == "innocent", "{}: {found}", context());
        }
    }
    Ok(())
}

/// What a request costs in page faults, when all is warm.
fn faults_per_request(airlock: &Airlock) -> Result<u64> {
    const REQUESTS: u64 = 200;
    let mut connection = Connection::open(airlock.address())?;
    let mut ask_all = || (0..REQUESTS).try_for_each(|_| ask(&mut connection, "/fresh/innocent.py").map(|_| ()));
    ask_all()?;
    let before = minor_faults(airlock.process_id())?;
    ask_all()?;
    Ok((minor_faults(airlock.process_id())? - before) / REQUESTS)
}

fn configured(name: &str, of_server: &str) -> Result<(Airlock, Scratch)> {
    let folder = Scratch::new("canary-scan")?;
    let file = configuration(&folder, of_server)?;
    Ok((Airlock::configured(&file, &format!("canary-scan-{name}"))?, folder))
}

#[test]
fn without_the_scan_nothing_is_left_either() -> Result<()> {
    let (airlock, _folder) = configured("off", "pagemap-scan = \"off\"")?;
    airlock.log().wait_for(&[DROPS, "server.pagemap-scan"])?;
    look(&airlock, ROUNDS)
}

/// All requests had the same few memories.
#[test]
fn nothing_is_left_while_the_kernel_moves_pages() -> Result<()> {
    let (airlock, _folder) = configured("moved", "")?;
    let compaction = Compaction::start();
    look(&airlock, ROUNDS)?;
    compaction.map_or(Ok(()), Compaction::finish)?;
    // Of three images, that of the runtime and one of each tenant's application: those in use, and those kept.
    let slots = mappings(airlock.process_id(), &["airlock-snapshot", "rw-p"])?.len();
    ensure!((1..=24).contains(&slots), "{slots} memories");
    Ok(())
}

/// Swap that is there at the start, that is switched on later, and off again. The list is a file of this test's.
#[test]
fn swap_ends_the_scan_for_as_long_as_it_is_active() -> Result<()> {
    let swaps = match SwapList::new() {
        Ok(swaps) => swaps,
        Err(error) => {
            eprintln!(
                "NOT TESTED: a server that sees swap ({error:#}); run the tests as root, or allow user namespaces"
            );
            // What it does then is what it does here.
            return without_the_scan_nothing_is_left_either();
        }
    };
    let folder = Scratch::new("canary-swap")?;
    let file = configuration(&folder, "")?;
    let airlock = Airlock::configured_seeing(&swaps, &file, "canary-scan-swap")?;
    airlock.log().wait_for(&[SCANS, "as long as no swap is active"])?;
    look(&airlock, ROUNDS / 4)?;
    let scanning = faults_per_request(&airlock)?;
    swaps.set(true)?;
    airlock.log().wait_for(&["swap has become active", DROPS])?;
    // What was handed back under a scan is used now.
    look(&airlock, ROUNDS / 4)?;
    let dropping = faults_per_request(&airlock)?;
    ensure!(dropping > 2 * scanning + 20, "{scanning} faults with the scan, {dropping} without");
    swaps.set(false)?;
    airlock.log().wait_for(&["no swap is active any more", SCANS])?;
    look(&airlock, ROUNDS / 4)?;
    let again = faults_per_request(&airlock)?;
    ensure!(dropping > 2 * again + 20, "{dropping} faults without the scan, {again} with it again");
    swaps.set(true)?;
    let second = Airlock::configured_seeing(&swaps, &file, "canary-scan-swap-at-start")?;
    second.log().wait_for(&["swap is active", DROPS])?;
    look(&second, ROUNDS / 4)
}
