//! The canonical form of documents that leave: compact JSON, keys in the order of the schema, with an empty digest. Its SHA-256 is the digest
//! that is then written into the document. Public, so that anybody can work it out anew.

use serde::Serialize;

use crate::base::Digest;

use super::Refusal;

/// The digest of a document whose own digest is empty.
pub(super) fn digest<T: Serialize>(unsealed: &T) -> Result<Digest, Refusal> {
    serde_json::to_vec(unsealed)
        .map(|bytes| Digest::plain(&bytes))
        .map_err(|fault| Refusal::NotWritten(fault.to_string()))
}

/// A document as it is written to files: indented, ending in a line feed.
pub(super) fn pretty<T: Serialize>(document: &T) -> Result<String, Refusal> {
    let mut json = serde_json::to_string_pretty(document)
        .map_err(|fault| Refusal::NotWritten(fault.to_string()))?;
    json.push('\n');
    Ok(json)
}
