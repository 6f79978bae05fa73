//! Parity with the reference server: each group of the corpus on both servers, compared byte by byte.
//! In both engines, from the one corpus.

/// One test in each engine for each file in `tests/parity/cases/`, and the list of them.
macro_rules! groups {
    ($($name:ident),* $(,)?) => {
        mod sandbox {
            $(
                #[test]
                fn $name() -> Result<(), super::Report> {
                    airlock_tests::group::run(stringify!($name), airlock_tests::engine::Engine::Sandbox)
                        .map_err(super::Report)
                }
            )*
        }

        mod in_process {
            $(
                #[test]
                fn $name() -> Result<(), super::Report> {
                    airlock_tests::group::run(stringify!($name), airlock_tests::engine::Engine::InProcess)
                        .map_err(super::Report)
                }
            )*
        }

        const GROUPS: &[&str] = &[$(stringify!($name)),*];
    };
}

groups! {
    auth,
    cookies,
    dispatch,
    exposed,
    failing,
    files,
    imports,
    named,
    package,
    pipes,
    pipes_on_handlers,
    query,
    request_body,
    request_headers,
    request_line,
    requests,
    response,
    response_headers,
    returns,
    server,
    site,
    stash,
    static_asis,
    static_exposed,
    static_fields,
    static_folders,
    static_names,
    static_ranges,
    static_types,
    status,
    templates,
    wire,
    writer,
}

/// Shown as it reads: the default would escape the line breaks of the report.
struct Report(anyhow::Error);

impl std::fmt::Debug for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:#}", self.0)
    }
}

#[test]
fn every_file_of_cases_is_played() -> Result<(), Report> {
    let folder = airlock_tests::places::parity_folder().join("cases");
    let found: Vec<String> =
        airlock_tests::corpus::Group::read_all(&folder).map_err(Report)?.into_iter().map(|group| group.name).collect();
    let mut played: Vec<&str> = GROUPS.to_vec();
    played.sort_unstable();
    assert_eq!(found, played, "tests/parity/cases/ and the list in parity.rs");
    Ok(())
}
