//! Messages and the transports that carry them.
