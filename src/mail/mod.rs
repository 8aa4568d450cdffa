//! Messages and the transports that carry them.
//!
//! Invariants: a message carries the Message-ID its sender chose, so that a retry is recognisable as the same mail; no header can
//! be smuggled in through a name or a subject; no error and no file name tells who was written to.

mod message;
mod transport;

pub use message::{BadMessageId, Message, MessageId};
pub use transport::{SendError, Smtp, SmtpSecurity, Transport};
