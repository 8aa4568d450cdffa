//! Bytes from models: pages, mails, charts. No I/O.
