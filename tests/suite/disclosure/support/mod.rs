//! What the tests share.

pub(crate) mod instance;
pub(crate) mod published;
pub(crate) mod rational;
pub(crate) mod small;
pub(crate) mod table;
