//! The attack corpus in `tests/attacks/`: handlers that do their worst, one trick each, in a folder by the promise of
//! `SECURITY.md` that they are after.
//!
//! A trick is a file; its row in the promise's table says in which lanes it is played and what it must come to
//! ([`corpus`]). A lane makes a handler of it ([`docroot`]); a siege serves them all and has others ask for something innocent
//! meanwhile ([`siege`]); what came of it is compared with the row ([`verdict`]).

pub mod corpus;
pub mod docroot;
pub mod siege;
pub mod verdict;
