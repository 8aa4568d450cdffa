//! From columns to values: whatever cannot be read back is damage, named by its column.

use super::StoreError;
use crate::base::{Day, Digest};

/// A value that has a parser: a code, a word, a digest.
pub(super) fn read<T, E: ToString>(
    what: &'static str,
    value: Result<T, E>,
) -> Result<T, StoreError> {
    value.map_err(|error| StoreError::corrupt(what, &error))
}

/// A word that one of our types knows.
pub(super) fn word<T>(what: &'static str, value: Option<T>) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::corrupt(what, "holds an unknown word"))
}

pub(super) fn day(what: &'static str, text: &str) -> Result<Day, StoreError> {
    Day::parse(text).ok_or_else(|| StoreError::corrupt(what, "is not a day"))
}

pub(super) fn maybe_day(what: &'static str, text: Option<&str>) -> Result<Option<Day>, StoreError> {
    text.map(|text| day(what, text)).transpose()
}

pub(super) fn digest(what: &'static str, text: &str) -> Result<Digest, StoreError> {
    Digest::from_hex(text).ok_or_else(|| StoreError::corrupt(what, "is not a digest"))
}

pub(super) fn key(what: &'static str, bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::corrupt(what, "is not 32 bytes"))
}

/// A count on its way in; nothing this program counts comes near the limit.
pub(super) fn to_integer(what: &'static str, number: impl TryInto<i32>) -> Result<i32, StoreError> {
    number
        .try_into()
        .map_err(|_| StoreError::corrupt(what, "is too large"))
}

/// A count on its way out.
pub(super) fn from_integer<T: TryFrom<i32>>(
    what: &'static str,
    number: i32,
) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| StoreError::corrupt(what, "is not a count"))
}

pub(super) fn json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    read(
        what,
        serde_json::from_str(text).map_err(|_| "is not what was written"),
    )
}

pub(super) fn to_json(
    what: &'static str,
    value: &impl serde::Serialize,
) -> Result<String, StoreError> {
    read(what, serde_json::to_string(value))
}
