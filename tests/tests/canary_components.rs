//! Nothing of one request's memory, tables and globals is in those of the next: of the same component or another, of the same
//! tenant or another, on the same slots of the pool.
//!
//! The component (`tests/canary/traces.wat`) looks at all of its own, leaves something in all of it, and looks again: each
//! request looks for what those before it left, and shows that it would be found.

use airlock_tests::compaction::Compaction;
use airlock_tests::configured::Configured;
use airlock_tests::proc_files::mappings;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask_on, get_from};
use airlock_tests::scratch::Scratch;
use airlock_tests::wit_package::{WitPackage, working_folder};
use airlock_tests::{handler_component, places};
use anyhow::{Context, Result, ensure};

/// Requests of each test, but for those of the components that are compiled for it.
const ROUNDS: usize = 2000;
/// Instances at once: one, and those whose end the next request does not wait for.
const AT_ONCE: usize = 4;
const HOSTS: [&str; 2] = ["a.test", "b.test"];
/// Of memory, that a component begins with.
const PAGES: usize = 3;
const PAGE_BYTES: usize = 64 << 10;
/// Of both its tables.
const SLOTS: usize = 2000 + 500;

/// What a component does to its memory.
#[derive(Clone, Copy)]
struct Reach {
    /// Pages that it grows by.
    grows: usize,
    /// Slots that its table grows by.
    slots: usize,
    /// One word in so many bytes is written.
    step: usize,
}

/// As much as the pool keeps in place between two requests.
const WITHIN: Reach = Reach { grows: 4, slots: 6000, step: 8 };
/// Further.
const BEYOND: Reach = Reach { grows: 40, slots: 60_000, step: 8 };
/// In many places apart from each other.
const SCATTERED: Reach = Reach { grows: 12, slots: 0, step: 8192 };

impl Reach {
    fn component(self, number: usize) -> Result<Vec<u8>> {
        let text = std::fs::read_to_string(places::tests_folder().join("canary").join("traces.wat"))?;
        let text = text
            .replace("PAGES", &self.grows.to_string())
            .replace("SLOTS", &self.slots.to_string())
            .replace("STEP", &self.step.to_string())
            .replace("NUMBER", &number.to_string());
        handler_component::of_module(&WitPackage::read(&working_folder())?, &text)
    }

    /// What is found in an instance that another has left something in: not these. Slots and globals all count.
    fn ensure_fresh(self, answer: &str) -> Result<()> {
        let numbers =
            answer.split(' ').map(str::parse).collect::<Result<Vec<usize>, _>>().context(answer.to_owned())?;
        let [memory, slots, globals, own_memory, own_slots, own_globals] = numbers[..] else {
            anyhow::bail!("not six numbers: {answer}")
        };
        // Where every word is written, the two that the component begins with are others as well.
        let words = (PAGES + self.grows) * PAGE_BYTES / self.step;
        ensure!(own_memory >= words && own_slots == SLOTS + self.slots && own_globals == 4, "not found: {answer}");
        ensure!((memory, slots, globals) == (0, 0, 0), "found: {memory} words, {slots} slots, {globals} globals");
        Ok(())
    }
}

/// Two tenants, whose components are in folders of their names; `of_first`: settings of the first.
fn serve(name: &str, of_first: &str, components: &[(&str, Vec<u8>)]) -> Result<Configured> {
    let folder = Scratch::new("canary-components")?;
    for (file, component) in components {
        folder.write(file, component)?;
    }
    let state = places::target_folder().join("component-state");
    let configuration = format!(
        "[server]\nstate = {state:?}\nmax-sandboxes = {AT_ONCE}\n\
         [[tenant]]\nname = \"a\"\nhosts = [\"a.test\"]\ndocroot = \"a\"\n{of_first}\n\
         [[tenant]]\nname = \"b\"\nhosts = [\"b.test\"]\ndocroot = \"b\"\n"
    );
    Configured::start_in(folder, &format!("canary-components-{name}"), &configuration)
}

fn of_both(name: &str, reach: Reach) -> Result<Configured> {
    let component = reach.component(0)?;
    serve(name, "", &[("a/traces.wasm", component.clone()), ("b/traces.wasm", component)])
}

fn ask(connection: &mut Connection, host: &str, target: &str) -> Result<String> {
    let answer = ask_on(connection, &get_from(host, target))?;
    ensure!(answer.status == 200, "{host}{target}: {} {}", answer.status, answer.text());
    Ok(answer.text())
}

/// Memories of the pool that hold a component's image: they do so until another component has them.
fn memories(server: &Configured) -> Result<usize> {
    Ok(mappings(server.airlock.process_id(), &["rw-p", ".cwasm"])?.len())
}

/// Both tenants in turn; the text is the same, so that the memory is.
fn look_in_turn(server: &Configured, reach: Reach, rounds: usize) -> Result<()> {
    let mut connection = Connection::open(server.address())?;
    for (round, host) in HOSTS.iter().cycle().take(rounds).enumerate() {
        let answer = ask(&mut connection, host, "/traces.wasm")?;
        reach.ensure_fresh(&answer).with_context(|| format!("round {round}"))?;
    }
    let memories = memories(server)?;
    // One that is being made new counts as well.
    ensure!((1..=2 * AT_ONCE).contains(&memories), "{rounds} requests on {memories} memories");
    Ok(())
}

#[test]
fn tenants_with_the_same_component_leave_nothing_to_each_other() -> Result<()> {
    look_in_turn(&of_both("same", WITHIN)?, WITHIN, ROUNDS)?;
    look_in_turn(&of_both("scattered", SCATTERED)?, SCATTERED, ROUNDS)?;
    look_in_turn(&of_both("beyond", BEYOND)?, BEYOND, ROUNDS / 4)
}

/// Pages that are being moved when an instance ends are as changed as others.
#[test]
fn nor_do_they_while_the_kernel_moves_their_pages() -> Result<()> {
    let server = of_both("moved", WITHIN)?;
    let compaction = Compaction::start();
    look_in_turn(&server, WITHIN, 2 * ROUNDS)?;
    compaction.map_or(Ok(()), Compaction::finish)
}

/// More components than the pool keeps memories for: each gets those of others.
#[test]
fn components_leave_nothing_to_others() -> Result<()> {
    const COMPONENTS: usize = 110;
    let names = (0..COMPONENTS).map(|number| (format!("{}/{number}.wasm", ["a", "b"][number % 2]), number));
    let files = names.map(|(name, number)| Ok((name, WITHIN.component(number)?))).collect::<Result<Vec<_>>>()?;
    let files: Vec<_> = files.iter().map(|(name, component)| (name.as_str(), component.clone())).collect();
    let server = serve("others", "", &files)?;
    let mut connection = Connection::open(server.address())?;
    for round in 0..ROUNDS {
        let number = round % COMPONENTS;
        let answer = ask(&mut connection, HOSTS[number % 2], &format!("/{number}.wasm"))?;
        WITHIN.ensure_fresh(&answer).with_context(|| format!("round {round}"))?;
    }
    let memories = memories(&server)?;
    ensure!(memories < COMPONENTS, "{memories} memories for {COMPONENTS} components: none was another's");
    Ok(())
}

/// The first tenant's instances answer twice, and find in the second request what they left in the first.
#[test]
fn a_kept_instance_leaves_nothing_to_the_other_tenant() -> Result<()> {
    let component = WITHIN.component(0)?;
    let keeps = "isolation = \"handler\"\nreuse = { max-requests = 2, max-age = \"1h\" }\n";
    let server = serve("kept", keeps, &[("a/traces.wasm", component.clone()), ("b/traces.wasm", component)])?;
    let mut connection = Connection::open(server.address())?;
    let mut found = 0;
    for round in 0..ROUNDS {
        if round % 3 == 2 {
            let answer = ask(&mut connection, "b.test", "/traces.wasm")?;
            WITHIN.ensure_fresh(&answer).with_context(|| format!("round {round}"))?;
        } else {
            found += usize::from(!ask(&mut connection, "a.test", "/traces.wasm")?.starts_with("0 0 0 "));
        }
    }
    ensure!(found > ROUNDS / 6, "{found} requests found what was left in their own instance");
    Ok(())
}
