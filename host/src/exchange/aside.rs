//! What goes to the client beside a response, where the protocol has room for it: interim responses and pushes.

use std::collections::VecDeque;

use bytes::Bytes;
use thiserror::Error;
use tokio::sync::oneshot;

use super::{ChannelClosed, Field, ResponseHead};

/// Bytes of fields that one request may send aside: nothing slows their sender down.
const FIELDS: usize = 64 << 10;
/// Promises of one request.
const PROMISES: usize = 16;
/// Bytes of pushed content that one request may have the connection keep for its client.
const CONTENT: usize = 1 << 20;

/// See the module.
#[derive(Debug)]
pub enum Aside {
    /// A head with a status below 200.
    Interim(ResponseHead),
    /// The fields of a request whose response will be pushed.
    Promise(Vec<Field>),
    /// The response to what was promised.
    Push {
        /// The promise's.
        stream: u32,
        /// Checked.
        head: ResponseHead,
        /// All of it.
        content: Bytes,
    },
}

impl Aside {
    /// Bytes of fields and content.
    pub(super) fn size(&self) -> usize {
        self.field_bytes().saturating_add(self.content_bytes())
    }

    fn field_bytes(&self) -> usize {
        match self {
            Self::Promise(fields) => fields.iter().map(|field| field.name.len() + field.value.len()).sum(),
            Self::Interim(head) | Self::Push { head, .. } => head.size(),
        }
    }

    fn content_bytes(&self) -> usize {
        if let Self::Push { content, .. } = self { content.len() } else { 0 }
    }
}

/// Why something could not be sent aside.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AsideError {
    /// The connection has no room for it.
    #[error("only HTTP/2 carries interim responses, trailers and pushes")]
    NotCarried,
    /// The client has gone, or the response is complete.
    #[error(transparent)]
    Closed(#[from] ChannelClosed),
    /// The request has sent as much as one may.
    #[error("this request has used up its {0}")]
    TooMuch(&'static str),
    /// The client's settings say so.
    #[error("the client takes no pushes")]
    NoPushes,
    /// It is none that can be sent.
    #[error("{0}")]
    Invalid(String),
}

/// What became of it: a promise's stream, 0 for anything else.
pub type AsideResult = Result<u32, AsideError>;

/// An aside on its way to the connection, where somebody waits for what becomes of it.
#[derive(Debug)]
pub struct PendingAside {
    /// What is to be sent.
    pub aside: Aside,
    /// Who waits.
    pub reply: oneshot::Sender<AsideResult>,
}

/// The asides of one request.
#[derive(Debug, Default)]
pub(super) struct Asides {
    pending: VecDeque<PendingAside>,
    fields: usize,
    promises: usize,
    content: usize,
    closed: bool,
}

impl Asides {
    /// Nobody takes any more.
    pub(super) fn close(&mut self) -> VecDeque<PendingAside> {
        self.closed = true;
        std::mem::take(&mut self.pending)
    }

    /// Counts `aside` and keeps it for the connection.
    pub(super) fn push(&mut self, aside: Aside) -> Result<oneshot::Receiver<AsideResult>, AsideError> {
        if self.closed {
            return Err(ChannelClosed.into());
        }
        let promises = usize::from(matches!(aside, Aside::Promise(_)));
        self.fields = within(self.fields, aside.field_bytes(), FIELDS, "fields of interim responses and pushes")?;
        self.promises = within(self.promises, promises, PROMISES, "pushes")?;
        self.content = within(self.content, aside.content_bytes(), CONTENT, "content of pushes")?;
        let (reply, result) = oneshot::channel();
        self.pending.push_back(PendingAside { aside, reply });
        Ok(result)
    }

    pub(super) fn pop(&mut self) -> Option<PendingAside> {
        self.pending.pop_front()
    }
}

fn within(used: usize, more: usize, most: usize, what: &'static str) -> Result<usize, AsideError> {
    let total = used.saturating_add(more);
    if total > most { Err(AsideError::TooMuch(what)) } else { Ok(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_has_its_share() {
        let mut asides = Asides::default();
        for _ in 0..PROMISES {
            assert!(asides.push(Aside::Promise(Vec::new())).is_ok());
        }
        assert_eq!(asides.push(Aside::Promise(Vec::new())).unwrap_err(), AsideError::TooMuch("pushes"));
        let push =
            |length| Aside::Push { stream: 2, head: ResponseHead::plain(200, "a/b"), content: vec![0; length].into() };
        assert!(asides.push(push(CONTENT)).is_ok());
        assert!(asides.push(push(1)).is_err());
    }
}
