//! Running a survey: its states, the witness that it is closed, and its response.

pub mod survey;

pub use survey::{ClosedSurvey, State, Survey};
